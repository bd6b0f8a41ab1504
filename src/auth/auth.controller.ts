import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { TokenIgnored, Viewer, type CurrentUser } from '../http/routing/access.js';
import { Repeatable } from '../http/idempotency/repeatable.js';
import { AllowanceTeller, type TellAllowance } from '../http/limits/allowance.js';
import { ClientAddress } from '../http/limits/client-address.js';
import { Documented } from '../http/openapi/documented.js';
import { AuthService } from './auth.service.js';
import { LoginDto, RegisterDto } from './dto/credentials.dto.js';
import { MessageDto, SignedInDto } from './dto/session.dto.js';
import { UserAgent } from '../http/edge/request.js';

@ApiTags('Users')
@Controller()
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('register')
  @TokenIgnored()
  @Documented({
    id: 'register',
    summary: 'Sign up',
    description:
      'Creates an account and signs it in. One address makes at most 100 accounts an hour, unless the ' +
      'server says otherwise: `RateLimit` tells where it stands.',
    answer: { status: 201, type: SignedInDto, description: 'The account, and a token for it.' },
    problems: ['conflict'],
  })
  register(
    @Body() input: RegisterDto,
    @ClientAddress() address: string,
    @AllowanceTeller() tell: TellAllowance,
    @UserAgent() userAgent?: string,
  ): Promise<SignedInDto> {
    return this.auth.register(input, address, userAgent, tell);
  }

  @Post('login')
  @HttpCode(200)
  @TokenIgnored()
  @Documented({
    id: 'login',
    summary: 'Sign in',
    description:
      'By username or e-mail address. A wrong pair answers alike whether or not the user exists.',
    answer: { status: 200, type: SignedInDto, description: 'A token.' },
    problems: ['unauthorized'],
  })
  login(
    @Body() input: LoginDto,
    @ClientAddress() address: string,
    @UserAgent() userAgent?: string,
  ): Promise<SignedInDto> {
    return this.auth.login(input, address, userAgent);
  }

  @Post('logout')
  @Repeatable()
  @HttpCode(200)
  @Documented({
    id: 'logout',
    summary: 'Sign out',
    description:
      'Ends the session that the token belongs to. The token is dead at once, on every instance.',
    answer: { status: 200, type: MessageDto, description: 'Signed out.' },
  })
  async logout(@Viewer() user: CurrentUser): Promise<MessageDto> {
    await this.auth.logout(user);
    return { message: 'You are logged out.' };
  }

  @Post('logout/all')
  @Repeatable()
  @HttpCode(200)
  @Documented({
    id: 'logoutAll',
    summary: 'Sign out everywhere',
    description: 'Ends all your sessions, this one too, at once and on every instance.',
    answer: { status: 200, type: MessageDto, description: 'Signed out everywhere.' },
  })
  async logoutAll(@Viewer() user: CurrentUser): Promise<MessageDto> {
    await this.auth.logoutAll(user);
    return { message: 'You are logged out everywhere.' };
  }
}
