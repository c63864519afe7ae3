import { verifyTrail } from '../../trail/verify.ts';
import { section } from '../blocks.ts';
import type { CommandContext } from '../context.ts';
import { defineCommand } from '../define-command.ts';
import { escapeMrkdwn } from '../escape.ts';
import { explain } from '../explain.ts';

interface Finding {
  what: string;
  ok: boolean;
  says: string;
}

export const command = defineCommand({
  name: 'doctor',
  summary: 'Checks that I work: Slack, database, fleet, rights and trail.',
  examples: [{ line: 'doctor', does: 'runs the checks and says what to do' }],
  right: null,
  async run({ answer, ...asking }) {
    const findings = await Promise.all(examine(asking));
    const sick = findings.filter(({ ok }) => !ok).length;
    const text = sick === 0 ? 'All is well' : `${sick} of ${findings.length} checks found trouble`;
    await answer(() => ({
      text,
      blocks: [
        section(`*${text}*`),
        section(
          findings
            .map(
              ({ what, ok, says }) =>
                `• *${ok ? 'OK' : 'Trouble'}* · ${what}: ${escapeMrkdwn(says)}`,
            )
            .join('\n'),
        ),
      ],
    }));
  },
});

function examine({ deps, person }: Pick<CommandContext, 'deps' | 'person'>): Promise<Finding>[] {
  const { client, db, fleet, rights, workspace, membership, mayWrite } = deps;
  return [
    check('Slack', async () => {
      const { team } = await client.auth.test();
      return `signed in to ${team}`;
    }),
    check('User groups', async () => {
      const { groups } = await membership.of(person);
      return `readable; you are in ${groups.length === 0 ? 'none' : groups.map(({ handle }) => `@${handle}`).join(', ')}`;
    }),
    check('Team', async () => {
      if (!rights.teams.includes(workspace.teamId))
        throw new Error(
          `the rights file does not name this workspace (${workspace.teamId}), so everybody is refused`,
        );
      return 'the rights file names this workspace';
    }),
    check('Database', async () => {
      const began = Date.now();
      await db.query('select 1');
      return `answered in ${Date.now() - began} ms`;
    }),
    check('Fleet', async () => {
      const clusters = await fleet.all();
      if (clusters.length === 0)
        throw new Error('no cluster is known yet; the reading identity may lack the Reader role');
      return `${clusters.length} clusters known`;
    }),
    check('Trail', async () => {
      const verdict = await verifyTrail(db);
      if (!verdict.ok) throw new Error('the chain is broken; run `drawbridge audit verify`');
      return 'the chain is whole';
    }),
    check('Changes', async () =>
      mayWrite
        ? 'this deployment can change clusters'
        : 'read-only: no identity that may change clusters is set',
    ),
  ];
}

async function check(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, says: await look() };
  } catch (error) {
    const plain = error instanceof Error && error.constructor === Error;
    return { what, ok: false, says: plain ? error.message : explain(error) };
  }
}
