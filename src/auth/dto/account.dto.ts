import { PartialType, PickType } from '@nestjs/swagger';
import { PasswordField, TextField } from '../../http/input/body-fields.js';
import { ReadOnlyFields } from '../../http/input/field.js';
import { RegisterDto } from './credentials.dto.js';

/** Any of what one signs up with. */
@ReadOnlyFields('id', 'role', 'created_at')
export class UpdateAccountDto extends PartialType(RegisterDto, { skipNullProperties: false }) {
  @PasswordField({
    description: 'The password as it is now: needed for another e-mail address or password.',
    max: 1024,
    optional: true,
    example: 'correct horse battery staple',
  })
  current_password?: string;
}

/** That it is really you. */
export class DeleteAccountDto {
  @PasswordField({
    description: 'The password as it is now.',
    max: 1024,
    example: 'correct horse battery staple',
  })
  current_password!: string;
}

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
