import type { Socket } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { Pipeline } from './pipeline.js';
import { prepared } from './statement.js';

/** How often the connections in use are looked at. */
const LOOK_MS = 250;
/** Looks without a byte after which the server is asked whether it is there. */
const PATIENT_LOOKS = 3;
/** Looks after which an answer to that does not come any more. */
const PROBE_LOOKS = 3;
/** Milliseconds that PostgreSQL may take to break off a statement that had its time. */
const GRACE_MS = 1000;

const PROBE = prepared('SELECT 1');

/** What is read of a client of pg beyond its types. */
interface Internals {
  /** Whether no statement is under way. */
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

interface Silence {
  bytesRead: number;
  /** Looks since anything came, or since the server proved that it is alive. */
  looks: number;
  /** Looks since anything came. */
  allLooks: number;
  readonly mostLooks: number;
}

/**
 * Tells a database that is away without a word (frozen, or behind a network that lost it) from a
 * statement that takes its time: when connections of a pool are silent, a small statement is sent on
 * another one. If that stays without an answer too, they are closed, and whoever waits is told, less
 * than two seconds after it asked. `statement_timeout` cannot do it: a server that is frozen keeps no
 * time. Requests pay nothing but an entry in a set.
 */
@Injectable()
export class StalledConnections implements OnApplicationShutdown {
  private readonly inUse = new Map<PoolClient, Silence>();
  private readonly timer: NodeJS.Timeout;
  private probeLooks: number | undefined;

  constructor(private readonly pipeline: Pipeline) {
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** @param pool without a limit to its statements there is none to their silence either */
  watch(pool: Pool): void {
    const { statement_timeout: limit } = pool.options;
    if (typeof limit !== 'number') return;
    const mostLooks = Math.ceil((limit + GRACE_MS) / LOOK_MS);
    pool.on('acquire', (client) => {
      this.inUse.set(client, { bytesRead: -1, looks: 0, allLooks: 0, mostLooks });
    });
    pool.on('release', (_, client) => void this.inUse.delete(client));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    for (const [client, silence] of this.inUse) {
      note(client, silence);
      if (silence.allLooks > silence.mostLooks) close(client);
    }
    if (this.probeLooks !== undefined) {
      this.probeLooks += 1;
      if (this.probeLooks === PROBE_LOOKS) this.closeSilent();
    } else if (this.silent().length > 0) {
      void this.probe();
    }
  }

  private async probe(): Promise<void> {
    this.probeLooks = 0;
    const asked = this.silent();
    try {
      await this.pipeline.query(PROBE, []);
      for (const [, silence] of asked) silence.looks = 0; // slow, not lost
    } catch {
      this.closeSilent(); // what was wrong is told to those who waited
    } finally {
      this.probeLooks = undefined;
    }
  }

  private silent(): [PoolClient, Silence][] {
    return [...this.inUse].filter(([, { looks }]) => looks >= PATIENT_LOOKS);
  }

  private closeSilent(): void {
    for (const [client] of this.silent()) close(client);
  }
}

function note(client: PoolClient, silence: Silence): void {
  const { readyForQuery, connection } = client as unknown as Internals;
  const { bytesRead } = connection.stream;
  const isSilent = !readyForQuery && bytesRead === silence.bytesRead;
  silence.bytesRead = bytesRead;
  silence.looks = isSilent ? silence.looks + 1 : 0;
  silence.allLooks = isSilent ? silence.allLooks + 1 : 0;
}

/** pg then fails the statements under way as those of a lost connection. */
const close = (client: PoolClient): void =>
  void (client as unknown as Internals).connection.stream.destroy();
