import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { TokenIgnored } from '../http/routing/access.js';
import { HtmlPage } from '../http/pages/html-page.js';
import { ClientAddress } from '../http/limits/client-address.js';
import { Documented } from '../http/openapi/documented.js';
import { ForgotPasswordDto, ResetPasswordDto } from './dto/password.dto.js';
import { MessageDto } from './dto/session.dto.js';
import { PASSWORD_RESET_PAGE, PASSWORD_RESET_PAGE_POLICY } from './password-reset.page.js';
import { PasswordResetsService } from './password-resets.service.js';

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
