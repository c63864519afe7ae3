import type { Rights } from '../rights/schema.ts';
import type { LoadedWorkflows } from '../workflows/load.ts';
import { CliError, defineCliCommand, type ExitCode, type Io } from './define.ts';

const actions = ['check', 'list', 'test'] as const;

interface Options {
  rights?: string;
  workflow?: string;
  severity?: string;
  cluster?: string;
  tags?: string;
}

export const command = defineCliCommand({
  name: 'workflows',
  summary: 'Check the workflows, list when they run, and try where a message would go',
  arguments: [
    { flags: '<what>', description: actions.join(', ') },
    {
      flags: '[folder]',
      description: 'the folder with the files; WORKFLOWS_DIR if not said, or workflows',
    },
  ],
  options: [
    {
      flags: '--rights <file>',
      description:
        'check: the file of rights that no workflow may ask less than; RIGHTS_FILE if not said',
    },
    { flags: '--workflow <name>', description: 'test: which workflow tells it' },
    {
      flags: '--severity <severity>',
      description: 'test: critical, high, medium, low or info; high if not said',
    },
    { flags: '--cluster <name>', description: 'test: the name of the cluster that it is about' },
    { flags: '--tags <tags>', description: 'test: its tags, such as env=prod,team=storefront' },
  ],
  examples: [
    {
      line: 'drawbridge workflows check',
      does: 'names every problem with file, line and column; exits with 2 if there is one',
    },
    { line: 'drawbridge workflows list', does: 'says when each runs next' },
    {
      line: 'drawbridge workflows test --workflow posture-daily --severity critical --cluster aks-prod-weu',
      does: 'says who would be told, when, and by which route',
    },
  ],
  async run(io, { args: [what, folder], options }) {
    if (what === 'check') return check(io, folder, options as unknown as Options);
    if (what === 'list') return list(io, folder);
    if (what === 'test') return test(io, folder, options as unknown as Options);
    throw wrong(`“${what}” is not one of ${actions.join(', ')}`);
  },
});

async function check(io: Io, given: string | undefined, options: Options): Promise<ExitCode> {
  const rights = await rightsOf(io, options);
  const { folder, loaded } = await read(io, given, rights);
  if (!loaded.ok) throw wrong(loaded.problems.join('\n'));
  const { workflows, routes } = loaded.set;
  const lines = [`${folder}: ${workflows.length} workflows, ${routes.routes.length} routes`];
  if (!routes.fallback)
    lines.push('There is no fallback: what no route fits is told to nobody, and only logged.');
  if (!rights && workflows.some(({ approval }) => approval))
    lines.push(
      'The file of rights was not read: --rights says where it is. Whether a workflow asks less of approvals than it does was not checked.',
    );
  io.stdout(`${lines.join('\n')}\n`);
  return 0;
}

