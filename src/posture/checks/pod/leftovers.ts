import type { Workload } from '../../../kubernetes/objects.ts';
import { dictOf, textOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { nameOfObject, someOf } from '../../offenders.ts';
import { azurePolicy, kubescape } from '../../references.ts';
import { isMirror, isPrivileged, type Piece, podsOf, userWorkloads } from './_containers.ts';
import { evidenceFor } from './_question.ts';

interface Leftover {
  object: string;
  pieces: Piece[];
  workload: Workload;
}

/** Without a readable time nobody can say that it is young. */
function isOld(since: string | undefined, { now, config }: Look): boolean {
  const age = now.getTime() - Date.parse(since ?? '');
  return !(age <= config.maxDebugHours * 3_600_000);
}

/** `kubectl debug node/…` makes them, in whatever namespace it is told. */
function isNodeDebugger({ kind, metadata }: Workload): boolean {
  const label = metadata.labels?.['app.kubernetes.io/managed-by'];
  return (
    kind === 'Pod' && (metadata.name.startsWith('node-debugger-') || label === 'kubectl-debug')
  );
}

function naked(look: Look): Leftover[] {
  return userWorkloads(look)
    .filter((one) => one.kind === 'Pod' && !isMirror(one) && !isNodeDebugger(one))
    .map((workload) => ({
      workload,
      object: nameOfObject(workload),
      pieces: [{ path: 'metadata.ownerReferences', value: null }],
    }));
}

function debugPods(look: Look): Leftover[] {
  return look
    .objects('workloads')
    .items.filter((one) => isNodeDebugger(one) && isOld(one.metadata.creationTimestamp, look))
    .map((workload) => ({
      workload,
      object: nameOfObject(workload),
      pieces: [
        {
          path: 'metadata.creationTimestamp',
          value: workload.metadata.creationTimestamp ?? null,
        },
      ],
    }));
}

/** They stay until their pod goes, even after the shell in them has ended. */
function debugContainers(look: Look): Leftover[] {
  return userWorkloads(look).flatMap((workload) => {
    const pieces = podsOf(workload)
      .flatMap(({ containers }) => containers)
      .filter((at) => at.kind === 'ephemeralContainers' && isPrivileged(at))
      .map(({ container, path }) => ({
        path: `${path}.securityContext.privileged`,
        value: true,
        startedAt: textOf(dictOf(container).startedAt),
      }))
      .filter(({ startedAt }) => isOld(startedAt, look))
      .map(({ path, value }) => ({ path, value }));
    return pieces.length > 0 ? [{ workload, object: nameOfObject(workload), pieces }] : [];
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-POD-025',
    title: 'No pods without an owner, none left from debugging',
    group: 'POD',
    severity: 'medium',
    why: 'A pod that nothing owns is nobody’s: it is not moved off a node that is patched, and one left from debugging is an open door to the node.',
    needs: ['workloads'],
    references: [azurePolicy('65280eef'), kubescape('C-0073')],
    evaluate(look) {
      const { evidence, seen } = look.objects('workloads');
      const bare = naked(look);
      const old = [...debugPods(look), ...debugContainers(look)];
      const all = [...old, ...bare];
      if (all.length === 0)
        return pass(
          'Every pod outside system namespaces has an owner, and none is left from debugging.',
          evidence,
        );
      const names = (some: Leftover[]) => someOf(some.map(({ object }) => object));
      const sentences = [
        bare.length > 0 ? `${counted(bare.length, 'pod')} without an owner: ${names(bare)}.` : '',
        old.length > 0
          ? `Left from debugging for longer than ${counted(look.config.maxDebugHours, 'hour')}, or nobody knows how long: ${names(old)}.`
          : '',
      ];
      return fail(
        sentences.filter((sentence) => sentence !== '').join(' '),
        evidence,
        ...evidenceFor(all, ({ object }, { path, value }) => seen(object, path, value)),
      );
    },
    fix: manual((look) => ({
      steps:
        'Deploy what has to stay as a Deployment, or as a Job where it ends. Delete pods that are left from debugging; a debugging container goes when its pod is replaced.',
      commands: [
        ...debugPods(look).map(({ workload: { metadata } }) =>
          kubectl(
            look,
            `delete pod ${shellWord(metadata.name)} --namespace ${shellWord(metadata.namespace ?? '')}`,
          ),
        ),
        ...debugContainers(look)
          .filter(({ workload }) => ['Deployment', 'StatefulSet'].includes(workload.kind))
          .map(({ workload: { kind, metadata } }) =>
            kubectl(
              look,
              `rollout restart ${kind.toLowerCase()} ${shellWord(metadata.name)} --namespace ${shellWord(metadata.namespace ?? '')}`,
            ),
          ),
      ].slice(0, 3),
    })),
  }),
];
