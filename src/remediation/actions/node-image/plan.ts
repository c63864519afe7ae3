import { imageName } from '../../../fleet/node-image.ts';
import type { Json } from '../../../fleet/snapshot.ts';
import { defaultPostureConfig } from '../../../posture/config.ts';
import { budgetFindings } from '../../../upgrade/blockers/budgets.ts';
import type { BlockerFinding } from '../../../upgrade/blockers/types.ts';
import { readinessOf } from '../../cluster-state.ts';
import type { Planned } from '../../define-remediation.ts';
import { etagOf, type LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import type { Params } from './params.ts';
import type { Beside } from './read.ts';

export const actionId = 'node-image';

/** One pool that gets a new image. */
export interface Work {
  pool: string;
  from: string;
  to: string;
}

/** Nodes that are not well before anything is begun: they hold nothing up. */
export interface Baseline {
  notWell: string[];
  /** Pool → how its last operation had ended: another end is the mark of an attempt of ours. */
  states: Record<string, string>;
}

/** Plans a new image for every pool that is meant and behind, one after the other. Pure. */
export function planImages(live: LiveCluster, { pools }: Params): Planned {
  const { name } = live.cluster;
  const readiness = readinessOf(live);
  if (readiness.kind === 'not-now') return readiness;
  const isWhole = live.document?.properties?.provisioningState === 'Succeeded';
  if (readiness.kind === 'failed' && !isWhole)
    return { kind: 'refused', problem: readiness.problem };
  const missing = pools?.filter((pool) => !live.pools.some((each) => each.name === pool)) ?? [];
  if (missing.length > 0)
    return refused(
      'no-such-pool',
      `${name} has no node pool ${missing.join(', ')}; its pools are ${live.pools.map((each) => each.name).join(', ')}.`,
    );
  const { newest, nodes, budgets } = live.beside as Beside;
  const held = budgets ? budgetFindings(budgets, defaultPostureConfig.systemNamespaces) : [];
  const meant = live.pools.filter((pool) => !pools || pools.includes(pool.name));
  const works: Work[] = [];
  const unknown: string[] = [];
  for (const pool of meant) {
    const from = String(pool.properties?.nodeImageVersion ?? '');
    const found = newest[pool.name];
    if (!found || 'unknown' in found)
      unknown.push(`${pool.name} (${found?.unknown ?? 'it was not asked for'})`);
    else if (imageName(found.image) !== imageName(from))
      works.push({ pool: pool.name, from, to: found.image });
  }
  if (works.length === 0 && unknown.length > 0)
    return refused(
      'newest-unknown',
      `Which image is the newest could not be read for ${unknown.join(', ')}.`,
    );
  if (works.length === 0)
    return {
      kind: 'nothing',
      message: `Nothing to do: ${meant.length === 1 ? `pool ${meant[0]?.name}` : 'every pool'} of ${name} runs the newest image.`,
    };
  const nodesAreRead = nodes.kind === 'known';
  return {
    kind: 'planned',
    plan: {
      action: actionId,
      summary: `Bring the newest node image to ${works.map(({ pool }) => pool).join(', ')} of ${name}`,
      changes: works.map(({ pool, from, to }) => ({
        path: `agentPools.${pool}.properties.nodeImageVersion`,
        before: from,
        after: to,
      })),
      steps: works.map((work) => stepOf(work, poolOf(live, work.pool))),
      warnings: [
        ...works.flatMap(({ pool }) => warningsOf(poolOf(live, pool))),
        ...unknown.map((each) => ({
          level: 'warning' as const,
          text: `Left out, since its newest image is not known: ${each}.`,
        })),
        ...(nodes.kind === 'unknown'
          ? [
              {
                level: 'danger' as const,
                text: `How the nodes are cannot be read (${nodes.reason}): whether they come back Ready is known by Azure's word alone, and whether a disruption budget keeps them from being emptied is not known at all.`,
                mustConfirm: true,
              },
            ]
          : []),
        ...budgetWarnings(held, nodesAreRead),
      ],
      remarks: [
        'Every node of these pools is emptied and replaced: pods move, and what is on local disks is gone.',
        'It cannot be taken back here. For seven days Azure can return a pool to the image that it had (az aks nodepool rollback).',
      ],
      inverse: null,
      inputs: { works, nodesAreRead },
      baseline: {
        notWell: (nodes.kind === 'known' ? nodes.nodes : [])
          .filter(({ ready, cordoned }) => !ready || cordoned)
          .map((node) => node.name),
        states: Object.fromEntries(
          live.pools.map((pool) => [pool.name, String(pool.properties?.provisioningState)]),
        ),
      } satisfies Baseline,
      etag: etagOf(live.document),
      poolEtags: {},
    },
  };
}

export function worksOf(plan: Plan): Work[] {
  return plan.inputs.works as Work[];
}

export function poolOf({ pools }: LiveCluster, name: string): Json | undefined {
  return pools.find((pool) => pool.name === name);
}

/** A node may take the drain timeout, and its successor some minutes more. */
const successorMinutes = 15;
/** https://learn.microsoft.com/azure/aks/upgrade-aks-cluster#customize-node-surge-upgrade */
const usual = { surge: '10%', drainMinutes: 30 };

function stepOf({ pool, from, to }: Work, resource: Json) {
  const { upgradeSettings = {}, count = 1, maxCount } = resource?.properties ?? {};
  const { maxSurge = usual.surge, maxUnavailable, drainTimeoutInMinutes } = upgradeSettings;
  const most = Math.max(Number(count), Number(maxCount ?? 0), 1);
  const atOnce = Math.max(nodesIn(maxSurge, most), nodesIn(maxUnavailable ?? '0', most), 1);
  const drain = Number(drainTimeoutInMinutes ?? usual.drainMinutes) || usual.drainMinutes;
  const ways = [
    nodesIn(maxSurge, most) > 0
      ? `surge ${maxSurge}: so many new nodes come first`
      : `no surge: nodes go before others come`,
    ...(maxUnavailable && maxUnavailable !== '0' ? [`up to ${maxUnavailable} away at once`] : []),
    `a node is given ${drain} minutes to empty`,
  ];
  return {
    title: `New image for ${pool}`,
    detail: `${from} → ${to}; ${ways.join('; ')}.`,
    patienceMinutes: 30 + Math.ceil(most / atOnce) * (drain + successorMinutes),
  };
}

/** `33%` or `2`, of so many nodes. */
function nodesIn(text: string, nodes: number): number {
  const number = Number.parseInt(text, 10);
  if (Number.isNaN(number)) return 0;
  return text.trim().endsWith('%') ? Math.ceil((nodes * number) / 100) : number;
}

function warningsOf(pool: Json): Plan['warnings'] {
  const { name, properties } = pool ?? {};
  const { upgradeSettings, provisioningState } = properties ?? {};
  return [
    ...(upgradeSettings?.maxSurge === '0' || upgradeSettings?.maxSurge === '0%'
      ? [
          {
            level: 'warning' as const,
            text: `${name} has no surge: while its nodes are replaced it has fewer of them.`,
          },
        ]
      : []),
    ...(provisioningState !== 'Succeeded'
      ? [
          {
            level: 'warning' as const,
            text: `The last operation on ${name} ended as ${provisioningState}; this one goes on from there.`,
          },
        ]
      : []),
  ];
}

/** A budget that lets no pod go holds the new image up at the first node with one of its pods, until it fails. */
function budgetWarnings(
  findings: readonly BlockerFinding[],
  nodesAreRead: boolean,
): Plan['warnings'] {
  return findings.flatMap(({ verdict, message, help }): Plan['warnings'] => {
    const text = help ? `${message} ${help}` : message;
    if (verdict === 'blocks') return [{ level: 'danger', text, mustConfirm: true }];
    // Where the nodes cannot be read either, that is said once.
    const isSaid = verdict === 'clear' || (verdict === 'unknown' && !nodesAreRead);
    return isSaid ? [] : [{ level: 'warning', text }];
  });
}

function refused(code: string, message: string): Planned {
  return { kind: 'refused', problem: { code, message } };
}
