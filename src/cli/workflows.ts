import type { Rights } from '../rights/schema.ts';
import { CliError, defineCliCommand, type ExitCode, type Io } from './define.ts';
import type { Example } from './workflows-example.ts';
import { readFolder, usable, wrong, wrongFiles } from './workflows-folder.ts';

const actions = ['check', 'list', 'test', 'run'] as const;

interface Options extends Example {
  rights?: string;
  clusters?: string;
  backtest?: string;
}

export const command = defineCliCommand({
  name: 'workflows',
  summary: 'Check the workflows, list when they run, try where a message would go, and run one',
  arguments: [
    { flags: '<what>', description: actions.join(', ') },
    {
      flags: '[words...]',
      description:
        'the folder with the files, WORKFLOWS_DIR if not said, or workflows; before it, test takes a file with an example, and run takes the name of a workflow',
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
    {
      flags: '--backtest <time>',
      description:
        'test: how many messages each route would have led to in that time, such as 14d, by what the database holds (DATABASE_URL)',
    },
    {
      flags: '--clusters <filter>',
      description: 'run: only these of its clusters, such as tag:env=prod',
    },
    { flags: '--namespaces <names>', description: 'test: its namespaces, with commas between' },
    {
      flags: '--detection <id>',
      description: 'test: what an alert was found by, forbidden or the id of a detection',
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
    {
      line: 'drawbridge workflows test event.json',
      does: 'says the same of an example in a file: an audit event, or { "severity": …, "cluster": …, "namespaces": … }',
    },
    {
      line: 'drawbridge workflows test --backtest 14d',
      does: 'says how many messages a day each route would have led to',
    },
    {
      line: 'drawbridge workflows run posture-daily --clusters tag:env=prod',
      does: 'has the workers run it now, and waits for what comes of it',
    },
  ],
  async run(io, { args: [what, ...words], options: given }) {
    const options = given as unknown as Options;
    const [folder] = words;
    if (what === 'check') return check(io, folder, options);
    if (what === 'list') return list(io, folder);
    if (what === 'test') return test(io, words, options);
    if (what === 'run') {
      const { runFromCli } = await import('./workflows-run.ts');
      return runFromCli(io, words[0], options.clusters);
    }
    throw wrong(`“${what}” is not one of ${actions.join(', ')}`);
  },
});

async function check(io: Io, given: string | undefined, options: Options): Promise<ExitCode> {
  const rights = await rightsOf(io, options);
  const { folder, loaded } = await readFolder(io, given, rights);
  if (!loaded.ok) throw await wrongFiles(loaded.problems);
  const { workflows, routes } = loaded.set;
  const lines = [`${folder}: ${workflows.length} workflows, ${routes.routes.length} routes`];
  if (!routes.fallback)
    lines.push(
      'There is no fallback: what no route fits is told to nobody, but for alerts, which go to the channel for alerts of the file of rights.',
    );
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
    throw await wrongFiles([error instanceof Error ? error.message : String(error)]);
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

async function test(io: Io, words: string[], options: Options): Promise<ExitCode> {
  if (options.backtest !== undefined) {
    const { printBacktest } = await import('./workflows-backtest.ts');
    return printBacktest(io, words[0], options.backtest);
  }
  const { printExample } = await import('./workflows-example.ts');
  const [file, folder] = words[0]?.endsWith('.json') ? words : [undefined, words[0]];
  return printExample(io, { file, folder, options });
}
