import { resolve } from 'node:path';
import { z } from 'zod';
import { BotError } from '../contract/errors.ts';
import { BOT_FRAMEWORK_SETTINGS, botFrameworkOf, botFrameworkProblems, type BotFrameworkConfig } from './bot-framework.ts';
import { MAIL_SETTINGS, mailOf, mailProblems, type MailConfig } from './mail.ts';
import { RETENTION_SETTINGS, retentionOf, type RetentionConfig } from './retention.ts';
import { HANDOFF_HUB_SETTINGS, handoffHubOf, handoffHubProblems, type HandoffHubConfig } from './handoff-hub.ts';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const share = z.coerce.number().min(0).max(1);

/**
 * Every setting, with its default. The descriptions are printed into docs/OPERATIONS.md (a test compares them).
 * Secrets have no default: those that are missing are generated once into the data folder (config/secrets.ts).
 */
export const SETTINGS = z.object({
  KEFU_PORT: z.coerce.number().int().min(0).max(65535).default(3978).describe('Port of the HTTP server; 0 takes a free one.'),
  KEFU_HOST: z.string().min(1).default('0.0.0.0').describe('Address the server listens on.'),
  KEFU_PUBLIC_URL: z
    .url()
    .optional()
    .describe(
      'Address under which browsers reach Kefu (`https://chat.example.com`), when a proxy stands before it. Default: what the request says.',
    ),
  KEFU_DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder for the database (uploads are in it), generated secrets and caches.'),
  KEFU_DATABASE_URL: z
    .string()
    .regex(/^(file:|postgres(ql)?:\/\/)/, 'must begin with file: or postgres://')
    .refine(
      (url) => !url.startsWith('postgres') || URL.canParse(url),
      'is no address; in the password, write / as %2F, @ as %40, # as %23',
    )
    .optional()
    .describe(
      '`file:/path/kefu.sqlite`, or `postgres://user:password@host/database`. Default: `kefu.sqlite` in the data folder.',
    ),
  KEFU_SQLITE_SYNC: z
    .enum(['normal', 'full'])
    .default('normal')
    .describe(
      'What SQLite waits for at a commit. `normal`: nothing is lost when a process dies, the last moments may be when the power fails. `full`: not even then, at the price of one disk flush a commit.',
    ),
  KEFU_POSTGRES_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(500)
    .default(10)
    .describe('Connections to PostgreSQL that one process takes at most.'),
  KEFU_REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .refine((url) => URL.canParse(url), 'is no address; in the password, write / as %2F, @ as %40, # as %23')
    .optional()
    .describe(
      '`redis://:password@host:6379/0`, over TLS `rediss://…`: joins several processes on one PostgreSQL. Default: one process that needs no Redis.',
    ),
  KEFU_REDIS_PREFIX: z
    .string()
    .regex(/^[\w.:-]{1,60}$/, 'must be 1 to 60 letters, digits, and . : _ -')
    .default('kefu')
    .describe('Begins every name in Redis; another one for each installation that shares it.'),
  KEFU_ENCODER: z
    .string()
    .min(1)
    .default('models/encoder')
    .describe('Embedding model: a local folder in the transformers.js layout, or a hub name that lies under KEFU_MODELS_DIR.'),
  KEFU_MODELS_DIR: z
    .string()
    .min(1)
    .default('models')
    .describe('Folder with trained models: the churn model, and hub models (`<owner>/<name>/`).'),
  KEFU_ALLOW_DOWNLOADS: flag.default(false).describe('Lets KEFU_ENCODER be fetched from the Hugging Face hub at start.'),
  KEFU_INTENTS_DIR: z.string().min(1).default('intents').describe('Folder with intents, one YAML file each, and shop.yaml.'),
  KEFU_KNOWLEDGE_DIR: z.string().min(1).default('knowledge').describe('Folder with articles: `<locale>/<id>.md`.'),
  KEFU_DIRECTLINE_SECRET: z
    .string()
    .min(16)
    .optional()
    .describe('Secret that a server of yours exchanges for Direct Line tokens.'),
  KEFU_TOKEN_SECRET: z.string().min(32).optional().describe('Key that signs Direct Line tokens.'),
  KEFU_IDENTITY_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe('Key that your shop signs customer identities with (HS256 JWT, `sub` = your customer number).'),
  KEFU_ALLOWED_ORIGINS: z
    .string()
    .default('')
    .describe('Origins (comma-separated) whose pages may open chats, besides Kefu’s own. `*` allows all.'),
  KEFU_TRUST_PROXY: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('How many proxies in front may be believed about the client’s address.'),
  KEFU_SHOP_URL: z.url().optional().describe('Your shop’s API (docs/SHOP-API.md). Default: the seeded demo shop.'),
  KEFU_SHOP_TOKEN: z.string().min(1).optional().describe('Bearer token sent to KEFU_SHOP_URL.'),
  KEFU_API_KEY: z
    .string()
    .min(32)
    .regex(/^\S+$/, 'must be without spaces')
    .optional()
    .describe('Bearer key with which your systems use `/api/churn`: scores and outcomes. Without it, the address is closed.'),
  ...BOT_FRAMEWORK_SETTINGS,
  ...HANDOFF_HUB_SETTINGS,
  ...MAIL_SETTINGS,
  KEFU_ADMIN_EMAIL: z
    .email()
    .default('admin@kefu.local')
    .describe('Sign-in of the first console administrator, made on first start.'),
  KEFU_ADMIN_PASSWORD: z
    .string()
    .min(10)
    .optional()
    .describe('Password of the first administrator. Default: generated and printed once.'),
  KEFU_FALSE_REJECTION_RATE: share
    .default(0.035)
    .describe(
      'Share of the labelled questions that the threshold for out of scope may turn away. They are harder than what customers write: of that, the default turns away 1 to 4 %.',
    ),
  KEFU_CHURN_COST: z.coerce
    .number()
    .positive()
    .default(6)
    .describe('What handing one customer to an agent costs, in the shop’s currency.'),
  KEFU_CHURN_SAVE_RATE: share.default(0.2).describe('Share of leaving customers that an agent can keep.'),
  KEFU_CHURN_VALUE: z.coerce
    .number()
    .positive()
    .default(120)
    .describe('What a kept customer is worth, in the shop’s currency, when the shop does not say it.'),
  KEFU_BURST_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(600)
    .describe('Milliseconds to wait for further bubbles before a turn begins, after a message that looks unfinished.'),
  KEFU_AGENT_TIMEOUT_MINUTES: z.coerce
    .number()
    .positive()
    .default(15)
    .describe('A claimed conversation whose agent is silent this long goes back to the queue.'),
  KEFU_MESSAGES_PER_MINUTE: z.coerce
    .number()
    .int()
    .positive()
    .default(60)
    .describe('Messages a customer may send a minute; more are queued, then refused.'),
  KEFU_TOKENS_PER_MINUTE: z.coerce.number().int().positive().default(30).describe('Chats an address may open a minute.'),
  KEFU_UPLOAD_MAX_BYTES: z.coerce.number().int().positive().default(5_242_880).describe('Largest attachment.'),
  ...RETENTION_SETTINGS,
  KEFU_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least important log line to print.'),
});

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly dataDir: string;
  readonly database:
    | { readonly kind: 'sqlite'; readonly file: string; readonly synchronous: 'normal' | 'full' }
    | { readonly kind: 'postgres'; readonly url: string; readonly poolSize: number };
  readonly redis: { readonly url: string; readonly prefix: string } | null;
  readonly encoder: { readonly name: string; readonly modelsDir: string; readonly allowDownloads: boolean };
  readonly modelsDir: string;
  readonly intentsDir: string;
  readonly knowledgeDir: string;
  readonly allowedOrigins: readonly string[];
  readonly trustProxy: number;
  readonly shop: { readonly url: string; readonly token: string | null } | null;
  /** Null: closed. */
  readonly apiKey: string | null;
  readonly botFramework: BotFrameworkConfig | null;
  readonly handoffHub: HandoffHubConfig | null;
  readonly mail: MailConfig | null;
  readonly admin: { readonly email: string; readonly password: string | null };
  readonly secrets: { readonly directLine: string | null; readonly token: string | null; readonly identity: string | null };
  readonly falseRejectionRate: number;
  readonly churn: { readonly cost: number; readonly saveRate: number; readonly value: number };
  readonly burstMs: number;
  readonly agentTimeoutMs: number;
  readonly limits: { readonly messagesPerMinute: number; readonly tokensPerMinute: number; readonly uploadMaxBytes: number };
  readonly retention: RetentionConfig;
  readonly logLevel: string;
}

