import { managedByCode, sayManaged } from '../../posture/managed-by-code.ts';
import { remediations } from '../../remediation/actions/index.generated.ts';
import { defineCommand } from '../define-command.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { allowedAmong } from '../may.ts';
import { changeOf, changes } from '../rollout-changes.ts';

const mostNamed = 5;

export const command = defineCommand({
  name: 'rollout',
  summary:
    'Changes many clusters, ring after ring: dev, staging, production, each approved for itself',
  args: {
    clusters: {
      type: 'cluster',
      many: true,
      required: true,
      description: 'a filter such as tag:app=shop, a name like aks-shop-*, or all',
    },
    change: {
      type: 'choice',
      required: true,
      choices: changes,
      description: 'upgrade (Kubernetes) or node-image (newest image for every pool)',
    },
    to: {
      type: 'word',
      keyword: 'to',
      placeholder: 'version',
      requiredWhen: (soFar: Record<string, unknown>) => soFar.change === 'upgrade',
      description: 'the version of Kubernetes: 1.36.5, or 1.36 for its newest patch',
    },
    because: {
      type: 'rest',
      keyword: 'because',
      placeholder: 'reason',
      description: 'why, for approvers and the trail',
    },
  },
  flags: {
    'at-once': {
      type: 'count',
      placeholder: 'number',
      description: 'how many clusters at once, after the first of each ring',
    },
    soak: {
      type: 'duration',
      placeholder: 'time',
      description: 'how long each ring is watched before the next: 2d',
    },
    'outside-window': {
      type: 'switch',
      description: 'do not wait for maintenance windows, for the reason that is given',
    },
    ticket: {
      type: 'word',
      placeholder: 'id',
      description: 'the ticket, where one is asked for',
    },
  },
  examples: [
    {
      line: 'rollout tag:app=shop upgrade to 1.36 because 1.35 loses support in March',
      does: 'upgrades the clusters of an application',
    },
    {
      line: 'rollout all node-image --at-once 2 --soak 1d because of the kernel advisory',
      does: 'brings the newest node image to every cluster, two at a time',
    },
  ],
  right: 'read',
  async run({ args: { clusters, change, to, because }, flags, ...context }) {
    const { deps, person, origin, answer } = context;
    const wish = changeOf(change, {
      to,
      outside: flags['outside-window'] ? (because ?? '') : undefined,
    });
    if ('problem' in wish) return answer(escapeMrkdwn(wish.problem));
    const readable = await allowedAmong(context, 'read', await deps.fleet.all());
    const filter = 'filter' in clusters ? clusters.filter : clusters.name;
    const wanted = 'filter' in clusters ? readable.filter(clusters.fits) : [clusters];
    if (wanted.length === 0)
      return answer(
        `None of the clusters that you may look at fits ${code(filter)}. ${code(`${deps.slashCommand} clusters`)} lists them with their tags.`,
      );
    const mine = new Set(await allowedAmong(context, 'propose', wanted));
    const barred = wanted.filter((cluster) => !mine.has(cluster));
    if (barred.length > 0)
      return answer(
        `You may not propose changes to ${named(barred)}. Choose clusters of yours, or ask somebody who may; ${code(`${deps.slashCommand} can-i propose ${barred[0]?.name}`)} says who.`,
      );
    const remediation = remediations.find(({ id }) => id === wish.action);
    const read = remediation?.params.safeParse(wish.params);
    const isInTemplate = !read?.success || remediation?.inTemplate(read.data) !== false;
    const byCode = (cluster: (typeof wanted)[number]) =>
      isInTemplate ? managedByCode(cluster, deps.managedByCode) : undefined;
    const outcome = await deps.rollouts.begin({
      ...wish,
      clusters: wanted.filter((cluster) => !byCode(cluster)),
      leftOut: wanted.flatMap((cluster) => {
        const tool = byCode(cluster);
        const why = tool && sayManaged(tool, deps.managedByCode.tag);
        return why ? [{ name: cluster.name, why }] : [];
      }),
      ...{ filter, requester: person, reason: because ?? null, ticket: flags.ticket ?? null },
      origin: origin.channel
        ? { channel: origin.channel, ...(origin.threadTs && { threadTs: origin.threadTs }) }
        : null,
      ...(flags['at-once'] && { atOnce: flags['at-once'] }),
      ...(flags.soak !== undefined && { soakMs: flags.soak }),
    });
    if (outcome.kind === 'refused') return answer(escapeMrkdwn(outcome.message));
    const { board } = outcome;
    const where = board.kind === 'channel' ? `in <#${board.channel}>` : 'in your direct messages';
    await answer(
      `The rollout is being planned; its board is ${where}. Nothing is changed before the first ring is approved.`,
    );
  },
});

function named(clusters: readonly { name: string }[]): string {
  const shown = clusters.slice(0, mostNamed).map(({ name }) => code(name));
  const more = clusters.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
