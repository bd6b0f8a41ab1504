import { rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SentMessageInfo, Transport } from 'nodemailer';
import type MailMessage from 'nodemailer/lib/mailer/mail-message.js';
import { makeFolder } from '../config/make-folder.js';

/** Without an SMTP server: writes each mail to a file of its own, which any mail program opens. */
export class EmlTransport implements Transport {
  readonly name = 'eml';
  readonly version = '1';

  /**
   * @param directory made when the first mail comes
   * @param onWritten is told the path of each
   */
  constructor(
    private readonly directory: string,
    private readonly onWritten: (path: string) => void = () => undefined,
  ) {}

  send(mail: MailMessage, callback: (error: Error | null, info: SentMessageInfo) => void): void {
    this.write(mail).then(
      (path) => {
        this.onWritten(path);
        callback(null, { path });
      },
      (error: Error) => callback(error, {}),
    );
  }

  /** Under the name of its Message-ID: an attempt that is repeated writes the same file again. */
  private async write(mail: MailMessage): Promise<string> {
    const { message } = mail;
    const id = /^<?([^@]+)/.exec(message.messageId())![1];
    const path = resolve(this.directory, `${id}.eml`);
    await makeFolder(this.directory, 0o700);
    await writeFile(`${path}.part`, await message.build(), { mode: 0o600 });
    await rename(`${path}.part`, path);
    return path;
  }
}

/** Where the files go. */
export const emlDirectory = (dataDir: string): string => join(dataDir, 'mail');
