import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';

/** A mail's two bodies. */
export interface RenderedMail {
  readonly html: string;
  readonly text: string;
}

type Handlebars = typeof import('handlebars');
type Template = ReturnType<Handlebars['compile']>;

/** Loaded with the first mail. */
const handlebars = async (): Promise<Handlebars> => (await import('handlebars')).default;

/** Renders `templates/KIND.html.hbs` and `templates/KIND.text.hbs`, each in its common layout. */
@Injectable()
export class MailTemplates {
  private readonly compiled = new Map<string, Promise<Template>>();

  async render(kind: string, context: Readonly<Record<string, unknown>>): Promise<RenderedMail> {
    const { SafeString } = await handlebars();
    const [htmlLayout, html, textLayout, text] = await Promise.all([
      this.template('layout.html', false),
      this.template(`${kind}.html`, false),
      this.template('layout.text', true),
      this.template(`${kind}.text`, true),
    ]);
    return {
      html: htmlLayout({ body: new SafeString(html(context)) }),
      text: textLayout({ body: text(context).trimEnd() }),
    };
  }

  /** @param plain whether the result is not HTML, so that nothing is escaped */
  private template(name: string, plain: boolean): Promise<Template> {
    const known = this.compiled.get(name);
    if (known !== undefined) return known;
    const file = join(import.meta.dirname, 'templates', `${name}.hbs`);
    const template = Promise.all([handlebars(), readFile(file, 'utf8')]).then(
      ([{ compile }, source]) => compile(source, { noEscape: plain, strict: true }),
    );
    this.compiled.set(name, template);
    return template;
  }
}
