import { readOffers, wayTo } from '../../../fleet/kubernetes-versions.ts';
import { minorOf } from '../../../fleet/lifecycle.ts';
import { defaultPostureConfig } from '../../../posture/config.ts';
import { offeredUpgrades } from '../../../upgrade/assess.ts';
import { findBlockers } from '../../../upgrade/blockers/index.ts';
import type { BlockerFinding } from '../../../upgrade/blockers/types.ts';
import { type ClusterFacts, clusterFacts, poolFacts } from '../../../upgrade/facts.ts';
import { allowedWindows, isOpen, nextBegin } from '../../../upgrade/windows.ts';
import { counted } from '../../../upgrade/words.ts';
import { fullVersion, type Work, worksFor } from '../../../upgrade/works.ts';
import { readinessOf } from '../../cluster-state.ts';
import type { PlanContext, Planned } from '../../define-remediation.ts';
import { etagOf, type LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { takeBaseline } from './baseline.ts';
import type { Params } from './params.ts';
import type { Beside } from './read.ts';
import { stepOf } from './step-text.ts';
import { warningsFor } from './warnings.ts';

export const actionId = 'kubernetes-upgrade';

/** Plans the whole way from what the cluster is now. Pure. */
export function planUpgrade(live: LiveCluster, params: Params, context: PlanContext): Planned {
  const readiness = readinessOf(live);
  if (readiness.kind === 'not-now') return readiness;
  if (readiness.kind === 'failed') return { kind: 'refused', problem: readiness.problem };
  const beside = live.beside as Beside;
  if (beside.kind === 'busy')
    return {
      kind: 'not-now',
      problem: { code: 'busy', message: `Another operation runs on ${live.cluster.name}.` },
    };
  const { snapshot, fleetRuns, quota } = beside;
  const { kubernetesVersions: versions } = snapshot.planes;
  if (versions.state === 'unreadable')
    return refused(
      'versions-unknown',
      `Which versions the region offers could not be read: ${versions.reason}.`,
      versions.help,
    );
  const [run] = fleetRuns.kind === 'known' ? fleetRuns.runs : [];
  if (run)
    return {
      kind: 'not-now',
      problem: {
        code: 'fleet-run',
        message: `The update run ${run.name} of the fleet ${run.fleet} is under way, and this cluster is a member of that fleet.`,
        hint: 'Let it end, or stop it (az fleet updaterun stop), and ask again.',
      },
    };

  const facts = liveFacts(live);
  if (minorOf(facts.version) === undefined)
    return refused(
      'version-unknown',
      `Azure does not say which version ${live.cluster.name} runs.`,
    );
  const offers = readOffers(versions.value);
  const to = fullVersion(params.to, offers, facts.hasLts) ?? params.to;
  const upgrades = offeredUpgrades(snapshot);
  const way = wayTo({ from: facts.version, to, offers, hasLts: facts.hasLts, upgrades });
  if (way.kind === 'none')
    return refused('no-way', `${live.cluster.name} cannot go to ${to}: ${way.why}.`);
  const works = worksFor({ ...facts, hops: way.hops, to, offers });
  if (works.length === 0)
    return {
      kind: 'nothing',
      message: `Nothing to do: ${live.cluster.name} and its pools run ${to} already.`,
    };

  const findings = findBlockers({
    ...{ snapshot, quota, facts, to, hops: way.hops, now: context.now },
    systemNamespaces: defaultPostureConfig.systemNamespaces,
  });
  const blocks = findings.filter(({ verdict }) => verdict === 'blocks');
  if (blocks.length > 0) return blockedBy(live, to, blocks);

  const allowed = allowedWindows(
    snapshot.planes.maintenanceConfigurations,
    context.settings.upgradeHours,
  );
  if (allowed.kind === 'unknown' && !params.outsideWindow)
    return refused(
      'window-unknown',
      `When ${live.cluster.name} may be upgraded is not known: ${allowed.reason}.`,
      'Say why it cannot wait, and it is asked for as outside the window.',
    );
  const waits = !params.outsideWindow && !isOpen(allowed, context.now);
  const begin = waits ? nextBegin(allowed, context.now) : null;
  if (waits && !begin)
    return refused(
      'no-window',
      `The maintenance window of ${live.cluster.name} does not open in the next two years.`,
      'Mend the window, or say why it cannot wait.',
    );
  const nodesAreRead = snapshot.planes.nodes.state === 'read';
  const said = warningsFor({
    ...{ facts, findings, allowed, params, fleetRuns, nodesAreRead },
    begin,
  });
  return {
    kind: 'planned',
    plan: {
      action: actionId,
      summary: summaryOf(live, facts, works, to),
      changes: changesOf(facts, live, works),
      steps: works.map((work) => stepOf(work, facts)),
      ...said,
      inverse: null,
      inputs: {
        to,
        work: works,
        windows: allowed.kind === 'windows' ? allowed.says : allowed.kind,
        hours: context.settings.upgradeHours,
        outsideWindow: params.outsideWindow !== undefined,
        channel: facts.channel,
        nodesAreRead,
      },
      ...(nodesAreRead && { baseline: takeBaseline(snapshot) }),
      ...(begin && { notBefore: begin.toISOString() }),
      etag: etagOf(live.document),
      poolEtags: {},
    },
  };
}

/** The pools as they are by their own addresses: the cluster's document lags behind. */
export function liveFacts({ document, pools }: LiveCluster): ClusterFacts {
  return {
    ...clusterFacts(document),
    pools: pools.map(({ name, properties }) => poolFacts({ ...properties, name })),
  };
}

export function worksOf(plan: Plan): Work[] {
  return plan.inputs.work as Work[];
}

function summaryOf(
  { cluster }: LiveCluster,
  { version }: ClusterFacts,
  works: readonly Work[],
  to: string,
): string {
  const pools = new Set(works.flatMap(({ pool }) => pool ?? []));
  const many = counted(pools.size, 'pool');
  if (version === to) return `Bring ${many} of ${cluster.name} to Kubernetes ${to}`;
  const what = pools.size > 0 ? `, with ${many}` : '';
  return `Upgrade ${cluster.name} from Kubernetes ${version} to ${to}${what}`;
}

function changesOf(facts: ClusterFacts, { document, pools }: LiveCluster, works: readonly Work[]) {
  const last = new Map(works.map((work) => [work.pool, work.to]));
  return [...last].map(([pool, after]) =>
    pool === null
      ? {
          path: 'properties.kubernetesVersion',
          before: document?.properties?.kubernetesVersion ?? facts.version,
          after,
        }
      : {
          path: `agentPools.${pool}.properties.orchestratorVersion`,
          before: pools.find(({ name }) => name === pool)?.properties?.orchestratorVersion ?? null,
          after,
        },
  );
}

function blockedBy(
  { cluster }: LiveCluster,
  to: string,
  [first, ...others]: BlockerFinding[],
): Planned {
  const more = others.map(({ message }) => message).join(' ');
  return refused(
    'blocked',
    `${cluster.name} cannot be upgraded to ${to} now. ${first?.message} ${more}`.trim(),
    first?.help,
  );
}

function refused(code: string, message: string, hint?: string): Planned {
  return { kind: 'refused', problem: { code, message, ...(hint && { hint }) } };
}
