import {
  createHmac,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secrets } from '../config/secrets.js';

/** What a token says of its signature, before anything is checked. */
export interface TokenHeader {
  /** RFC 7515, 4.1.4: which key signed. */
  readonly kid?: unknown;
}

interface TokenKey {
  readonly id: string;
  readonly key: KeyObject;
}

/**
 * The keys of tokens. As key objects, since jsonwebtoken tries a text as a public key first, for
 * every token: a third of a like's cost.
 */
@Injectable()
export class TokenKeys {
  /** Signs. */
  readonly current: TokenKey;
  private readonly all: readonly TokenKey[];

  constructor(secrets: Secrets) {
    this.all = secrets.all.map((secret) => ({
      id: idOf(secret),
      key: createSecretKey(secret, 'utf8'),
    }));
    this.current = this.all[0]!;
  }

  /**
   * The key that a token has to be checked with: the one it names. Earlier versions named none;
   * then it is the one whose signature it bears, if there are several.
   *
   * @returns the current one for a token that none has signed: the check then fails
   */
  of({ kid }: TokenHeader, token: string): KeyObject {
    const named = this.all.find(({ id }) => id === kid);
    if (named !== undefined || kid !== undefined || this.all.length === 1) {
      return (named ?? this.current).key;
    }
    const [signed, signature] = cut(token);
    return (this.all.find(({ key }) => hasSigned(key, signed, signature)) ?? this.current).key;
  }
}

/** Names a key without telling it: 48 bits are enough to tell a few apart. */
const idOf = (secret: string): string =>
  Buffer.from(hkdfSync('sha256', secret, '', 'movie-api key id', 6)).toString('base64url');

function cut(token: string): [signed: string, signature: Buffer] {
  const dot = token.lastIndexOf('.');
  return [token.slice(0, dot), Buffer.from(token.slice(dot + 1), 'base64url')];
}

function hasSigned(key: KeyObject, signed: string, signature: Buffer): boolean {
  const expected = createHmac('sha256', key).update(signed).digest();
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
