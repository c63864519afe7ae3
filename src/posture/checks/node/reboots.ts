import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { counted } from '../../counted.ts';
import { daemonsCalled, lackOf, linuxNodes } from '../../daemons.ts';
import {
  defineCheck,
  type Finding,
  fail,
  notApplicable,
  pass,
  unknown,
} from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';

/** Whether nodes patch themselves, and wait for somebody to restart them. */
function channelOf({ cluster }: Look) {
  return cluster.word('properties.autoUpgradeProfile.nodeOSUpgradeChannel');
}

function rebooters(look: Look) {
  return daemonsCalled(look, look.config.rebootDaemons);
}

function notUnmanaged(look: Look): Finding | undefined {
  const channel = channelOf(look);
  if (channel.value === 'unmanaged') return undefined;
  return channel.value === undefined
    ? unknown('Which channel updates the nodes is not named.', channel.evidence)
    : notApplicable(
        `The channel is ${String(channel.evidence.value)}: nodes are not left to patch and reboot themselves.`,
        channel.evidence,
      );
}

/**
 * kured's; the second prefix is one that it may have in time.
 * https://kured.dev/docs/configuration/
 */
const prefixes = ['weave.works/kured', 'kured.dev/kured'];

function annotationOf({ metadata: { annotations = {} } }: KubernetesObject, name: string) {
  const key = prefixes
    .map((prefix) => `${prefix}-${name}`)
    .find((one) => annotations[one] !== undefined);
  return key === undefined ? undefined : { key, value: annotations[key] ?? '' };
}

/**
 * A reboot that is under way or waits: kured takes this annotation away after the reboot, while
 * `most-recent-reboot-needed` stays for good.
 */
function pending(node: KubernetesObject) {
  return annotationOf(node, 'reboot-in-progress');
}

function ageOf(node: KubernetesObject, { now }: Look): number {
  const since = Date.parse(pending(node)?.value ?? '');
  // A time that nobody can read is as bad as an old one.
  return Number.isNaN(since) ? Number.POSITIVE_INFINITY : (now.getTime() - since) / 86_400_000;
}

function late(look: Look): KubernetesObject[] {
  return linuxNodes(look).filter(
    (node) => pending(node) !== undefined && ageOf(node, look) > look.config.maxRebootDays,
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-004',
    title: 'Nodes that patch themselves are rebooted',
    group: 'NODE',
    severity: 'medium',
    why: 'A patched kernel protects nobody before the reboot: until then the old one runs, and its holes are public.',
    needs: ['managedCluster'],
    uses: ['workloads', 'nodes'],
    references: [aksDocs('node-updates-kured')],
    evaluate(look) {
      const other = notUnmanaged(look);
      if (other) return other;
      const channel = channelOf(look).evidence;
      const { evidence, seen } = look.objects('workloads');
      const found = rebooters(look);
      if (found.length === 0)
        return fail(
          'Nodes patch themselves (Unmanaged), and nothing was found that reboots them. (A tool that is not in the list belongs into posture.rebootDaemons.)',
          channel,
          evidence,
        );
      const states = found.map((one) =>
        seen(
          nameOfObject(one),
          'status.numberReady',
          `${one.ready ?? 0} of ${one.desired ?? 0} ready`,
        ),
      );
      const nodes = linuxNodes(look).length;
      const lacking = found.map((one) => ({ one, lack: lackOf(one, nodes) }));
      const whole = lacking.find(({ lack }) => lack === undefined);
      return whole
        ? pass(
            `${nameOfObject(whole.one)} is ready on all of ${counted(nodes, 'Linux node')}.`,
            channel,
            ...states,
          )
        : fail(
            `Not every node is rebooted: ${someOf(lacking.map(({ one, lack }) => `${nameOfObject(one)} is ${lack}`))}.`,
            channel,
            ...states,
          );
    },
    fix: manual((look) => ({
      steps:
        'Better than a daemon: let AKS bring the updates, with a maintenance window (AKS-NODE-001). Where it has to be Unmanaged, install kured on every Linux node, with a window and with `--annotate-nodes`.',
      commands: [
        azAks(look, 'update', '--node-os-upgrade-channel SecurityPatch'),
        ...rebooters(look)
          .slice(0, 2)
          .map(({ metadata: { name, namespace = '' } }) =>
            kubectl(look, `describe daemonset ${shellWord(name)}`, inNamespace(namespace)),
          ),
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-NODE-005',
    title: 'No node waits for a reboot for long',
    group: 'NODE',
    severity: 'high',
    why: 'The node runs a kernel whose holes are public and already patched on its disk: the next pod that is broken into can use them.',
    needs: ['nodes'],
    uses: ['managedCluster'],
    references: [aksDocs('node-updates-kured')],
    evaluate(look) {
      const { evidence, seen } = look.objects('nodes');
      const overdue = late(look);
      if (overdue.length > 0)
        return fail(
          `A reboot has been due for more than ${counted(look.config.maxRebootDays, 'day')} on ${counted(overdue.length, 'node')}: ${someOf(overdue.map(({ metadata }) => metadata.name))}.`,
          evidence,
          ...overdue.slice(0, mostEvidence).map((node) => {
            const { key = '', value = null } = pending(node) ?? {};
            return seen(`Node ${node.metadata.name}`, `metadata.annotations[${key}]`, value);
          }),
        );
      const other = notUnmanaged(look);
      if (other) return other;
      const nodes = linuxNodes(look);
      // kured writes them only with --annotate-nodes, and only inside its window: their absence says nothing.
      const speaks = nodes.some(
        (node) => annotationOf(node, 'most-recent-reboot-needed') ?? pending(node),
      );
      return speaks
        ? pass(
            `None of ${counted(nodes.length, 'Linux node')} waits for a reboot, as far as kured says.`,
            evidence,
          )
        : unknown(
            'Nodes patch themselves (Unmanaged), and whether one waits for a reboot stands in its file /var/run/reboot-required alone: kured says it at the node only with `--annotate-nodes`.',
            evidence,
            channelOf(look).evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Look why kured does not go on: a PodDisruptionBudget (AKS-UPG-012), an alert that blocks it, or a lock that a node has left behind. Then empty the node, and reboot it or give it a new image.',
      commands: late(look)
        .slice(0, 3)
        .map(({ metadata: { name } }) =>
          kubectl(look, `drain ${shellWord(name)} --ignore-daemonsets --delete-emptydir-data`),
        ),
    })),
  }),
];
