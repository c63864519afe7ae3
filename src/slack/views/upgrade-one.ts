/** The upgrade of one cluster: support, what stands in the way, the way itself, and the buttons. */
import { sayByItself, sayOwnFailure, saySupport } from '../../upgrade/say.ts';
import type { UpgradeReport, UpgradeTarget } from '../../upgrade/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section, type ViewBlock } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import type { RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';

const mostFindings = 12;
const mostSteps = 12;
const mostPools = 8;
const mostTargets = 3;

export function oneUpgrade(
  report: UpgradeReport,
  { finishedAt, tools }: { finishedAt: string; tools: RenderContext },
): Rendered {
  const blocks = of(report, 'blocks');
  const [advised] = report.targets;
  const stopped = blocks.length + report.fleetRuns.length > 0;
  const pieces: Piece[] = [
    {
      importance: 100,
      blocks: [
        header(`${report.name}: Kubernetes ${report.version}`),
        section(escapeMrkdwn(`${saySupport(report)}.`)),
      ],
    },
    { importance: 92, blocks: failure(report) },
    { importance: 90, blocks: [section(facts(report))] },
    { importance: 95, blocks: inTheWay(report, advised) },
    {
      importance: 85,
      blocks: [section(advised ? wayTo(advised, stopped) : escapeMrkdwn(report.noTarget ?? ''))],
    },
    {
      importance: 99,
      blocks: [
        { type: 'actions', elements: buttons(report, stopped, tools) },
        context(
          `Read ${when(finishedAt)}. ${stopped ? 'An upgrade can be asked for when nothing stands in its way.' : 'Nothing begins before an approver has seen the exact plan.'}`,
        ),
      ],
    },
  ];
  const found = blocks.length + report.fleetRuns.length;
  const said = stopped ? ` In the way of an upgrade: ${found}.` : '';
  return {
    text: `${report.name}: ${saySupport(report)}.${said}`,
    blocks: withinBudget(pieces).blocks,
  };
}

type Verdict = UpgradeReport['findings'][number]['verdict'];

function of({ findings }: UpgradeReport, verdict: Verdict) {
  return findings.filter((finding) => finding.verdict === verdict);
}

function failure({ failure: said, ownRecord }: UpgradeReport): ViewBlock[] {
  const own = ownRecord?.kind === 'known' ? ownRecord.failures : [];
  const lines = [
    ...(said ? [`*The last operation failed:* ${escapeMrkdwn(clipped(said, 600))}`] : []),
    ...own
      .slice(0, 3)
      .map(
        (each) =>
          `*AKS’s own ${each.what} failed* ${escapeMrkdwn(clipped(sayOwnFailure(each), 600))}`,
      ),
  ];
  return lines.length > 0 ? [section(lines.join('\n'))] : [];
}

function facts(report: UpgradeReport): string {
  const { newestPatch, pools } = report;
  const patch =
    newestPatch === undefined
      ? 'Which patches there are is not known.'
      : newestPatch === null
        ? 'It is the newest patch of its minor.'
        : `Newest patch of its minor: ${code(newestPatch)}.`;
  const shown = pools
    .slice(0, mostPools)
    .map(
      ({ name, mode, version, nodes, maxSurge }) =>
        `• ${bold(clipped(name, 40))} (${mode.toLowerCase()}) ${code(version)}, ${nodes}, surge ${escapeMrkdwn(clipped(maxSurge, 10))}`,
    );
  const more = pools.length > shown.length ? [`and ${pools.length - shown.length} more`] : [];
  return [
    patch,
    `*By itself:* ${escapeMrkdwn(clipped(sayByItself(report), 400))}.`,
    '*Pools*',
    ...shown,
    ...more,
  ].join('\n');
}

const titles: Record<Exclude<Verdict, 'clear'>, string> = {
  blocks: 'In the way',
  risks: 'May go wrong',
  unknown: 'Not known',
};

function inTheWay(report: UpgradeReport, target: UpgradeTarget | undefined): ViewBlock[] {
  const runs = report.fleetRuns.map((name) => ({
    topic: 'Fleet Manager',
    message: `The update run ${name} is under way; it and an upgrade from here would get in each other’s way.`,
    help: undefined,
  }));
  const sections = (['blocks', 'risks', 'unknown'] as const).flatMap((verdict) => {
    const found = [...(verdict === 'blocks' ? runs : []), ...of(report, verdict)];
    if (found.length === 0) return [];
    const lines = found
      .slice(0, mostFindings)
      .map(
        ({ topic, message, help }) =>
          `• *${topic}:* ${escapeMrkdwn(clipped(message, 500))}${help ? ` _${escapeMrkdwn(clipped(help, 250)).replaceAll('_', '＿')}_` : ''}`,
      );
    const goal = verdict === 'blocks' && target ? ` of ${target.version}` : '';
    const more = found.length > lines.length ? [`and ${found.length - lines.length} more`] : [];
    return [section([`*${titles[verdict]}${goal}*`, ...lines, ...more].join('\n'))];
  });
  const clear = of(report, 'clear').map(({ topic }) => topic);
  const nothing = sections.length === 0 ? 'Nothing was found that stands in the way. ' : '';
  return [
    ...sections,
    ...(clear.length > 0
      ? [context(`${nothing}Looked at and clear: ${[...new Set(clear)].join(', ')}.`)]
      : []),
  ];
}

function wayTo({ version, steps, days, why }: UpgradeTarget, stopped: boolean): string {
  const lines = steps.slice(0, mostSteps).map((step, at) => `${at + 1}. ${escapeMrkdwn(step)}`);
  const more = steps.length > lines.length ? [`and ${steps.length - lines.length} more steps`] : [];
  const brings = days !== null && days > 0 ? `, with ${days} days of support` : '';
  const title = stopped ? 'The way, once it is free' : 'Advised';
  return [
    `*${title}: ${code(version)}* (${why}${brings}), in ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`,
    ...lines,
    ...more,
  ].join('\n');
}

function buttons(report: UpgradeReport, stopped: boolean, { button }: RenderContext) {
  const { id, targets, noTarget } = report;
  const run = (line: string, text: string) =>
    button({ action: actionIds.runCommand, payload: { line }, text });
  const start = button({
    action: actionIds.upgradeStart,
    payload: {
      clusterId: id,
      targets: targets.slice(0, mostTargets).map(({ version }) => version),
    },
    text: 'Start upgrade…',
    style: 'primary',
  });
  return [
    ...(stopped || noTarget || targets.length === 0 ? [] : [start]),
    run(`upgrade ${id}`, 'Look again'),
    run(`upgrade ${id} --replace`, 'Write a replacement'),
  ];
}