/**
 * Reads the environment once. Raises CONFIG_INVALID that names every bad setting, never its value.
 * An empty variable counts as not set (compose files write `${X:-}`).
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = SETTINGS.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  problems.push(
    ...Object.keys(given)
      .filter((name) => name.startsWith('KEFU_') && !(name in SETTINGS.shape))
      .map((name) => `${name}: is not a setting of Kefu; see docs/OPERATIONS.md for the list`),
  );
  if (parsed.success)
    problems.push(...botFrameworkProblems(parsed.data), ...handoffHubProblems(parsed.data), ...mailProblems(parsed.data));
  if (!parsed.success || problems.length > 0) {
    throw new BotError('CONFIG_INVALID', `Bad configuration:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
  return deepFreeze(shape(parsed.data));
}

function shape(settings: z.infer<typeof SETTINGS>): Config {
  const dataDir = resolve(settings.KEFU_DATA_DIR);
  const modelsDir = resolve(settings.KEFU_MODELS_DIR);
  return {
    host: settings.KEFU_HOST,
    port: settings.KEFU_PORT,
    publicUrl: settings.KEFU_PUBLIC_URL?.replace(/\/$/, '') ?? null,
    dataDir,
    database: databaseOf(settings, dataDir),
    redis: settings.KEFU_REDIS_URL ? { url: settings.KEFU_REDIS_URL, prefix: settings.KEFU_REDIS_PREFIX } : null,
    encoder: { name: settings.KEFU_ENCODER, modelsDir, allowDownloads: settings.KEFU_ALLOW_DOWNLOADS },
    modelsDir,
    intentsDir: resolve(settings.KEFU_INTENTS_DIR),
    knowledgeDir: resolve(settings.KEFU_KNOWLEDGE_DIR),
    allowedOrigins: settings.KEFU_ALLOWED_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    trustProxy: settings.KEFU_TRUST_PROXY,
    shop: settings.KEFU_SHOP_URL ? { url: settings.KEFU_SHOP_URL, token: settings.KEFU_SHOP_TOKEN ?? null } : null,
    apiKey: settings.KEFU_API_KEY ?? null,
    botFramework: botFrameworkOf(settings),
    handoffHub: handoffHubOf(settings),
    mail: mailOf(settings),
    admin: { email: settings.KEFU_ADMIN_EMAIL, password: settings.KEFU_ADMIN_PASSWORD ?? null },
    secrets: {
      directLine: settings.KEFU_DIRECTLINE_SECRET ?? null,
      token: settings.KEFU_TOKEN_SECRET ?? null,
      identity: settings.KEFU_IDENTITY_SECRET ?? null,
    },
    falseRejectionRate: settings.KEFU_FALSE_REJECTION_RATE,
    churn: { cost: settings.KEFU_CHURN_COST, saveRate: settings.KEFU_CHURN_SAVE_RATE, value: settings.KEFU_CHURN_VALUE },
    burstMs: settings.KEFU_BURST_MS,
    agentTimeoutMs: settings.KEFU_AGENT_TIMEOUT_MINUTES * 60_000,
    limits: {
      messagesPerMinute: settings.KEFU_MESSAGES_PER_MINUTE,
      tokensPerMinute: settings.KEFU_TOKENS_PER_MINUTE,
      uploadMaxBytes: settings.KEFU_UPLOAD_MAX_BYTES,
    },
    retention: retentionOf(settings),
    logLevel: settings.KEFU_LOG_LEVEL,
  };
}

function databaseOf(settings: z.infer<typeof SETTINGS>, dataDir: string): Config['database'] {
  const url = settings.KEFU_DATABASE_URL;
  if (url?.startsWith('postgres')) return { kind: 'postgres', url, poolSize: settings.KEFU_POSTGRES_POOL_SIZE };
  return {
    kind: 'sqlite',
    file: url?.replace(/^file:(\/\/)?/, '') ?? resolve(dataDir, 'kefu.sqlite'),
    synchronous: settings.KEFU_SQLITE_SYNC,
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
