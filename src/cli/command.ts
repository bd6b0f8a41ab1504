/** A command cannot do what it was asked; the message is the one line that the terminal shows. */
export class CommandError extends Error {}

/** 128 and the signal's number, as shells have it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command that ends early in good order on SIGINT or SIGTERM. A second signal ends it at
 * once.
 *
 * @param work looks at the signal now and then
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const interrupt = (name: keyof typeof EXIT_CODES): void => {
    process.exitCode = EXIT_CODES[name];
    controller.abort();
    remove();
  };
  const remove = (): void => {
    for (const name of Object.keys(EXIT_CODES)) process.off(name, interrupt);
  };
  for (const name of Object.keys(EXIT_CODES)) process.on(name, interrupt);
  try {
    await work(controller.signal);
  } finally {
    remove();
  }
}
