/** A command cannot do what it was asked; the message is the one line that the terminal shows. */
export class CommandError extends Error {}
