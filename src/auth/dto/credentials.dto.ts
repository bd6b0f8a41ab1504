import { EmailField } from '../../http/input/address-fields.js';
import { PasswordField, PatternField, TextField } from '../../http/input/body-fields.js';
import { ReadOnlyFields } from '../../http/input/field.js';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../weak-passwords.js';

@ReadOnlyFields('id', 'role', 'created_at')
export class RegisterDto {
  @PatternField({
    description:
      'How others see you. Unique without regard to case; names such as `admin` are reserved.',
    pattern: /^[A-Za-z0-9_.-]{3,30}$/,
    mustBe: '3 to 30 of the characters A-Z, a-z, 0-9, _, . and -',
    example: 'ada',
  })
  username!: string;

  @EmailField({
    description:
      'Where confirmations go; nobody else sees it. Unique without regard to case; the domain is kept in its ASCII form.',
    example: 'ada@example.org',
  })
  email!: string;

  @PasswordField({
    description:
      'Neither the username, nor the e-mail address, nor a short pattern repeated, nor one of the commonest.',
    min: SHORTEST_PASSWORD,
    max: LONGEST_PASSWORD,
    example: 'correct horse battery staple',
  })
  password!: string;
}

export class LoginDto {
  @TextField({ description: 'The username or the e-mail address.', max: 254, example: 'ada' })
  username!: string;

  @PasswordField({
    description: 'The password.',
    max: 1024,
    example: 'correct horse battery staple',
  })
  password!: string;
}
