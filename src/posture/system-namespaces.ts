import type { Look } from './look.ts';

/** A namespace of teams, by the configured list; objects of the whole cluster are in none. */
export function isUserNamespace({ config }: Look, namespace: string | undefined): boolean {
  return namespace !== undefined && !config.systemNamespaces.includes(namespace);
}
