/** One question asked of the node pools: of every pool, not of the first. */
import { forAll } from './combine.ts';
import { type Finding, notApplicable, unknown } from './define-check.ts';
import type { Look } from './look.ts';
import type { Node } from './read.ts';
import type { Evidence } from './types.ts';

const path = 'properties.agentPoolProfiles';

/** All node pools; none where the cluster names none. */
export function poolsOf({ cluster }: Look): Node[] {
  return cluster.children(path).value ?? [];
}

/**
 * @param which the pools that are meant; all of them unless said.
 * @param none what to say where no pool is meant.
 */
export function everyPool(
  look: Look,
  {
    which = () => true,
    none,
    ...question
  }: {
    which?: (pool: Node) => boolean;
    ask: (pool: Node) => { ok: boolean; evidence: Evidence[] };
    none?: string;
    failed: (pools: string[]) => string;
    passed: string;
  },
): Finding {
  const { value = [], evidence } = look.cluster.children(path);
  const objects = value.filter(which);
  const nothing =
    value.length === 0 || none === undefined
      ? unknown('Which node pools there are is not known.', evidence)
      : notApplicable(none, evidence);
  return forAll({ objects, nothing, ...question });
}

export function isWindows(pool: Node): boolean {
  return pool.word('osType').value === 'windows';
}

export function isSystem(pool: Node): boolean {
  return pool.word('mode').value === 'system';
}

/** `Standard_DC4as_v5`; pools of the type VirtualMachines name their sizes elsewhere, maybe several. */
export function vmSizesOf(pool: Node): { sizes: string[]; evidence: Evidence } {
  const size = pool.text('vmSize');
  if (size.value) return { sizes: [size.value], evidence: size.evidence };
  const scale = pool.children('virtualMachinesProfile.scale.manual');
  const sizes = (scale.value ?? []).flatMap((entry) => [
    entry.text('size').value ?? [],
    entry.texts('sizes').value ?? [],
  ]);
  return { sizes: sizes.flat(), evidence: scale.value ? scale.evidence : size.evidence };
}

/** How few nodes a pool may have, now or after its autoscaler has taken some away. */
export function nodesOf(pool: Node): { least: number; evidence: Evidence[] } {
  const count = pool.number('count');
  const scaling = pool.flag('enableAutoScaling');
  const least = pool.number('minCount');
  const machines = [
    ...(pool.children('virtualMachinesProfile.scale.manual').value ?? []).map((entry) =>
      entry.number('count'),
    ),
    ...(pool.children('virtualMachinesProfile.scale.autoscale').value ?? []).map((entry) =>
      entry.number('minCount'),
    ),
  ];
  const sum = machines.reduce((nodes, seen) => nodes + (seen.value ?? 0), 0);
  const own = scaling.value && least.value !== undefined ? least.value : (count.value ?? 0);
  return {
    least: machines.length > 0 ? sum : own,
    evidence: [
      count.evidence,
      scaling.evidence,
      least.evidence,
      ...machines.map(({ evidence }) => evidence),
    ],
  };
}
