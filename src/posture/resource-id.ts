/** ARM ids are compared without case, and part by part: `…/rg-a` does not hold `…/rg-ab/x`. */
export function isAtOrBelow(id: string, prefix: string): boolean {
  const [inner, outer] = [id, prefix].map((text) => text.toLowerCase().replace(/\/+$/, ''));
  return inner === outer || (inner ?? '').startsWith(`${outer}/`);
}

/** The id of a subscription, in lower case; undefined where there is none. */
export function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}

/** The name of a resource group, in lower case; undefined where there is none. */
export function resourceGroupOf(id: string): string | undefined {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}
