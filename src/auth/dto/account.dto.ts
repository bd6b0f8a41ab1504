import { PartialType } from '@nestjs/swagger';
import { PasswordField } from '../../http/input/body-fields.js';
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