/** What RIGHTS_FILE or --rights names; nothing where neither does. */
async function rightsOf(io: Io, { rights: named }: Options): Promise<Rights | undefined> {
  const file = named ?? io.env.RIGHTS_FILE?.trim();
  if (!file) return undefined;
  const { readFile } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  const { loadRights } = await import('../rights/load.ts');
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((cause) => {
    throw new CliError(`${file} cannot be read; say which is the file of rights`, {
      exitCode: 2,
      cause,
    });
  });
  try {
    return loadRights(text, { file });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

async function list(io: Io, given?: string): Promise<ExitCode> {
  const { workflows } = await usable(io, given);
  const { timetable } = await import('../workflows/cron.ts');
  const { columns, painter } = await import('../posture/report/text.ts');
  if (workflows.length === 0) {
    io.stdout('There is no workflow.\n');
    return 0;
  }
  const [head = '', ...rows] = columns([
    ['Workflow', 'Runs', 'Clusters', 'Schedule', 'Next'],
    ...workflows.map(({ name, run, clusters, on, enabled }) => [
      name,
      run,
      [clusters].flat().join(', '),
      on.schedule ? `${on.schedule} ${on.timezone}` : 'by command',
      enabled ? next(on) : 'not enabled',
    ]),
  ]);
  const paint = painter(io.isTTY && !io.env.NO_COLOR);
  io.stdout(`${[paint('bold', head), ...rows].join('\n')}\n`);
  return 0;

  function next({ schedule, timezone }: { schedule?: string; timezone: string }): string {
    if (!schedule) return '–';
    return timetable({ schedule, timezone })
      .next(2, io.now())
      .map((time) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`)
      .join(', ');
  }
}

async function test(io: Io, given: string | undefined, options: Options): Promise<ExitCode> {
  const { workflows, routes } = await usable(io, given);
  const { severities } = await import('../posture/severity.ts');
  const { route } = await import('../workflows/route.ts');
  const { ownersConfig } = await import('./posture-input.ts');
  const names = workflows.map(({ name }) => name);
  const workflow = workflows.find(({ name }) => name === options.workflow);
  if (!workflow)
    throw wrong(
      options.workflow === undefined
        ? `say which workflow tells it: --workflow ${names.join(' or ') || 'NAME'}`
        : `there is no workflow “${options.workflow}”; there are ${names.join(', ') || 'none'}`,
    );
  const severity = severities.find((each) => each === (options.severity ?? 'high'));
  if (!severity)
    throw wrong(`--severity “${options.severity}” is not one of ${severities.join(', ')}`);
  const now = io.now();
  const { told, unplaced } = route(
    { severity, run: workflow.run, workflow: workflow.name, clusters: [clusterOf(options)] },
    { routes, notify: workflow.notify, owners: await ownersConfig(io), now },
  );
  const lines = told.map(({ place, because, notBefore }) => {
    const where = 'channel' in place ? `channel ${place.channel}` : `person ${place.person}`;
    return `${where}, ${notBefore ? `held back until ${notBefore.toISOString()}` : 'at once'}: ${because}`;
  });
  io.stdout(`${unplaced ? `Nobody is told: ${unplaced}.` : lines.join('\n')}\n`);
  const { when } = workflow;
  const { isAtLeast } = await import('../posture/severity.ts');
  if (when !== 'always' && !isAtLeast(severity, when.severity))
    io.stdout(`But ${workflow.name} tells nothing below ${when.severity}.\n`);
  if (workflow.shadow) io.stdout(`But ${workflow.name} is in shadow, and tells nobody.\n`);
  if (!workflow.enabled) io.stdout(`But ${workflow.name} is not enabled.\n`);
  return 0;
}

/** A cluster of which nothing but the name and the tags is known. */
function clusterOf({ cluster: name = 'example', tags = '' }: Options) {
  const pairs = tags
    .split(',')
    .filter((each) => each.trim() !== '')
    .map((each): [string, string] => {
      const [key = '', value] = each.split('=');
      if (value === undefined) throw wrong(`--tags “${each}” is no tag; write env=prod`);
      return [key.trim(), value.trim()];
    });
  const nowhere = { resourceGroup: '', subscriptionId: '', location: '' };
  return { id: name, name, ...nowhere, tags: Object.fromEntries(pairs) };
}

async function usable(io: Io, given?: string) {
  const { loaded } = await read(io, given);
  if (!loaded.ok) throw wrong(loaded.problems.join('\n'));
  return loaded.set;
}

async function read(
  io: Io,
  given?: string,
  rights?: Rights,
): Promise<{ folder: string; loaded: LoadedWorkflows }> {
  const { resolve } = await import('node:path');
  const { loadWorkflows } = await import('../workflows/load.ts');
  const { readWorkflowFolder } = await import('../workflows/read-folder.ts');
  const folder = given ?? (io.env.WORKFLOWS_DIR?.trim() || 'workflows');
  const files = await readWorkflowFolder(resolve(io.cwd, folder)).catch((cause) => {
    throw new CliError(`${folder} cannot be read; say which folder holds the workflows`, {
      exitCode: 2,
      cause,
    });
  });
  return { folder, loaded: loadWorkflows(files, rights) };
}

function wrong(message: string): CliError {
  return new CliError(message, { exitCode: 2 });
}
