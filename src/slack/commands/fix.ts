import { latestPostureRuns } from '../../store/posture-runs.ts';
import { actionIds } from '../action-ids.ts';
import { section } from '../blocks.ts';
import { defineCommand } from '../define-command.ts';
import { bold, code, escapeMrkdwn } from '../escape.ts';
import { readReport } from '../read-report.ts';
import { fixByHand } from '../views/fix-by-hand.ts';

export const command = defineCommand({
  name: 'fix',
  summary: 'What mends a finding: a plan that others approve, or the steps by hand',
  args: {
    cluster: { type: 'cluster', description: 'the cluster’s name', required: true },
    check: { type: 'word', description: 'the check’s id: AKS-API-001', required: true },
  },
  examples: [{ line: 'fix aks-dev-weu AKS-API-001', does: 'offers the fix of that finding' }],
  right: 'read',
  async run({ args: { cluster, check }, deps, answer }) {
    const [run] = await latestPostureRuns(deps.db, { clusterId: cluster.id });
    const report = readReport(run?.report);
    const wanted = check.toUpperCase();
    const result = report?.results.find(({ check: id }) => id === wanted);
    await answer(({ button }) => {
      const again = button({
        action: actionIds.runCommand,
        payload: { line: `posture ${cluster.id}` },
        text: report ? 'Check again' : 'Check it now',
      });
      const bear =
        result?.outcome === 'fail'
          ? [
              button({
                action: actionIds.waive,
                payload: { clusterId: cluster.id, check: wanted },
                text: 'Waive…',
                label: `Ask that ${wanted} is borne for a time`,
              }),
            ]
          : [];
      const say = (text: string, ...more: (typeof again)[]) => ({
        text: `${cluster.name}, ${wanted}`,
        blocks: [section(text), { type: 'actions' as const, elements: [...more, ...bear, again] }],
      });
      if (!report) return say(`I have no report of ${bold(cluster.name)} yet.`);
      if (!result)
        return say(
          `The report of ${bold(cluster.name)} has no check ${code(check)}. Ids look like ${code(report.results[0]?.check ?? 'AKS-API-001')}; the report lists them.`,
        );
      const head = `${bold(cluster.name)} · ${wanted} ${escapeMrkdwn(result.title)}: *${result.outcome}*\n${escapeMrkdwn(result.message)}${result.why ? `\n_${escapeMrkdwn(result.why)}_` : ''}`;
      if (result.outcome !== 'fail') return say(`${head}\nThere is nothing to fix.`);
      const { fix } = result;
      switch (fix?.kind) {
        case 'action':
          return say(
            head,
            button({
              action: actionIds.fix,
              payload: {
                clusterId: cluster.id,
                check: wanted,
                action: fix.action,
                params: fix.params,
              },
              text: fix.label,
              style: 'primary',
            }),
          );
        case 'manual':
          return {
            ...say(head),
            blocks: [
              section(head),
              ...fixByHand(fix),
              { type: 'actions', elements: [...bear, again] },
            ],
          };
        case 'rebuild':
          return say(
            `${head}\nThis can be set only at creation: ${escapeMrkdwn(fix.why)}\n${code(`${deps.slashCommand} rebuild ${cluster.name}`)} writes the Bicep of a replacement.`,
            button({
              action: actionIds.runCommand,
              payload: { line: `rebuild ${cluster.id}` },
              text: 'Write the replacement',
              style: 'primary',
            }),
          );
        default:
          return say(`${head}\nThere is no fix for it yet.`);
      }
    });
  },
});
