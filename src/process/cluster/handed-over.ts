import type { Worker } from 'node:cluster';

/** A connection that has been accepted, as Node has it inside. */
interface Connection {
  close(): void;
}

/**
 * Node's cluster forgets a connection that it has sent to a worker which dies before it takes it:
 * the primary would keep it open, and its client wait for ever. Each worker has one such at most.
 *
 * @returns closes it, so that the client learns of it; one that was taken it leaves alone
 */
export function watchHandedOver({ process: target }: Worker): () => void {
  let last: Connection | undefined;
  const send = target.send.bind(target) as (...given: unknown[]) => boolean;
  target.send = (...given: unknown[]) => {
    const [message, connection] = given as [{ act?: string }, Connection | undefined];
    if (message.act === 'newconn') last = connection;
    return send(...given);
  };
  // Node has closed its copy of one that was taken: closing it again does nothing.
  return () => last?.close();
}
