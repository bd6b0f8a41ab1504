import { isDeepStrictEqual } from 'node:util';
import { abridged } from './abridged.mjs';

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Writes the demo for people to read; in colours where the stream is a terminal that has them. */
export class Printer {
  #steps = 0;
  #lastBody;

  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.stream = stream;
    // Node looks at NO_COLOR, FORCE_COLOR and TERM here; a pipe or a file has no such method.
    this.coloured = stream.hasColors?.() ?? false;
  }

  /** The beginning of a step. */
  heading(text, explanation) {
    this.#steps += 1;
    this.#line(`\n${this.#styled('bold', `${this.#steps}. ${text}`)}`);
    if (explanation !== undefined) this.note(explanation);
  }

  note(text) {
    this.#indented(this.#styled('dim', text));
  }

  /** A command line to paste. */
  command(line) {
    this.#line('');
    this.#indented(this.#styled('cyan', line), '$ ');
  }

  /**
   * @param {import('./request.mjs').Answer} answer
   * @param {readonly string[]} headers the names of those that matter here
   */
  answer({ status, statusText, headers, body }, shown) {
    const colour = status < 400 ? 'green' : 'yellow';
    this.#indented(this.#styled(colour, `${status} ${statusText}`));
    for (const name of shown) this.#indented(`${name}: ${headers.get(name) ?? ''}`);
    if (typeof body === 'string') this.#indented(body);
    else if (body !== undefined) {
      const isLast = isDeepStrictEqual(body, this.#lastBody);
      this.#indented(isLast ? this.#styled('dim', '(the same again)') : abridged(body));
      this.#lastBody = body;
    }
  }

  /** A text as it is, such as a mail. */
  text(text) {
    this.#line('');
    this.#indented(text, '| ');
  }

  /** The last words. */
  verdict(text, well) {
    this.#line(`\n${this.#styled(well ? 'green' : 'red', text)}`);
  }

  #indented(text, mark = '') {
    const lines = text.split('\n');
    const margin = mark === '$ ' ? '  ' : mark;
    this.#line(lines.map((line, i) => `   ${i === 0 ? mark : margin}${line}`.trimEnd()).join('\n'));
  }

  #line(text) {
    this.stream.write(`${text}\n`);
  }

  #styled(style, text) {
    return this.coloured ? `\u001B[${STYLES[style]}m${text}\u001B[0m` : text;
  }
}
