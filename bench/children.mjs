// Every process that the bench starts, so that none outlives it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 20_000;
const LONGEST_RUN_MS = 60 * 60_000;

/**
 * Runs a bench in a temporary folder of its own. Whatever it starts is stopped when it ends, fails
 * or is interrupted.
 *
 * @param {string} root the project's folder
 * @param {(children: Children, folder: string) => Promise<void>} main
 */
export async function inOwnFolder(root, main) {
  // A short name: the database's socket lies below it, and its path may have some 100 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const children = new Children(folder, root);

  async function stopAndRemove() {
    try {
      await children.stopAll();
    } finally {
      // Again if need be: a command may have been writing when it was stopped.
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }

  let cleaning;
  const cleanUp = () => (cleaning ??= stopAndRemove());

  function endEarly(reason) {
    if (cleaning === undefined) process.stderr.write(`${reason}: stopping everything\n`);
    void cleanUp().finally(() => process.exit(1));
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endEarly(signal));
  process.on('uncaughtException', (error) => endEarly(error.stack));
  setTimeout(endEarly, LONGEST_RUN_MS, 'It takes too long').unref();

  try {
    await main(children, folder);
  } catch (error) {
    process.exitCode = 1;
    if (cleaning === undefined) process.stderr.write(`${error.stack}\n`);
  } finally {
    await cleanUp();
  }
}

/** Tells whoever waits at the terminal. */
export const say = (line) => process.stderr.write(`${line} …\n`);

export class Children {
  #running = new Map();
  #names = new WeakMap();
  #last = [];
  #ending = false;
  #folder;
  #cwd;

  /**
   * @param {string} folder where each one's output goes, in a file of its own
   * @param {string} cwd the working directory of those that are given no other
   */
  constructor(folder, cwd) {
    this.#folder = folder;
    this.#cwd = cwd;
  }

  /**
   * @param {string} name of its output file; the next one of that name writes over it
   * @param {{ channel?: boolean, env?: object, cwd?: string }} [options] `channel`: for messages
   */
  start(name, command, parameters, { channel = false, env = {}, cwd = this.#cwd } = {}) {
    if (this.#ending) throw new Error('The bench is ending');
    const output = openSync(this.#outputFile(name), 'w');
    const child = spawn(command, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, ...(channel ? ['ipc'] : [])],
      // A group of its own: a Ctrl-C reaches the bench alone, which then stops all in their order,
      // and npm's shell and the server below it are stopped together.
      detached: true,
    });
    closeSync(output);
    const ended = new Promise((done) => {
      // Without an id it did not start; the other errors are of messages to a process that ends.
      child.on('error', (error) => child.pid === undefined && done(error.message));
      child.once('exit', (code, signal) => done(signal ?? code));
    }).finally(() => this.#running.delete(child));
    this.#running.set(child, ended);
    this.#names.set(child, name);
    return child;
  }

  /**
   * @param {object} [order] sent to the child first
   * @returns {Promise<any>} the next message of a child with a channel
   * @throws when it says `error`, or ends instead
   */
  async ask(child, order) {
    if (order !== undefined) child.send(order);
    const over = this.ended(child).then(() => {
      const name = this.#names.get(child);
      return [{ error: `${name} ended:\n${this.output(name)}` }];
    });
    const [answer] = await Promise.race([once(child, 'message'), over]);
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  /** Runs a command to its end. @returns {Promise<string>} what it printed */
  async run(name, command, parameters, options) {
    const child = this.start(name, command, parameters, options);
    const result = await this.ended(child);
    if (result !== 0) throw new Error(`${name} ended with ${result}:\n${this.output(name)}`);
    return this.output(name);
  }

  /** @returns {Promise<number | string>} the exit code, or the signal or error that ended it */
  ended(child) {
    return this.#running.get(child) ?? Promise.resolve(child.signalCode ?? child.exitCode);
  }

  isRunning(child) {
    return this.#running.has(child);
  }

  output(name) {
    return readFileSync(this.#outputFile(name), 'utf8').slice(-4000);
  }

  async stop(child) {
    if (!this.isRunning(child)) return;
    signalGroup(child, 'SIGTERM');
    const late = sleep(PATIENCE_MS, 'late', { ref: false });
    if ((await Promise.race([this.ended(child), late])) !== 'late') return;
    signalGroup(child, 'SIGKILL');
    await this.ended(child);
  }

  /** Has something done once all are stopped. */
  afterwards(step) {
    this.#last.push(step);
  }

  /** Stops what still runs, the last one first, and lets nothing new start. */
  async stopAll() {
    this.#ending = true;
    for (const child of [...this.#running.keys()].reverse()) await this.stop(child);
    await Promise.all(this.#last.map((step) => step()));
  }

  #outputFile(name) {
    return join(this.#folder, `${name}.log`);
  }
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // gone already
  }
}
