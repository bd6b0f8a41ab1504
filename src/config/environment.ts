import { z } from 'zod';
import { SHORTEST_SECRET } from './secrets.js';
import { traceExport, tracingVariables, type TraceExport } from './tracing.js';
import {
  baseUrl,
  bearerToken,
  duration,
  integer,
  isOrigin,
  isProxyRange,
  list,
  mailbox,
  onOff,
  postgresHosts,
  postgresUrls,
  smtpUrl,
  url,
} from './variables.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const httpUrl = url(['http:', 'https:'], 'must be an http or https address');

/** Every variable the process reads, in the order in which docs/configuration.md lists them. */
const schema = z
  .object({
    HOST: z.string().regex(/^\S+$/, 'must be a host name or address').default('127.0.0.1'),
    PORT: integer(0, 65_535).default(8000),
    DATABASE_URL: postgresHosts.optional(),
    DATABASE_REPLICA_URLS: postgresUrls.default([]),
    DATABASE_PREPARE: onOff.default(true),
    DATA_DIR: z.string().default('./data'),
    JWT_SECRET: z
      .string()
      .min(SHORTEST_SECRET, `must have at least ${SHORTEST_SECRET} characters`)
      .optional(),
    JWT_TTL: duration('366d').default(7 * 86_400),
    SMTP_URL: smtpUrl.optional(),
    SMTP_TIMEOUT: duration('1h').default(60),
    MAIL_FROM: mailbox.optional(),
    MAIL_REPLY_TO: mailbox.optional(),
    MAIL_CONCURRENCY: integer(1, 64).default(4),
    MAIL_PER_MINUTE: integer(0, 1_000_000).default(0),
    PASSWORD_RESET_URL: httpUrl.optional(),
    WORKER: onOff.default(true),
    WORKERS: integer(1, 64).default(1),
    PUBLIC_URL: baseUrl.optional(),
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
    METRICS: z.enum(['local', 'public'], 'must be local or public').default('local'),
    METRICS_TOKEN: bearerToken.optional(),
    RATE_LIMIT_PER_MINUTE: integer(0, 1_000_000).default(300),
    MAX_REQUESTS: integer(1, 100_000).default(1000),
    STATEMENT_TIMEOUT: duration('1h').default(5),
    LOGIN_MAX_FAILURES: integer(1, 1_000_000).default(10),
    SIGN_UP_PER_HOUR: integer(0, 1_000_000).default(100),
    LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
    MIGRATE: onOff.default(true),
    SHUTDOWN_DELAY: duration('5m').default(0),
    ...tracingVariables,
  })
  .superRefine((env, context) => {
    if (env.DATABASE_URL !== undefined && env.JWT_SECRET === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['JWT_SECRET'],
        message: 'is required with DATABASE_URL (at least 32 characters)',
      });
    }
    if (env.DATABASE_URL === undefined && env.DATABASE_REPLICA_URLS.length > 0) {
      context.addIssue({
        code: 'custom',
        path: ['DATABASE_URL'],
        message: 'is required with DATABASE_REPLICA_URLS',
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
  /** Of the servers of the one database, of which one is the primary; `undefined`: embedded. */
  readonly databaseUrls: readonly string[] | undefined;
  readonly databaseReplicaUrls: readonly string[];
  /** Whether connections prepare statements once. */
  readonly databasePrepare: boolean;
  readonly dataDir: string;
  /** One or several: see `Secrets`. */
  readonly jwtSecret: string | undefined;
  readonly jwtTtlSeconds: number;
  readonly smtpUrl: string | undefined;
  readonly smtpTimeoutSeconds: number;
  readonly mailFrom: string | undefined;
  readonly mailReplyTo: string | undefined;
  readonly mailConcurrency: number;
  /** All instances together; 0: no limit. */
  readonly mailsPerMinute: number;
  readonly passwordResetUrl: string | undefined;
  /** Whether this process sends the queued mails. */
  readonly worker: boolean;
  /** Processes that serve; 1: this one alone. */
  readonly workers: number;
  readonly publicUrl: string | undefined;
  readonly corsOrigins: '*' | readonly string[];
  readonly trustProxy: readonly string[];
  /** Who reads the metrics without a token: clients on this machine, or everyone. */
  readonly metrics: 'local' | 'public';
  readonly metricsToken: string | undefined;
  /** Of one client; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** That this process works at; others wait. */
  readonly maxRequests: number;
  readonly statementTimeoutSeconds: number;
  /** Of an account from one address in 15 minutes. */
  readonly loginMaxFailures: number;
  /** Accounts that one client makes; 0: no limit. */
  readonly signUpsPerHour: number;
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly migrate: boolean;
  /** Between saying that it is not ready and letting nobody in any more. */
  readonly shutdownDelaySeconds: number;
  readonly traces: TraceExport;
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
    databaseUrls: data.DATABASE_URL,
    databaseReplicaUrls: data.DATABASE_REPLICA_URLS,
    databasePrepare: data.DATABASE_PREPARE,
    dataDir: data.DATA_DIR,
    jwtSecret: data.JWT_SECRET,
    jwtTtlSeconds: data.JWT_TTL,
    smtpUrl: data.SMTP_URL,
    smtpTimeoutSeconds: data.SMTP_TIMEOUT,
    mailFrom: data.MAIL_FROM,
    mailReplyTo: data.MAIL_REPLY_TO,
    mailConcurrency: data.MAIL_CONCURRENCY,
    mailsPerMinute: data.MAIL_PER_MINUTE,
    passwordResetUrl: data.PASSWORD_RESET_URL,
    worker: data.WORKER,
    workers: data.WORKERS,
    publicUrl: data.PUBLIC_URL,
    corsOrigins: data.CORS_ORIGINS,
    trustProxy: data.TRUST_PROXY,
    metrics: data.METRICS,
    metricsToken: data.METRICS_TOKEN,
    rateLimitPerMinute: data.RATE_LIMIT_PER_MINUTE,
    maxRequests: data.MAX_REQUESTS,
    statementTimeoutSeconds: data.STATEMENT_TIMEOUT,
    loginMaxFailures: data.LOGIN_MAX_FAILURES,
    signUpsPerHour: data.SIGN_UP_PER_HOUR,
    logLevel: data.LOG_LEVEL,
    migrate: data.MIGRATE,
    shutdownDelaySeconds: data.SHUTDOWN_DELAY,
    traces: traceExport(data),
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
