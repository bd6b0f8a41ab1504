import { Injectable, Logger } from '@nestjs/common';
import { Transactions } from '../database/run/transactions.js';
import type { CurrentUser } from '../http/routing/access.js';
import type { TellAllowance } from '../http/limits/allowance.js';
import { networkOf } from '../http/limits/client-address.js';
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
import { SignUpLimit } from './sign-up-limit.js';
import { weakness } from './weak-passwords.js';

@Injectable()
export class AuthService {
  private readonly logger = new Logger('SignIn');

  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly limits: SignInLimits,
    private readonly signUps: SignUpLimit,
    private readonly transactions: Transactions,
  ) {}

  /**
   * @param address of the client
   * @throws {Problem} 400 for a reserved name or a weak password, 409 for a taken name or address, 429
   */
  async register(
    input: RegisterDto,
    address: string,
    userAgent: string | undefined,
    tell: TellAllowance,
  ): Promise<SignedInDto> {
    const { username, email, password } = input;
    if (isReservedName(username)) throw reservedName();
    const complaint = await weakness(password, username, email);
    if (complaint !== undefined) throw Problem.invalidField('password', complaint);
    return this.signUps.within(address, tell, async (count) => {
      const passwordHash = await hashPassword(password, address);
      const user = await this.users.create({ username, email, passwordHash }, count);
      return this.signIn(user, userAgent);
    });
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
    const who = { name: username, account: user?.id, address };
    try {
      const known = await this.limits.attempt(who, async (barred) => {
        const hash = barred ? undefined : user?.passwordHash;
        return (await isPassword(password, hash, address)) ? (user ?? undefined) : undefined;
      });
      if (known === undefined) throw wrongCredentials();
      return await this.signIn(known, userAgent);
    } catch (error) {
      this.logFailure(error, username, address);
      throw error;
    }
  }

  async logout({ id, sessionId }: CurrentUser): Promise<void> {
    await this.sessions.end(id, sessionId);
  }

  /** Ends every session of a user, this one too. */
  async logoutAll({ id }: CurrentUser): Promise<void> {
    await this.transactions.run((manager) => this.sessions.endAll(manager, id));
  }

  /** One line for each sign-in that was refused: whose name and from where, without either. */
  private logFailure(error: unknown, name: string, address: string): void {
    if (!(error instanceof Problem)) return;
    const { status } = error;
    if (status !== 401 && status !== 429) return;
    this.logger.warn({
      sign_in: status === 401 ? 'failed' : 'limited',
      name_digest: this.limits.digestOfName(name),
      network: networkOf(address),
    });
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
