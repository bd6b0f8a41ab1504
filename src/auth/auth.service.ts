import { Injectable } from '@nestjs/common';
import { Transactions } from '../database/transactions.js';
import type { CurrentUser } from '../http/access.js';
import { Problem } from '../http/problems/problem.js';
import { OwnUserDto } from '../users/dto/user.dto.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { reservedName, wrongCredentials } from './auth.errors.js';
import type { LoginDto, RegisterDto } from './dto/credentials.dto.js';
import type { SignedInDto } from './dto/session.dto.js';
import { hashPassword, isPassword } from './passwords.js';
import { isReservedName } from './reserved-names.js';
import { SessionsService } from './sessions.service.js';
import { SignInLimits } from './sign-in-limits.js';
import { weakness } from './weak-passwords.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly limits: SignInLimits,
    private readonly transactions: Transactions,
  ) {}

  /** @throws {Problem} 400 for a reserved name or a weak password, 409 for a taken name or address */
  async register(input: RegisterDto, userAgent: string | undefined): Promise<SignedInDto> {
    const { username, email, password } = input;
    if (isReservedName(username)) throw reservedName();
    const complaint = await weakness(password, username, email);
    if (complaint !== undefined) throw Problem.invalidField('password', complaint);
    const passwordHash = await hashPassword(password);
    const user = await this.users.create({ username, email, passwordHash });
    return this.signIn(user, userAgent);
  }

  /**
   * @param address of the client
   * @throws {Problem} 429 after too many failures; 401, the same and after the same work whether or not the user exists
   */
  async login(
    { username, password }: LoginDto,
    address: string,
    userAgent: string | undefined,
  ): Promise<SignedInDto> {
    const user = await this.users.findByLogin(username);
    const account = user?.id ?? username;
    const known = await this.limits.attempt({ account, address }, async () =>
      (await isPassword(password, user?.passwordHash)) ? (user ?? undefined) : undefined,
    );
    if (known === undefined) throw wrongCredentials();
    return this.signIn(known, userAgent);
  }

  async logout({ id, sessionId }: CurrentUser): Promise<void> {
    await this.sessions.end(id, sessionId);
  }

  /** Ends every session of a user, this one too. */
  async logoutAll({ id }: CurrentUser): Promise<void> {
    await this.transactions.run((manager) => this.sessions.endAll(manager, id));
  }

  private async signIn(user: User, userAgent: string | undefined): Promise<SignedInDto> {
    const opened = await this.sessions.open(user, userAgent);
    if (opened === undefined) throw wrongCredentials(); // the password has changed just now
    const { token, expiresAt } = opened;
    return {
      message: `Welcome, ${user.username}.`,
      token,
      expires_at: expiresAt.toISOString(),
      user: OwnUserDto.of(user),
    };
  }
}
