/**
 * Every setting, declared once: what `serve` reads, what `doctor` explains, and the reference in
 * docs/settings.md are all made from this table.
 */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { duration } from './duration.ts';

/** Digests and charts look back over a month. */
const leastKeptMs = 35 * 86_400_000;

export const roles = ['bot', 'worker', 'changer'] as const;
export type Role = (typeof roles)[number];

export interface Setting<S extends z.ZodType = z.ZodType> {
  /** What it is, for whoever sets it up. */
  doc: string;
  example: string;
  schema: S;
  /** Roles that cannot start without it; the schema itself has no default then. */
  requiredBy?: readonly Role[];
  /** Needed only where another setting has this value. */
  onlyWhen?: { setting: string; is: string };
  /** Never shown, never logged. */
  secret?: true;
}

function setting<S extends z.ZodType>(declared: Setting<S>): Setting<S> {
  return declared;
}

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

/** An address that is mistyped would protect nothing, and nobody would notice until it is removed. */
function isIpv4Range(text: string): boolean {
  const [address = ''] = text.split('/');
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  return address === text || ipaddr.IPv4.isValidCIDR(text);
}

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });

const databaseUrl = url('postgres:', 'postgresql:');

export const settingsTable = {
  DATABASE_URL: setting({
    doc: 'PostgreSQL, as the application role. `embedded` starts a PostgreSQL of its own in DATA_DIR: for trying things out, not for production.',
    example: 'postgres://drawbridge_app:secret@db.internal:5432/drawbridge',
    schema: z.union([z.literal('embedded'), databaseUrl], {
      error: 'must be `embedded` or an address that starts with postgres://',
    }),
    requiredBy: roles,
    secret: true,
  }),
  MIGRATE_DATABASE_URL: setting({
    doc: 'The same database as its owner; only `drawbridge migrate` uses it. Without it, DATABASE_URL is used.',
    example: 'postgres://drawbridge_owner:secret@db.internal:5432/drawbridge',
    schema: databaseUrl.optional(),
    secret: true,
  }),
  QUEUE_URL: setting({
    doc: 'Moves the job queue alone to Redis. Without it, the queue lives in PostgreSQL.',
    example: 'redis://redis.internal:6379',
    schema: url('redis:', 'rediss:').optional(),
    secret: true,
  }),
  DATA_DIR: setting({
    doc: 'Where `DATABASE_URL=embedded` keeps its data.',
    example: '/var/lib/drawbridge',
    schema: z.string().min(1).default('.drawbridge'),
  }),
  SLACK_MODE: setting({
    doc: '`socket` needs no public address; `http` receives requests that Slack signs, on PORT.',
    example: 'socket',
    schema: z.enum(['socket', 'http']).default('socket'),
  }),
  SLACK_BOT_TOKEN: setting({
    doc: 'Bot token of the Slack app (OAuth & Permissions).',
    example: 'xoxb-…',
    schema: z.string().startsWith('xoxb-', 'must start with xoxb-'),
    requiredBy: ['bot'],
    secret: true,
  }),
  SLACK_APP_TOKEN: setting({
    doc: 'App-level token with the scope connections:write (Basic Information), for Socket Mode.',
    example: 'xapp-…',
    schema: z.string().startsWith('xapp-', 'must start with xapp-'),
    requiredBy: ['bot'],
    onlyWhen: { setting: 'SLACK_MODE', is: 'socket' },
    secret: true,
  }),
  SLACK_SIGNING_SECRET: setting({
    doc: 'Signing secret of the Slack app (Basic Information), for HTTP mode.',
    example: '8f742231b10e8888abcd99yyyzzz85a5',
    schema: z.string().min(16, 'is shorter than a signing secret'),
    requiredBy: ['bot'],
    onlyWhen: { setting: 'SLACK_MODE', is: 'http' },
    secret: true,
  }),
  SLACK_COMMAND: setting({
    doc: 'Name of the slash command. Names are global in a workspace: the app that was installed last wins.',
    example: '/aks',
    schema: z
      .string()
      .regex(/^\/[a-z0-9_-]{1,31}$/, 'must be a slash and up to 31 of a-z 0-9 _ -')
      .default('/aks'),
  }),
  PORT: setting({
    doc: 'Port for Slack’s requests in HTTP mode, and for /healthz and /readyz. Without it, Socket Mode opens no port.',
    example: '3000',
    schema: z.coerce.number().int().min(0).max(65_535).optional(),
  }),
  RIGHTS_FILE: setting({
    doc: 'Who may do what, who approves, and where the cards go (YAML; rights.example.yaml is a start).',
    example: '/etc/drawbridge/rights.yaml',
    schema: z.string().min(1).default('rights.yaml'),
  }),
  CONFIG_FILE: setting({
    doc: 'Numbers that the posture checks use, where the defaults do not suit (section `posture`), which tag of a cluster names its team, with the channels of teams that are told in their own (section `owners`), how long a finding may be waived (section `waivers`), which differences between clusters are meant (section `drift`), whether and from where the inside of clusters is read (section `kubernetes`), when no change is applied (section `freezes`), which rings a rollout goes through and how slowly (section `rollouts`), and who is who among callers that are refused (section `forbidden`). YAML.',
    example: '/etc/drawbridge/config.yaml',
    schema: z.string().min(1).optional(),
  }),
  WAIVERS_FILE: setting({
    doc: 'Findings that are waived for a time as reviewed code (YAML; waivers.example.yaml is a start). How long at most says the section `waivers` of CONFIG_FILE.',
    example: '/etc/drawbridge/waivers.yaml',
    schema: z.string().min(1).optional(),
  }),
  WORKFLOWS_DIR: setting({
    doc: 'Folder of the workflows: what runs when, and who is told of it (YAML; the folder workflows is a start). Workers read it, and follow its changes. Without it, nothing runs by schedule.',
    example: '/etc/drawbridge/workflows',
    schema: z.string().min(1).optional(),
  }),
  AZURE_CLOUD: setting({
    doc: 'Which Azure.',
    example: 'public',
    schema: z.enum(['public', 'china', 'usgov']).default('public'),
  }),
  AZURE_CLIENT_ID: setting({
    doc: 'Identity that reads: client id of a managed or workload identity. Without it, what the environment offers is used (see @azure/identity, DefaultAzureCredential).',
    example: '11111111-2222-3333-4444-555555555555',
    schema: z.guid().optional(),
  }),
  WRITER_AZURE_CLIENT_ID: setting({
    doc: 'Identity that changes clusters: another one than the reader’s. Without it Drawbridge is read-only and says so.',
    example: '66666666-7777-8888-9999-000000000000',
    schema: z.guid().optional(),
  }),
  AZURE_SUBSCRIPTIONS: setting({
    doc: 'Only clusters of these subscriptions, with commas between. Without it, all that the reading identity may see.',
    example: '00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002',
    schema: list.pipe(z.array(z.guid())).optional(),
  }),
  OWN_EGRESS_RANGES: setting({
    doc: 'Public addresses from which Drawbridge itself reaches API servers (CIDR, commas between). They are never removed from a list of authorized ranges.',
    example: '198.51.100.7/32',
    schema: list
      .refine((ranges) => ranges.every(isIpv4Range), {
        message: 'must be IPv4 addresses or ranges, with commas between',
      })
      .default([]),
  }),
  WIDEST_PREFIX: setting({
    doc: 'The widest authorized range that may be asked for, as a prefix length: 16 allows /16 and narrower.',
    example: '24',
    schema: z.coerce.number().int().min(8).max(32).default(16),
  }),
  LOG_PRICE_PER_GB: setting({
    doc: 'What a gigabyte of logs costs you to take in, for estimates: on the Analytics plan, a slash, on the Basic plan, and the currency. Without it, Azure’s list price of East US.',
    example: '2.99/0.65 EUR',
    schema: z
      .string()
      .regex(/^\d+(\.\d+)?\/\d+(\.\d+)? [A-Z]{3}$/, 'must be like 2.99/0.65 EUR')
      .optional(),
  }),
  UPGRADE_HOURS: setting({
    doc: 'When upgrades of Kubernetes may begin on clusters that have no maintenance window of their own: days, if not all, and hours in UTC. Without it, as soon as they are approved.',
    example: 'Sat,Sun 22:00-04:00',
    schema: z
      .string()
      .regex(
        /^((sun|mon|tue|wed|thu|fri|sat)(,(sun|mon|tue|wed|thu|fri|sat))* )?([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/i,
        'must be like Sat,Sun 22:00-04:00 or 22:00-04:00',
      )
      .optional(),
  }),
  LONGEST_OPENING: setting({
    doc: 'The longest that a timed opening may last.',
    example: '24h',
    schema: z
      .string()
      .refine((text) => duration(text) !== undefined, { message: 'must be a duration' })
      .default('7d'),
  }),
  KEEP_REPORTS: setting({
    doc: 'How long reports and runs are kept. The last of each cluster and workflow stay, and so do changes, decisions and the trail.',
    example: '180d',
    schema: z
      .string()
      .refine((text) => (duration(text) ?? 0) >= leastKeptMs, {
        message: 'must be a duration of 35d or longer, since digests look back over a month',
      })
      .default('90d'),
  }),
  LOG_LEVEL: setting({
    doc: 'How much is logged, as JSON lines on standard output.',
    example: 'info',
    schema: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  }),
  DRAWBRIDGE_SANDBOX: setting({
    doc: 'Set by `drawbridge sandbox` alone: allows the addresses below.',
    example: 'on',
    schema: z.literal('on').optional(),
  }),
  SANDBOX_SLACK_URL: setting({
    doc: 'Stand-in for Slack’s Web API; refused unless DRAWBRIDGE_SANDBOX=on.',
    example: 'http://127.0.0.1:4000/api/',
    schema: url('http:').optional(),
  }),
  SANDBOX_AZURE_URL: setting({
    doc: 'Stand-in for Azure; refused unless DRAWBRIDGE_SANDBOX=on.',
    example: 'http://127.0.0.1:4001',
    schema: url('http:').optional(),
  }),
  SANDBOX_KUBERNETES_URL: setting({
    doc: 'Stand-in for API servers, each below its FQDN; refused unless DRAWBRIDGE_SANDBOX=on.',
    example: 'https://127.0.0.1:4002',
    schema: url('http:', 'https:').optional(),
  }),
} as const;

export type SettingName = keyof typeof settingsTable;
type Table = typeof settingsTable;

/** Settings of a process. Those that only some roles need are undefined for the others. */
export type Settings = {
  [N in SettingName]: Table[N] extends { requiredBy: readonly Role[] }
    ? z.output<Table[N]['schema']> | undefined
    : z.output<Table[N]['schema']>;
};
