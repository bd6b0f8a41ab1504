import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseDuration } from './duration.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const NAMED_PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const isProxyRange = (text: string): boolean =>
  NAMED_PROXY_RANGES.includes(text) || ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

const isUrlOf =
  (...protocols: string[]) =>
  (text: string): boolean =>
    URL.canParse(text) && protocols.includes(new URL(text).protocol);

const isOrigin = (text: string): boolean =>
  isUrlOf('http:', 'https:')(text) && new URL(text).origin === text;

/** Every variable the process reads, in the order in which the README lists them. */
const schema = z
  .object({
    HOST: z.string().regex(/^\S+$/, 'must be a host name or address').default('127.0.0.1'),
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a port number from 0 to 65535')
      .default(8000),
    DATABASE_URL: z
      .string()
      .refine(
        isUrlOf('postgres:', 'postgresql:'),
        'must look like postgres://user:password@host:5432/database',
      )
      .optional(),
    DATA_DIR: z.string().default('./data'),
    JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    JWT_TTL: z
      .string()
      .transform((text) => parseDuration(text) ?? Number.NaN)
      .refine(
        (seconds) => seconds <= 366 * 86_400,
        'must be a span such as 15m, 12h or 7d, at most 366d',
      )
      .default(7 * 86_400),
    SMTP_URL: z
      .string()
      .refine(
        isUrlOf('smtp:', 'smtps:'),
        'must look like smtp://host:587 or smtps://user:password@host',
      )
      .optional(),
    MAIL_FROM: z
      .string()
      .regex(
        /^(?:[^<>@\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
        'must be an address such as movies@example.org or "Movies <movies@example.org>"',
      )
      .optional(),
    PUBLIC_URL: z
      .string()
      .transform((text) => text.replace(/\/+$/, ''))
      .refine(isUrlOf('http:', 'https:'), 'must be an http or https address')
      .optional(),
    CORS_ORIGINS: z
      .string()
      .transform((text) => (text.trim() === '*' ? ('*' as const) : list(text)))
      .refine(
        (origins) => origins === '*' || origins.every(isOrigin),
        'must be * or origins such as https://app.example.org, separated by commas',
      )
      .default('*'),
    TRUST_PROXY: z
      .string()
      .transform((text) => (text === 'off' ? [] : list(text)))
      .refine(
        (ranges) => ranges.every(isProxyRange),
        'must be off, or addresses and networks such as 127.0.0.1,10.0.0.0/8',
      )
      .default([]),
    LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
    MIGRATE: z
      .enum(['on', 'off'], 'must be on or off')
      .transform((value) => value === 'on')
      .default(true),
  })
  .superRefine((env, context) => {
    if (env.DATABASE_URL !== undefined && env.JWT_SECRET === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['JWT_SECRET'],
        message: 'is required with DATABASE_URL (at least 32 characters)',
      });
    }
    if (env.SMTP_URL !== undefined && env.MAIL_FROM === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['MAIL_FROM'],
        message: 'is required with SMTP_URL',
      });
    }
  });

type Environment = z.output<typeof schema>;

/** What the process was told, checked and typed. Spans are in seconds. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly jwtSecret: string | undefined;
  readonly jwtTtlSeconds: number;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly publicUrl: string | undefined;
  readonly corsOrigins: '*' | readonly string[];
  readonly trustProxy: readonly string[];
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly migrate: boolean;
}

/** A variable is wrong or missing; the message is one line that names it. */
export class ConfigError extends Error {}

/**
 * Checks the environment and gives every setting its type and default. A variable set to the
 * empty text counts as not set, as Docker Compose passes unset ones on.
 *
 * @throws {ConfigError} with one line that names each wrong variable, never its value
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new ConfigError(`Configuration: ${[...new Set(lines)].join('; ')}`);
  }
  const { data } = parsed;
  return {
    host: data.HOST,
    port: data.PORT,
    databaseUrl: data.DATABASE_URL,
    dataDir: data.DATA_DIR,
    jwtSecret: data.JWT_SECRET,
    jwtTtlSeconds: data.JWT_TTL,
    smtpUrl: data.SMTP_URL,
    mailFrom: data.MAIL_FROM,
    publicUrl: data.PUBLIC_URL,
    corsOrigins: data.CORS_ORIGINS,
    trustProxy: data.TRUST_PROXY,
    logLevel: data.LOG_LEVEL,
    migrate: data.MIGRATE,
  };
}

/** Reads `.env` where there is one (the environment itself wins), then {@link readConfig}. */
export function loadConfig(): Config {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new ConfigError(`Configuration: .env cannot be read (${(error as Error).message})`);
    }
  }
  return readConfig(process.env);
}
