import { PickType } from '@nestjs/swagger';
import { TextField } from '../../http/input/body-fields.js';
import { RegisterDto } from './credentials.dto.js';

export class ForgotPasswordDto extends PickType(RegisterDto, ['email']) {}

export class NewPasswordDto extends PickType(RegisterDto, ['password']) {}

export class ResetPasswordDto extends NewPasswordDto {
  @TextField({
    description: 'From the mail. It works once.',
    max: 255,
    example: 'mJ0xUe2bDq3n8W1cVZk5s7yHfT9aR4pL6oXgE0iKdQw',
  })
  token!: string;
}
