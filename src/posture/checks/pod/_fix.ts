/** What a person does about workloads: lines for their YAML, and commands with the names that are there. */
import type { FixRule } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import type { ContainerAt } from './_containers.ts';
import { podsOf, specPath } from './_containers.ts';
import { type Offender, offendersOf, type Question } from './_question.ts';

type Patch = Record<string, unknown>;

const mostCommands = 3;

/** Kinds whose template may be changed in place; the template of a Job may not, and pods hardly. */
const patchable = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'ReplicationController'];

function within(path: string, patch: Patch): Patch {
  return path.split('.').reduceRight<Patch>((inner, key) => ({ [key]: inner }), patch);
}

function patchCommand(look: Look, { workload }: Offender, podSpec: Patch): string {
  const { kind, metadata } = workload;
  const patch = JSON.stringify(within(specPath(kind), podSpec));
  return kubectl(
    look,
    `patch ${kind.toLowerCase()} ${shellWord(metadata.name)}`,
    inNamespace(metadata.namespace ?? ''),
    `--patch ${shellWord(patch)}`,
  );
}

/**
 * @param patch what belongs into the pod spec of an offender; undefined where nothing can be patched.
 *   Workloads that were read from files are mended there, so they get no command.
 */
export function workloadFix(
  question: Question,
  steps: string,
  patch?: (offender: Offender, look: Look) => Patch | undefined,
): FixRule {
  return manual((look) => {
    const commands = offendersOf(question, look).flatMap((offender) => {
      const { workload, onlyRunning } = offender;
      const isFixed = workload.place !== undefined || onlyRunning !== undefined;
      if (isFixed || !patchable.includes(workload.kind)) return [];
      const podSpec = patch?.(offender, look);
      return podSpec ? [patchCommand(look, offender, podSpec)] : [];
    });
    return { steps, commands: commands.slice(0, mostCommands) };
  });
}

/** The same for each container of the template that is not as it should be. */
export function containerPatch(
  lines: (at: ContainerAt) => Patch,
): (offender: Offender) => Patch | undefined {
  return ({ workload, pieces }) => {
    const [template] = podsOf(workload);
    const wrong = template.containers.filter(({ path }) =>
      pieces.some((piece) => piece.path.startsWith(`${path}.`)),
    );
    const patchOf = (kind: ContainerAt['kind']) => {
      const those = wrong.filter((at) => at.kind === kind);
      const items = those.map((at) => ({ name: at.container.name, ...lines(at) }));
      return items.length > 0 ? { [kind]: items } : {};
    };
    const patch = { ...patchOf('initContainers'), ...patchOf('containers') };
    return Object.keys(patch).length > 0 ? patch : undefined;
  };
}

/**
 * For fields that pods have as well as containers: said once for the pod.
 * @param inside what to take out of containers that say otherwise, besides those fields themselves.
 */
export function securityContextPatch(
  fields: Patch,
  inside: Patch,
): (offender: Offender) => Patch | undefined {
  const without = Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
  return (offender) => ({
    securityContext: fields,
    ...containerPatch(() => ({ securityContext: { ...without, ...inside } }))({
      ...offender,
      pieces: offender.pieces.filter(({ value }) => value !== null),
    }),
  });
}
