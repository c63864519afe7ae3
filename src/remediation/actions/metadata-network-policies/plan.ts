import { stringify } from 'yaml';
import type { Json } from '../../../fleet/snapshot.ts';
import { listed } from '../../../posture/combine.ts';
import { defaultPostureConfig } from '../../../posture/config.ts';
import type { Closing } from '../../../posture/network-policies/closings.ts';
import { findEngine } from '../../../posture/network-policies/engine.ts';
import {
  metadataService,
  type NamespaceExposure,
} from '../../../posture/network-policies/exposure.ts';
import { closingsIn, exposureOf } from '../../../posture/network-policies/of-cluster.ts';
import { NotKnown } from '../../../posture/read.ts';
import type { InsideObject } from '../../clients.ts';
import { readinessOf } from '../../cluster-state.ts';
import type { Planned } from '../../define-remediation.ts';
import { etagOf, type LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { foundIn, hasNamespace, lookInside, othersIn, ownLabel } from './inside.ts';
import type { Params } from './params.ts';
import { warningsFor } from './warnings.ts';

export const actionId = 'metadata-network-policies';

type Closes = Extract<Closing, { kind: 'closes' }>;

/** One step: what is written or removed, and what it is for. */
export interface Work {
  operation: Params['operation'];
  namespace: string;
  object: InsideObject;
  /** Workloads that are closed by it. */
  workloads: string[];
}

/** Plans the policies of each namespace from what the cluster holds now. Pure. */
export function planPolicies(live: LiveCluster, params: Params): Planned {
  const readiness = readinessOf(live);
  if (readiness.kind === 'not-now') return readiness;
  const system = params.namespaces.find((name) =>
    defaultPostureConfig.systemNamespaces.includes(name),
  );
  if (system)
    return refused('system', `${system} belongs to the cluster itself, and is left as it is.`);
  try {
    return params.operation === 'close' ? planClosing(live, params) : planRemoval(live, params);
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    return refused('not-known', error.message);
  }
}

/** Which pods of a namespace reach it now, or why that cannot be told. */
export function exposureIn(
  live: LiveCluster,
  namespace: string,
): Pick<NamespaceExposure, 'open' | 'unclear'> | string {
  const look = lookInside(live);
  const { engine, says } = findEngine(look);
  if (engine === undefined || engine === 'none') return says;
  try {
    const found = exposureOf(look, { endpoints: metadataService, engine });
    return found.find((one) => one.namespace === namespace) ?? { open: [], unclear: [] };
  } catch (error) {
    if (!(error instanceof NotKnown)) throw error;
    return error.message;
  }
}

function planClosing(live: LiveCluster, { namespaces }: Params): Planned {
  const look = lookInside(live);
  const { engine, says } = findEngine(look);
  if (engine === undefined || engine === 'none')
    return refused('no-engine', says, 'Choose an engine for network policies first.');
  const { named } = foundIn(live);
  const closes: Closes[] = [];
  const left: string[] = [];
  for (const closing of closingsIn(look, { endpoints: metadataService, engine })) {
    const { namespace } = closing;
    if (!namespaces.includes(namespace)) continue;
    const there = named[namespace];
    const others = there && othersIn(there);
    if (!hasNamespace(live, namespace)) continue;
    if (closing.kind === 'cannot') left.push(`In ${namespace} nothing is written: ${closing.why}.`);
    else if (there && (others === null || others.length > 0))
      left.push(
        `In ${namespace} nothing is written: a ${there.kind} ${there.metadata.name} that is not Drawbridge’s own is there already.`,
      );
    else closes.push(closing);
  }
  if (closes.length === 0)
    return left.length > 0
      ? refused('nothing-closes', left.join(' '))
      : {
          kind: 'nothing',
          message: `Nothing to do: in ${listed(namespaces)} no pod reaches the metadata service any more.`,
        };
  const work = closes.map(({ namespace, policy, workloads }): Work => {
    const object = { ...policy, metadata: { ...policy.metadata, labels: ownLabel } };
    return { operation: 'close', namespace, object: object as InsideObject, workloads };
  });
  const names = work.map(({ namespace }) => namespace);
  return {
    kind: 'planned',
    plan: planOf(live, work, {
      summary: `Keep the pods of ${listed(names)} on ${live.cluster.name} from the metadata service`,
      warnings: warningsFor(live, work),
      remarks: [
        ...left,
        ...closes.flatMap(({ namespace, leftOpen }) =>
          leftOpen.map(
            ({ workload, because }) =>
              `${workload} in ${namespace} still reaches it by ${because.join('; ')}: that policy has to be narrowed.`,
          ),
        ),
        'Pods on the host network reach it whatever policies say.',
        'Each policy is tried on the server before it is written; one namespace follows the other.',
      ],
      inverse: {
        params: { operation: 'remove', namespaces: names } satisfies Params,
        summary: `remove ${names.length === 1 ? 'the policy' : 'the policies'} again`,
      },
    }),
  };
}

function planRemoval(live: LiveCluster, { namespaces }: Params): Planned {
  const { named } = foundIn(live);
  const work: Work[] = [];
  const left: string[] = [];
  for (const namespace of namespaces) {
    const there = named[namespace];
    if (!there) continue;
    const edited = whyNotRemoved(there);
    if (edited) {
      left.push(edited);
      continue;
    }
    const { apiVersion, kind, metadata, spec } = there;
    const object: InsideObject = {
      ...{ apiVersion, kind },
      metadata: { name: metadata.name, namespace, labels: ownLabel },
      spec,
    };
    work.push({ operation: 'remove', namespace, object, workloads: [] });
  }
  if (work.length === 0)
    return left.length > 0
      ? refused('edited', left.join(' '))
      : {
          kind: 'nothing',
          message: `Nothing to do: in ${listed(namespaces)} none of these policies is there any more.`,
        };
  const names = work.map(({ namespace }) => namespace);
  return {
    kind: 'planned',
    plan: planOf(live, work, {
      summary: `Let the pods of ${listed(names)} on ${live.cluster.name} reach the metadata service again`,
      warnings: [
        {
          level: 'danger',
          text: `Every pod of ${listed(names)} can then ask for tokens of the node’s identity again.`,
          mustConfirm: true,
        },
      ],
      remarks: left,
      inverse: {
        params: { operation: 'close', namespaces: names } satisfies Params,
        summary: 'write the policies again',
      },
    }),
  };
}

/** Nobody's edit is thrown away. */
export function whyNotRemoved({ kind, metadata, ...rest }: Json): string | undefined {
  const others = othersIn({ metadata, ...rest });
  const name = `${kind} ${metadata.namespace}/${metadata.name}`;
  if (others === null) return `${name} was not written by Drawbridge, so it is left as it is.`;
  if (others.length > 0)
    return `${name} was edited since (${others.join(', ')}), so it is left as it is: look at it, and remove it by hand.`;
  return undefined;
}

function planOf(
  live: LiveCluster,
  work: Work[],
  said: Pick<Plan, 'summary' | 'warnings' | 'remarks' | 'inverse'>,
): Plan {
  return {
    action: actionId,
    ...said,
    changes: work.map(({ operation, object }) => {
      const text = stringify(object);
      return {
        path: `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`,
        before: operation === 'remove' ? text : null,
        after: operation === 'remove' ? null : text,
      };
    }),
    steps: work.map(({ operation, namespace, workloads }) => ({
      title: `${operation === 'close' ? 'Close' : 'Open'} ${namespace}`,
      detail:
        operation === 'close'
          ? `closes it for ${listed(workloads)}; no pod is restarted`
          : 'removes the policy; no pod is restarted',
      patienceMinutes: 10,
    })),
    inputs: { work },
    etag: etagOf(live.document),
    poolEtags: {},
  };
}

function refused(code: string, message: string, hint?: string): Planned {
  return { kind: 'refused', problem: { code, message, ...(hint && { hint }) } };
}
