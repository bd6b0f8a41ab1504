import { join } from 'node:path';
import { freePort, Product } from '../product.mjs';
import { FROM } from './names.mjs';

/** What the parts of the mail bench share. */
export class MailBench {
  #root;
  #folder;

  constructor(root, children, folder, options) {
    this.#root = root;
    this.#folder = folder;
    this.children = children;
    this.options = options;
  }

  /** A product with a database of its own. */
  async product(name, env) {
    const settings = { MAIL_FROM: FROM, ...env };
    const dataDir = join(this.#folder, name);
    return new Product(this.children, this.#root, dataDir, await freePort(), {
      name,
      env: settings,
    });
  }

  startPart(name) {
    const file = join(import.meta.dirname, `${name}.mjs`);
    return this.children.start(name, process.execPath, [file], { channel: true });
  }
}
