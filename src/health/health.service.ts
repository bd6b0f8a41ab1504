import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { migrationStatus } from '../database/migrate.js';
import { MailWorker } from '../mail/mail.worker.js';

export type Check = 'up' | 'down';

/** Whether each thing that the API needs is there. */
export interface Readiness {
  readonly database: Check;
  readonly migrations: Check;
  readonly queue: Check;
}

@Injectable()
export class HealthService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly worker: MailWorker,
  ) {}

  async readiness(): Promise<Readiness> {
    const queue = this.worker.isWell ? 'up' : 'down';
    try {
      const migrations = await migrationStatus(this.dataSource);
      const complete = migrations.every((migration) => migration.applied);
      return { database: 'up', migrations: complete ? 'up' : 'down', queue };
    } catch {
      return { database: 'down', migrations: 'down', queue }; // whatever it is, it is not ready
    }
  }
}
