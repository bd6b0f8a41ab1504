import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { Secrets } from '../config/secrets.js';
import { MailModule } from '../mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountChangedMail } from './account-changed.mail.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { JWT_ALGORITHM, JWT_ISSUER, JwtStrategy } from './jwt.strategy.js';
import { PasswordController } from './password.controller.js';
import { PasswordResetMail } from './password-reset.mail.js';
import { PasswordResetsService } from './password-resets.service.js';
import { SessionUse } from './session-use.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';
import { SignInLimits } from './sign-in-limits.js';
import { SignUpLimit } from './sign-up-limit.js';
import { TokenKeys } from './token-keys.js';

@Module({
  imports: [
    MailModule,
    UsersModule,
    PassportModule,
    JwtModule.registerAsync({
      inject: [Secrets],
      useFactory: (secrets: Secrets) => {
        const { id, key } = new TokenKeys(secrets).current;
        return {
          privateKey: key as unknown as string, // a KeyObject, which the types do not know of
          signOptions: { algorithm: JWT_ALGORITHM, issuer: JWT_ISSUER, keyid: id },
        };
      },
    }),
  ],
  controllers: [AuthController, AccountController, PasswordController, SessionsController],
  providers: [
    AccountChangedMail,
    AccountService,
    AuthService,
    PasswordResetMail,
    PasswordResetsService,
    SessionUse,
    SessionsService,
    SignInLimits,
    SignUpLimit,
    TokenKeys,
    JwtStrategy,
  ],
  exports: [JwtStrategy],
})
export class AuthModule {}
