/** Fixes as checks declare them, with commands that carry the cluster's own names. */
import { clusterLines, type Settings } from './bicep-lines.ts';
import type { FixRule } from './define-check.ts';
import type { Look } from './look.ts';
import type { Fix } from './types.ts';

interface Manual {
  steps: string;
  commands: string[];
  /** Properties of the cluster, by wire path, that mend it: they become the lines for its template. */
  set?: Settings;
  /** Those lines, where they are not properties of the cluster itself. */
  bicep?: string;
}

/** Steps that a person takes. */
export function manual(of: (look: Look) => Manual): FixRule {
  return {
    kinds: ['manual'],
    of(look) {
      const { steps, commands, set, bicep = set && clusterLines(look.ref, set) } = of(look);
      return { kind: 'manual', steps, commands, ...(bicep && { bicep }) };
    },
  };
}

/** Azure allows it only when the cluster is created. */
export function rebuild(why: string): Fix {
  return { kind: 'rebuild', why };
}

/** `az aks <verb> … <flags>` for this cluster. */
export function azAks(look: Look, verb: string, flags = ''): string {
  return az(look, verb, [`--name ${shellWord(look.ref.name)}`, flags]);
}

/** As `azAks`, for verbs that call the cluster `--cluster-name` and something of it `--name`. */
export function azAksOf(look: Look, verb: string, name: string, flags = ''): string {
  const names = [`--cluster-name ${shellWord(look.ref.name)}`, `--name ${shellWord(name)}`];
  return az(look, verb, [...names, flags]);
}

/** A template names neither subscription nor resource group. */
function az({ ref }: Look, verb: string, rest: string[]): string {
  const { subscriptionId, resourceGroup } = ref;
  return [
    `az aks ${verb}`,
    subscriptionId === '' ? '' : `--subscription ${shellWord(subscriptionId)}`,
    `--resource-group ${resourceGroup === '' ? '"<resource group>"' : shellWord(resourceGroup)}`,
    ...rest,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A word that a shell takes as it is: names in a file may hold anything. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Names of the node pools; none where they could not be read. */
export function poolNames(look: Look): string[] {
  const { value } = look.cluster.children('properties.agentPoolProfiles');
  return (value ?? []).map(({ object }) => object);
}
