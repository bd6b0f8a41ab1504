import { PartialType } from '@nestjs/swagger';
import { PasswordField } from '../../http/fields/body-fields.js';
import { RegisterDto } from './credentials.dto.js';

/** Any of what one signs up with. */
export class UpdateAccountDto extends PartialType(RegisterDto, { skipNullProperties: false }) {
  @PasswordField({
    description: 'The password as it is now: needed for another e-mail address or password.',
    max: 1024,
    optional: true,
    example: 'correct horse battery staple',
  })
  current_password?: string;
}
