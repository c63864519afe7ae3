/** What `drawbridge doctor` tries, for the roles of a process: the probes, with what serve would give them. */
import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import { apiServerTokens } from '../../azure/cluster-user-credential.ts';
import { createCredential } from '../../azure/credential.ts';
import { createAzureReader } from '../../azure/reader.ts';
import { rerouting } from '../../azure/rerouting.ts';
import { loadSettings, SettingsError } from '../../config/settings.ts';
import type { Role, SettingName, Settings } from '../../config/table.ts';
import { connectTo, type InsideOptions } from '../../fleet/inside.ts';
import { defaultKubernetesConfig, loadKubernetesConfig } from '../../fleet/kubernetes-config.ts';
import { remediations } from '../../remediation/actions/index.generated.ts';
import { loadRights } from '../../rights/load.ts';
import type { Rights } from '../../rights/schema.ts';
import { probeReader, probeWriter } from '../../slack/doctor/azure.ts';
import { probeDatabase, probeTrail } from '../../slack/doctor/database.ts';
import { type Finding, probe, reason, type Topic } from '../../slack/doctor/finding.ts';
import { probeKubernetes } from '../../slack/doctor/kubernetes.ts';
import { probeQueue } from '../../slack/doctor/queue.ts';
import { probeRights } from '../../slack/doctor/rights.ts';
import { describeHttpMode, probeAppToken, probeBot } from '../../slack/doctor/slack.ts';
import { createPool } from '../../store/pool.ts';
import type { Io } from '../define.ts';
import { openDatabase } from './database.ts';
import { withoutSecrets } from './secrets.ts';
import { readSettingFile } from './setting-file.ts';

interface Examined {
  settings: Settings;
  /** Settings that are missing or wrong: what needs them is not tried with a default instead. */
  wrong: ReadonlySet<string>;
  env: Io['env'];
}

/** Never throws: whatever fails is a finding, and no secret is in any. */
export async function examine(
  { env }: Pick<Io, 'env'>,
  roles: readonly Role[],
): Promise<Finding[]> {
  const { findings: about, ...examined } = readSettings(env, roles);
  const rights = await readRights(examined);
  const isBot = roles.includes('bot');
  const found = await Promise.all([
    database(examined),
    ...(isBot ? [slack(examined, rights.value)] : []),
    ...(roles.includes('worker') || roles.includes('changer') ? [azure(examined, roles)] : []),
  ]);
  return withoutSecrets([...about, ...rights.findings, ...found.flat()], env);
}

function readSettings(env: Io['env'], roles: readonly Role[]): Examined & { findings: Finding[] } {
  const topic = 'Settings';
  try {
    const settings = loadSettings({ env, roles });
    const says = `All that ${roles.join(', ')} needs is set`;
    return { settings, wrong: new Set(), env, findings: [{ topic, outcome: 'ok', says }] };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrong = new Set<string>(error.problems.map(({ name }) => name));
    const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !wrong.has(name)));
    return {
      settings: loadSettings({ env: rest, roles: [] }),
      wrong,
      env,
      findings: error.problems.map(({ name, problem, example }) => ({
        topic,
        outcome: 'problem',
        says: `${name} ${problem}`,
        todo: `For example: ${example}`,
      })),
    };
  }
}

/** Why these are not tried, where a setting that they need is missing or wrong. */
function blocked(
  { wrong }: Examined,
  topic: Topic,
  ...needed: SettingName[]
): Finding[] | undefined {
  const names = needed.filter((name) => wrong.has(name));
  if (names.length === 0) return undefined;
  const says = `Not tried: ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} missing or wrong`;
  return [{ topic, outcome: 'unknown', says, todo: 'See Settings, above.' }];
}

async function readRights(
  examined: Examined,
): Promise<{ findings: Finding[]; value: Rights | undefined }> {
  const { RIGHTS_FILE: file } = examined.settings;
  let value: Rights | undefined;
  const findings = await probe(
    {
      topic: 'Rights',
      says: 'The rights cannot be read',
      todo: 'Correct the file of RIGHTS_FILE; rights.example.yaml shows how it looks. Nothing starts without it.',
    },
    async () => {
      value = loadRights(await readFile(file, 'utf8'), { file });
      const { rules, approvals } = value;
      return [
        {
          outcome: 'ok',
          says: `${file} can be read: ${rules.length} rules, ${approvals.length} approval policies`,
        },
      ];
    },
  );
  return { findings, value };
}

async function database(examined: Examined): Promise<Finding[]> {
  const { settings } = examined;
  const notTried = blocked(examined, 'Database', 'DATABASE_URL');
  if (notTried) return notTried;
  let stop = async () => {};
  try {
    const opened = await openDatabase(settings);
    stop = opened.stop;
    const db = createPool(opened.url, { max: 2 });
    try {
      const findings = await probeDatabase(db);
      if (findings.some(({ outcome }) => outcome !== 'ok')) {
        // The role may still be wrong where tables are there; without tables nothing more can be said.
        if (findings.length === 1) return findings;
      }
      const { QUEUE_URL: queueUrl } = settings;
      const queue =
        blocked(examined, 'Queue', 'QUEUE_URL') ??
        (await probeQueue({ databaseUrl: opened.url, queueUrl }));
      return [...findings, ...(await probeTrail(db)), ...queue];
    } finally {
      await db.end();
    }
  } catch (error) {
    const todo =
      'With DATABASE_URL=embedded one program at a time can open it: stop `drawbridge serve` first.';
    const says = `The embedded PostgreSQL does not start: ${reason(error)}`;
    return [{ topic: 'Database', outcome: 'problem', says, todo }];
  } finally {
    await stop();
  }
}

