import { Socket } from 'node:net';
import type pg from 'pg';
import { newClient, type ConnectionOptions } from '../connect/client.js';
import type { ConnectionCounts } from '../database-metrics.js';
import type { Statement } from './statement.js';

/** How often a connection that owes answers is looked at. */
const WATCH_MS = 250;
/** Looks in a row without any answer after which a connection is given up: less than two seconds. */
const MOST_SILENT_LOOKS = 6;

/**
 * A few connections for statements that are quickly answered. Each statement is sent without waiting
 * for those before it, and those that come in one turn of the event loop are sent together: many
 * requests share a handful of system calls and of PostgreSQL's processes. A slow statement would hold
 * up whatever comes behind it on its connection: such go to the pool.
 */
export class Pipeline {
  private readonly lanes: readonly Lane[];
  private readonly watch: NodeJS.Timeout;

  /** @param size connections, each opened when it is first needed */
  constructor(options: ConnectionOptions, size: number) {
    this.lanes = Array.from({ length: size }, () => new Lane(options));
    this.watch = setInterval(() => this.lanes.forEach((lane) => lane.look()), WATCH_MS).unref();
  }

  /** Sends a statement on the connection that owes the fewest answers. @throws as pg's pool does */
  query<T>(statement: Statement, values: readonly unknown[]): Promise<T[]> {
    let [shortest] = this.lanes as [Lane];
    for (const lane of this.lanes) if (lane.owed < shortest.owed) shortest = lane;
    return shortest.query<T>(statement, values);
  }

  /** How the connections stand; none waits for a free one. */
  get counts(): ConnectionCounts {
    const open = this.lanes.filter(({ isOpen }) => isOpen);
    return { open: open.length, idle: open.filter(({ owed }) => owed === 0).length, waiting: 0 };
  }

  async close(): Promise<void> {
    clearInterval(this.watch);
    await Promise.all(this.lanes.map((lane) => lane.close()));
  }
}

/** One connection, which is opened again by the next statement after it was lost. */
class Lane {
  owed = 0;
  private socket: Socket | undefined;
  private client: pg.Client | undefined;
  private connecting: Promise<pg.Client> | undefined;
  private silentLooks = 0;
  private corked = false;
  private closed = false;

  constructor(private readonly options: ConnectionOptions) {}

  get isOpen(): boolean {
    return this.client !== undefined;
  }

  query<T>(statement: Statement, values: readonly unknown[]): Promise<T[]> {
    this.owed += 1;
    return new Promise((resolve, reject) => {
      const answer = (error: Error | null, rows: T[]): void => {
        this.owed -= 1;
        this.silentLooks = 0;
        if (error) reject(error);
        else resolve(rows);
      };
      const send = (client: pg.Client): void => {
        this.cork();
        const query = { name: statement.name, text: statement.text, values: values as unknown[] };
        client.query(query, (error, result) => answer(error, result?.rows as T[]));
      };
      if (this.client !== undefined) return send(this.client);
      this.connect().then(send, (error: Error) => answer(error, []));
    });
  }

  /** Gives the connection up when the server owes answers and has been silent for too long. */
  look(): void {
    this.silentLooks = this.owed === 0 ? 0 : this.silentLooks + 1;
    if (this.silentLooks >= MOST_SILENT_LOOKS) this.socket?.destroy();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.connecting?.catch(() => undefined); // whoever asked for it was told
    await this.client?.end();
  }

  /** What is written from now until the event loop has seen to all that came in goes out in one. */
  private cork(): void {
    if (this.corked) return;
    const { socket } = this;
    this.corked = true;
    socket?.cork();
    setImmediate(() => {
      this.corked = false;
      socket?.uncork();
    });
  }

  private connect(): Promise<pg.Client> {
    this.connecting ??= this.open().finally(() => (this.connecting = undefined));
    return this.connecting;
  }

  private async open(): Promise<pg.Client> {
    if (this.closed) throw new Error('Cannot use a pool after calling end on the pool');
    const socket = new Socket();
    const client = newClient({ ...this.options, pipeline: true, stream: () => socket });
    const lost = (): void => {
      if (this.client === client) this.client = undefined;
    };
    client.on('error', lost); // statements under way are told by pg
    client.on('end', lost);
    await client.connect();
    this.socket = socket;
    this.client = client;
    return client;
  }
}
