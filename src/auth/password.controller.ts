import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { TokenIgnored } from '../http/routing/access.js';
import { ClientAddress } from '../http/limits/client-address.js';
import { Documented } from '../http/openapi/documented.js';
import { MessageDto } from './dto/session.dto.js';
import { PasswordResetsService } from './password-resets.service.js';
import { HtmlPage, smallPage, smallPagePolicy } from '../http/pages/small-page.js';
import { ForgotPasswordDto, ResetPasswordDto } from './dto/account.dto.js';

/** The token comes behind `#`, and leaves the address bar at once. */
const SCRIPT = `
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  const form = document.querySelector('form');
  const status = document.querySelector('[role=status]');
  if (token === '') status.textContent = 'This page needs the link of a mail.';
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    status.textContent = 'One moment …';
    try {
      const answer = await fetch(location.pathname, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token, password: form.elements.password.value }),
      });
      const body = await answer.json();
      status.textContent = answer.ok ? body.message : body.detail;
      if (answer.ok) form.remove();
    } catch {
      status.textContent = 'The server cannot be reached. Try again.';
    }
  });
`;

export const PASSWORD_RESET_PAGE_POLICY = smallPagePolicy(SCRIPT);

export const PASSWORD_RESET_PAGE = smallPage(
  'Choose a new password',
  `<form>
<label for="password">New password, at least 8 characters</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128">
<button>Change the password</button>
</form>
<p role="status"></p>
<noscript><p>This page needs scripts: turn them on, or send the request that the mail describes.</p></noscript>`,
  SCRIPT,
);

@ApiTags('Users')
@Controller('password')
@TokenIgnored()
export class PasswordController {
  constructor(private readonly resets: PasswordResetsService) {}

  @Post('forgot')
  @HttpCode(202)
  @Documented({
    id: 'forgotPassword',
    summary: 'Ask for a mail to choose a new password',
    description:
      'The answer is the same, and takes as long, whether or not an account has the address. At ' +
      'most three such mails go to one account in an hour.',
    answer: {
      status: 202,
      type: MessageDto,
      description: 'A mail is sent if there is an account.',
    },
  })
  async forgot(@Body() { email }: ForgotPasswordDto): Promise<MessageDto> {
    await this.resets.request(email);
    return { message: 'If an account has this address, a mail is on its way.' };
  }

  @Post('reset')
  @HttpCode(200)
  @Documented({
    id: 'resetPassword',
    summary: 'Choose a new password',
    description: 'With the token of the mail, within 30 minutes and once. Ends all sessions.',
    answer: { status: 200, type: MessageDto, description: 'The password is changed.' },
  })
  async reset(
    @Body() input: ResetPasswordDto,
    @ClientAddress() address: string,
  ): Promise<MessageDto> {
    await this.resets.reset(input, address);
    return { message: 'Your password is changed. Sign in with the new one.' };
  }

  /** What the link in the mail opens, where no front end has a page of its own for it. */
  @Get('reset')
  @ApiExcludeEndpoint()
  @HtmlPage(PASSWORD_RESET_PAGE_POLICY)
  page(): string {
    return PASSWORD_RESET_PAGE;
  }
}
