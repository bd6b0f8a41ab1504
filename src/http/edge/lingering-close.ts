import type { Socket } from 'node:net';

/** How long a client may go on sending after its answer: some tens of megabytes, as a rule. */
const LINGER_MS = 2000;

const lingering = new WeakSet<Socket>();

/** Whether it has had its answer, and only throws away what comes in. */
export const isLingering = (socket: Socket): boolean => lingering.has(socket);

/**
 * Ends a connection on which the client is still sending. What comes in is thrown away for a while:
 * closed with unread data, TCP resets the connection, and the client may never see the answer
 * (RFC 9112, section 9.6).
 */
export function lingeringClose(socket: Socket, lastWords = ''): void {
  if (isLingering(socket)) return;
  lingering.add(socket);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(lastWords);
  socket.resume();
}

/** Node destroys the connection of a last answer as soon as that is written: not so here. */
export function lingerAfterAnswer(socket: Socket): void {
  socket.destroySoon = () => lingeringClose(socket);
}
