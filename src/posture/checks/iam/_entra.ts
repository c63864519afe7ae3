import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';

/** The cluster's Entra integration; undefined where it has none. */
export function entraProfile(look: Look): Node | undefined {
  return look.cluster.child('properties.aadProfile');
}

/** Does Entra sign people in, in the way that Azure manages? */
export function hasManagedEntra(look: Look): boolean {
  return look.cluster.flag('properties.aadProfile.managed').value === true;
}
