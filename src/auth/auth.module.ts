import { Module, type DynamicModule } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountChangedMail } from './account-changed.mail.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { JWT_ALGORITHM, JWT_ISSUER, JWT_SECRET, JwtStrategy } from './jwt.strategy.js';
import { PasswordController } from './password.controller.js';
import { PasswordReset } from './password-reset.entity.js';
import { PasswordResetMail } from './password-reset.mail.js';
import { PasswordResetsService } from './password-resets.service.js';
import { Session } from './session.entity.js';
import { SessionsService } from './sessions.service.js';

@Module({})
export class AuthModule {
  /** @param secret what tokens are signed with */
  static with(secret: string): DynamicModule {
    return {
      module: AuthModule,
      imports: [
        MailModule,
        UsersModule,
        PassportModule,
        TypeOrmModule.forFeature([Session, PasswordReset]),
        JwtModule.register({
          secret,
          signOptions: { algorithm: JWT_ALGORITHM, issuer: JWT_ISSUER },
        }),
      ],
      controllers: [AuthController, AccountController, PasswordController],
      providers: [
        AccountChangedMail,
        AccountService,
        AuthService,
        PasswordResetMail,
        PasswordResetsService,
        SessionsService,
        JwtStrategy,
        { provide: JWT_SECRET, useValue: secret },
      ],
    };
  }
}