async function slack(examined: Examined, rights: Rights | undefined): Promise<Finding[]> {
  const { settings } = examined;
  const client = (token: string | undefined) =>
    new WebClient(token, {
      ...(settings.SANDBOX_SLACK_URL && { slackApiUrl: settings.SANDBOX_SLACK_URL }),
      retryConfig: { retries: 1, minTimeout: 300 },
      timeout: 20_000,
      // What it would log is a finding.
      logger: { ...silent, getLevel: () => 'error' as never, setLevel() {}, setName() {} },
    });
  const bot = client(settings.SLACK_BOT_TOKEN);
  const noAddress = blocked(examined, 'Slack', 'SANDBOX_SLACK_URL');
  if (noAddress) return noAddress;
  const noBot = blocked(examined, 'Slack', 'SLACK_BOT_TOKEN');
  const parts = await Promise.all([
    noBot ?? probeBot(bot, rights?.teams),
    settings.SLACK_MODE === 'http'
      ? (blocked(examined, 'Slack', 'SLACK_MODE', 'SLACK_SIGNING_SECRET') ??
        describeHttpMode(settings.PORT))
      : (blocked(examined, 'Slack', 'SLACK_MODE', 'SLACK_APP_TOKEN') ??
        probeAppToken(client(settings.SLACK_APP_TOKEN))),
    rights ? (blocked(examined, 'Rights', 'SLACK_BOT_TOKEN') ?? probeRights(bot, rights)) : [],
  ]);
  return parts.flat();
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function kubernetes(
  { settings, wrong }: Examined,
  { reader, credential }: Pick<InsideOptions, 'credential'> & { reader: DoctorReader },
): Promise<Finding[]> {
  const { SANDBOX_KUBERNETES_URL: sandboxUrl } = settings;
  if (settings.SANDBOX_AZURE_URL && !sandboxUrl) return [];
  const topic = 'Kubernetes, reading';
  let config = defaultKubernetesConfig;
  try {
    if (settings.CONFIG_FILE && !wrong.has('CONFIG_FILE')) {
      const text = await readSettingFile(settings, 'CONFIG_FILE');
      config = loadKubernetesConfig(text, { file: settings.CONFIG_FILE });
    }
  } catch (error) {
    const todo = 'Correct the file of CONFIG_FILE; config.example.yaml shows how it looks.';
    return [{ topic, outcome: 'problem', says: reason(error), todo }];
  }
  const token = apiServerTokens(credential);
  return probeKubernetes({
    reader,
    config,
    subscriptions: settings.AZURE_SUBSCRIPTIONS,
    connect: (cluster, managedCluster) =>
      connectTo({ reader, token, sandboxUrl }, cluster, managedCluster),
  });
}

type DoctorReader = ReturnType<typeof createAzureReader>;

async function azure(examined: Examined, roles: readonly Role[]): Promise<Finding[]> {
  const { settings, env } = examined;
  const noAddress = blocked(
    examined,
    'Azure, reading',
    'AZURE_CLOUD',
    'AZURE_CLIENT_ID',
    'AZURE_SUBSCRIPTIONS',
    'SANDBOX_AZURE_URL',
  );
  if (noAddress) return noAddress;
  const notWriter = blocked(examined, 'Azure, changing', 'WRITER_AZURE_CLIENT_ID');
  try {
    const credential = createCredential(settings, env);
    const common = {
      cloud: settings.AZURE_CLOUD,
      httpClient: settings.SANDBOX_AZURE_URL ? rerouting(settings.SANDBOX_AZURE_URL) : undefined,
    };
    const reader = createAzureReader({ ...common, credential: credential.reader });
    const { findings: azureFindings, places } = await probeReader(
      reader,
      settings.AZURE_SUBSCRIPTIONS,
    );
    const inClusters = roles.includes('worker')
      ? await kubernetes(examined, { reader, credential: credential.reader })
      : [];
    const findings = [...azureFindings, ...inClusters];
    if (!roles.includes('changer')) return findings;
    // Permissions are read, so even the changing identity is tried with the client that reads.
    const writer =
      credential.writer && createAzureReader({ ...common, credential: credential.writer });
    return [...findings, ...(notWriter ?? (await probeWriter(writer, { places, remediations })))];
  } catch (error) {
    return [
      {
        topic: 'Azure, reading',
        outcome: 'problem',
        says: `The identities cannot be used: ${reason(error)}`,
        todo: 'Give reading and changing an identity each.',
      },
    ];
  }
}
