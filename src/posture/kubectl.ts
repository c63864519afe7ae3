/** Commands for what lies in the cluster, with its own names: they may be anybody's choice, so they are quoted. */
import { shellWord } from './fixes.ts';
import type { Look } from './look.ts';
import type { Evidence } from './types.ts';

/**
 * `kubectl --context aks-shop …`; `az aks get-credentials` names the context after the cluster. Manifests alone
 * belong to no cluster.
 */
export function kubectl({ ref }: Look, ...words: string[]): string {
  const context = ref.subscriptionId === '' ? [] : ['--context', shellWord(ref.name)];
  return ['kubectl', ...context, ...words].join(' ');
}

/** Were the objects read from files, which may hold a part of them alone? */
export function isFromManifests({ evidence: { source } }: { evidence: Evidence }): boolean {
  return source === 'manifests';
}

/** `--namespace shop` */
export function inNamespace(namespace: string): string {
  return `--namespace ${shellWord(namespace)}`;
}
