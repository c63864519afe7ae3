/** Commands for what lies in the cluster, with its own names: they may be anybody's choice, so they are quoted. */
import { shellWord } from './fixes.ts';
import type { Look } from './look.ts';

/** `kubectl --context aks-shop …`; `az aks get-credentials` names the context after the cluster. */
export function kubectl({ ref }: Look, ...words: string[]): string {
  return ['kubectl --context', shellWord(ref.name), ...words].join(' ');
}

/** `--namespace shop` */
export function inNamespace(namespace: string): string {
  return `--namespace ${shellWord(namespace)}`;
}
