import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { hasEveryMigration } from '../database/migrations/migrate.js';
import { Sql } from '../database/run/sql.js';
import { ShutdownState } from '../http/edge/shutdown-state.js';
import { MailWorker } from '../mail/mail.worker.js';

export type Check = 'up' | 'down';

/** Whether each thing that the API needs is there. */
export interface Readiness {
  readonly database: Check;
  readonly migrations: Check;
  readonly queue: Check;
}

/** Milliseconds for which an answer of the database serves everybody who asks. */
const REMEMBERED_MS = 500;
/** Milliseconds after which a database that does not answer is away. */
const PATIENCE_MS = 1000;

/** Any number of pollers cost one small statement in half a second. */
@Injectable()
export class HealthService implements OnModuleDestroy {
  private readonly logger = new Logger('Health');
  private looking: Promise<Omit<Readiness, 'queue'>> | undefined;
  private lookedAt = -Infinity;
  private lastSaid = '';

  constructor(
    private readonly dataSource: DataSource,
    private readonly sql: Sql,
    private readonly worker: MailWorker,
    private readonly shutdown: ShutdownState,
  ) {}

  /** Set before deliveries and requests under way end: a load balancer is to know at once. */
  get isEnding(): boolean {
    return this.shutdown.hasBegun;
  }

  onModuleDestroy(): void {
    this.shutdown.begin();
  }

  async readiness(): Promise<Readiness> {
    if (this.looking === undefined || performance.now() - this.lookedAt > REMEMBERED_MS) {
      this.lookedAt = Infinity; // nobody else begins while this one looks
      this.looking = this.look().finally(() => (this.lookedAt = performance.now()));
    }
    const readiness: Readiness = {
      ...(await this.looking),
      queue: this.worker.isWell ? 'up' : 'down',
    };
    this.say(readiness);
    return readiness;
  }

  private async look(): Promise<Omit<Readiness, 'queue'>> {
    const late = new AbortController();
    try {
      const complete = await Promise.race([
        hasEveryMigration(this.dataSource, this.sql),
        sleep(PATIENCE_MS, undefined, { signal: late.signal, ref: false }),
      ]);
      if (complete === undefined) return { database: 'down', migrations: 'down' };
      return { database: 'up', migrations: complete ? 'up' : 'down' };
    } catch {
      return { database: 'down', migrations: 'down' }; // whatever it is, it is not ready
    } finally {
      late.abort();
    }
  }

  /** Once for each change, not for each poll. */
  private say(readiness: Readiness): void {
    const missing = Object.entries(readiness).filter(([, state]) => state === 'down');
    const said = missing.map(([name]) => name).join(', ');
    if (said === this.lastSaid) return;
    this.lastSaid = said;
    if (said === '') this.logger.log('Ready');
    else this.logger.warn(`Not ready: ${said}`);
  }
}
