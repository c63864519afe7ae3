import type { Dict } from './shapes.ts';

/** What differs from pod to pod of one template, and no check reads. */
const ownToEach: ReadonlySet<string> = new Set(['nodeName', 'hostname', 'affinity']);

const tokenVolume = /kube-api-access-[a-z0-9]{5}/g;

/** The volume of the token is called otherwise in every pod. */
export function alike(text: string): string {
  return text.replaceAll(tokenVolume, 'kube-api-access-00000');
}

/**
 * Do two raw specs differ in nothing but their place and the pod's own name? Far cheaper than to fingerprint both, and
 * pods of one owner stand beside each other in a list.
 */
export function isSameSpec(one: Dict, other: Dict): boolean {
  return isSame(one, other, ownToEach);
}

function isSame(one: unknown, other: unknown, except?: ReadonlySet<string>): boolean {
  if (one === other) return true;
  if (typeof one === 'string' && typeof other === 'string')
    return one.length === other.length && alike(one) === alike(other);
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  if (Array.isArray(one)) return Array.isArray(other) && isSameList(one, other);
  return !Array.isArray(other) && isSameDict(one as Dict, other as Dict, except);
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1)
    if (!isSame(one[index], other[index])) return false;
  return true;
}

function isSameDict(one: Dict, other: Dict, except?: ReadonlySet<string>): boolean {
  for (const key in one)
    if (!except?.has(key) && !(key in other && isSame(one[key], other[key]))) return false;
  for (const key in other) if (!except?.has(key) && !(key in one)) return false;
  return true;
}
