import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Pipeline } from '../run/pipeline.js';
import type { PreparedStatement } from '../run/statement.js';

/**
 * A question of one number, asked once for all who want to know in the same turn of the event loop.
 * The answer is never older than the call: it is sent after everybody has asked.
 */
export class SharedQuestion {
  private next: Promise<number> | undefined;

  constructor(
    private readonly pipeline: Pipeline,
    private readonly statement: PreparedStatement,
  ) {}

  /** @throws as {@link Pipeline.query} */
  ask(): Promise<number> {
    this.next ??= this.send();
    return this.next;
  }

  private async send(): Promise<number> {
    await nextTurn();
    this.next = undefined;
    const [row] = await this.pipeline.query<{ position: number }>(this.statement, []);
    return row!.position;
  }
}
