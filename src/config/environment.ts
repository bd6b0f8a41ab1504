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

/** Every setting, in the order in which docs/configuration.md lists their variables. Spans are in seconds. */
const SETTINGS = {
  host: ['HOST', z.string().regex(/^\S+$/, 'must be a host name or address').default('127.0.0.1')],
  port: ['PORT', integer(0, 65_535).default(8000)],
  /** Of the servers of the one database, of which one is the primary; `undefined`: embedded. */
  databaseUrls: ['DATABASE_URL', postgresHosts.optional()],
  databaseReplicaUrls: ['DATABASE_REPLICA_URLS', postgresUrls.default([])],
  /** Whether connections prepare statements once. */
  databasePrepare: ['DATABASE_PREPARE', onOff.default(true)],
  dataDir: ['DATA_DIR', z.string().default('./data')],
  /** One or several: see `Secrets`. */
  jwtSecret: [
    'JWT_SECRET',
    z.string().min(SHORTEST_SECRET, `must have at least ${SHORTEST_SECRET} characters`).optional(),
  ],
  jwtTtlSeconds: ['JWT_TTL', duration('366d').default(7 * 86_400)],
  smtpUrl: ['SMTP_URL', smtpUrl.optional()],
  smtpTimeoutSeconds: ['SMTP_TIMEOUT', duration('1h').default(60)],
  mailFrom: ['MAIL_FROM', mailbox.optional()],
  mailReplyTo: ['MAIL_REPLY_TO', mailbox.optional()],
  mailConcurrency: ['MAIL_CONCURRENCY', integer(1, 64).default(4)],
  /** All instances together; 0: no limit. */
  mailsPerMinute: ['MAIL_PER_MINUTE', integer(0, 1_000_000).default(0)],
  passwordResetUrl: ['PASSWORD_RESET_URL', httpUrl.optional()],
  /** Whether this process sends the queued mails. */
  worker: ['WORKER', onOff.default(true)],
  /** Processes that serve; 1: this one alone. */
  workers: ['WORKERS', integer(1, 64).default(1)],
  publicUrl: ['PUBLIC_URL', baseUrl.optional()],
  corsOrigins: [
    'CORS_ORIGINS',
    z
      .string()
      .transform((text) => (text.trim() === '*' ? ('*' as const) : list(text)))
      .refine(
        (origins) => origins === '*' || origins.every(isOrigin),
        'must be * or origins such as https://app.example.org, separated by commas',
      )
      .default('*'),
  ],
  trustProxy: [
    'TRUST_PROXY',
    z
      .string()
      .transform((text) => (text === 'off' ? [] : list(text)))
      .refine(
        (ranges) => ranges.every(isProxyRange),
        'must be off, or addresses and networks such as 127.0.0.1,10.0.0.0/8',
      )
      .default([]),
  ],
  /** Who reads the metrics without a token: clients on this machine, or everyone. */
  metrics: ['METRICS', z.enum(['local', 'public'], 'must be local or public').default('local')],
  metricsToken: ['METRICS_TOKEN', bearerToken.optional()],
  /** Of one client; 0: no limit. */
  rateLimitPerMinute: ['RATE_LIMIT_PER_MINUTE', integer(0, 1_000_000).default(300)],
  /** That this process works at; others wait. */
  maxRequests: ['MAX_REQUESTS', integer(1, 100_000).default(1000)],
  statementTimeoutSeconds: ['STATEMENT_TIMEOUT', duration('1h').default(5)],
  /** Of an account from one address in 15 minutes. */
  loginMaxFailures: ['LOGIN_MAX_FAILURES', integer(1, 1_000_000).default(10)],
  /** Accounts that one client makes; 0: no limit. */
  signUpsPerHour: ['SIGN_UP_PER_HOUR', integer(0, 1_000_000).default(100)],
  logLevel: [
    'LOG_LEVEL',
    z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  ],
  migrate: ['MIGRATE', onOff.default(true)],
  /** Between saying that it is not ready and letting nobody in any more. */
  shutdownDelaySeconds: ['SHUTDOWN_DELAY', duration('5m').default(0)],
} satisfies Record<string, [variable: string, form: z.ZodType]>;

/** Settings that another one needs. */
const NEEDS: readonly { setting: string; needs: string; note?: string }[] = [
  { setting: 'DATABASE_URL', needs: 'JWT_SECRET', note: ' (at least 32 characters)' },
  { setting: 'DATABASE_REPLICA_URLS', needs: 'DATABASE_URL' },
  { setting: 'SMTP_URL', needs: 'MAIL_FROM' },
];

const schema = z
  .object({
    ...(Object.fromEntries(Object.values(SETTINGS)) as Record<string, z.ZodType>),
    ...tracingVariables,
  })
  .superRefine((given: Record<string, unknown>, context) => {
    const isGiven = (name: string): boolean => [given[name] ?? []].flat().length > 0;
    for (const { setting, needs, note = '' } of NEEDS) {
      if (!isGiven(setting) || isGiven(needs)) continue;
      const message = `is required with ${setting}${note}`;
      context.addIssue({ code: 'custom', path: [needs], message });
    }
  });

/** What the process was told, checked and typed. */
export type Config = {
  readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name][1]>;
} & { readonly traces: TraceExport };

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
  const settings = Object.entries(SETTINGS).map(([name, [variable]]) => [
    name,
    (data as Record<string, unknown>)[variable],
  ]);
  return { ...Object.fromEntries(settings), traces: traceExport(data) } as Config;
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
