import { Module, type DynamicModule } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { JWT_ALGORITHM, JWT_ISSUER, JWT_SECRET, JwtStrategy } from './jwt.strategy.js';
import { Session } from './session.entity.js';
import { SessionsService } from './sessions.service.js';

@Module({})
export class AuthModule {
  /** @param secret what tokens are signed with */
  static with(secret: string): DynamicModule {
    return {
      module: AuthModule,
      imports: [
        UsersModule,
        PassportModule,
        TypeOrmModule.forFeature([Session]),
        JwtModule.register({
          secret,
          signOptions: { algorithm: JWT_ALGORITHM, issuer: JWT_ISSUER },
        }),
      ],
      controllers: [AuthController],
      providers: [
        AuthService,
        SessionsService,
        JwtStrategy,
        { provide: JWT_SECRET, useValue: secret },
      ],
    };
  }
}
