import { section } from '../blocks.ts';
import type { CommandContext } from '../context.ts';
import { defineCommand } from '../define-command.ts';
import { probeDatabase, probeTrail } from '../doctor/database.ts';
import { type Finding, probe, verdict } from '../doctor/finding.ts';
import { probeRights } from '../doctor/rights.ts';
import { probeBot } from '../doctor/slack.ts';
import { escapeMrkdwn } from '../escape.ts';
import { allowedAmong, judgeFor } from '../may.ts';

export const command = defineCommand({
  name: 'doctor',
  summary: 'Checks that I work: Slack, rights, database, trail, fleet and an API server.',
  examples: [{ line: 'doctor', does: 'tries them and says what to do' }],
  right: null,
  async run(context) {
    const findings = await examine(context);
    const maySee = await seesDetails(context);
    const text = verdict(findings);
    const sections = maySee
      ? [...Map.groupBy(findings, ({ topic }) => topic).values()].map((found) =>
          found.map(lineOf).join('\n'),
        )
      : ['Whoever may read the trail is told the details here; operators run `drawbridge doctor`.'];
    await context.answer(() => ({
      text,
      blocks: [section(`*${text}*`), ...sections.map((lines) => section(lines))],
    }));
  },
});

const words = { ok: 'OK', problem: 'Problem', unknown: 'Unknown' } as const;

function lineOf({ topic, outcome, says, todo }: Finding): string {
  const advice = todo ? `\n      _${escapeMrkdwn(todo)}_` : '';
  return `• *${words[outcome]}* · ${topic}: ${escapeMrkdwn(says)}${advice}`;
}

/** How a deployment is built concerns those who answer for it: details need the right to audit. */
async function seesDetails(context: CommandContext): Promise<boolean> {
  try {
    // Just when the database is out of reach or no cluster is known, somebody has to be told why.
    const fleet = await context.deps.fleet.all().catch(() => []);
    if (fleet.length === 0) return (await judgeFor(context, 'audit', null)).allowed;
    return (await allowedAmong(context, 'audit', fleet)).length > 0;
  } catch {
    return false;
  }
}

async function examine({ deps }: CommandContext): Promise<Finding[]> {
  const { client, db, rights, fleet, mayWrite, probeInside } = deps;
  const found = await Promise.all([
    probeBot(client, rights.teams),
    probeRights(client, rights),
    probeDatabase(db),
    probeTrail(db),
    probe(
      { topic: 'Fleet', says: 'The clusters cannot be listed', todo: 'See Database, above.' },
      async () => {
        const { length } = await fleet.all();
        return length > 0
          ? [{ outcome: 'ok', says: `${length} clusters are known` }]
          : [
              {
                outcome: 'problem',
                says: 'No cluster is known',
                todo: 'Run `drawbridge doctor --role worker` where the worker runs.',
              },
            ];
      },
    ),
    probeInside?.() ?? [],
  ]);
  const changing: Finding = {
    topic: 'Azure, changing',
    outcome: 'ok',
    says: mayWrite
      ? 'Clusters can be changed'
      : 'No identity that changes things is set: this deployment is read-only',
  };
  return [...found.flat(), changing];
}
