import type { Membership, Person } from './person.ts';
import type { ClusterSelector, Subjects } from './schema.ts';

/** What rights look at in a cluster. */
export interface ClusterTraits {
  name: string;
  tags: Record<string, string>;
}

export interface Asker {
  person: Person;
  membership: Membership;
  /** Where it was asked; none outside of channels. */
  channel?: string | null;
}

export function matchesSubjects(
  { everyone, users, groups, channels }: Subjects,
  { person, membership, channel }: Asker,
): boolean {
  return (
    everyone === true ||
    isAmong({ users, groups }, { person, membership }) ||
    (typeof channel === 'string' && channels.includes(channel))
  );
}

export function isAmong(
  { users, groups }: { users: string[]; groups: string[] },
  { person, membership }: Pick<Asker, 'person' | 'membership'>,
): boolean {
  if (users.includes(person.userId)) return true;
  return groups.some((wanted) => membership.groups.some((group) => isGroup(wanted, group)));
}

/** An id is compared with ids alone, so that nobody gets in by a group whose handle is another's id. */
function isGroup(wanted: string, { id, handle }: { id: string; handle: string }): boolean {
  if (/^S[A-Z0-9]{4,}$/.test(wanted)) return wanted === id;
  return wanted.toLowerCase() === handle.toLowerCase();
}

/** Names and tag values may hold `*`. Tag names are compared as Azure does, without regard to case. */
export function matchesCluster({ names, tags }: ClusterSelector, cluster: ClusterTraits): boolean {
  if (names && !names.some((pattern) => fits(pattern.toLowerCase(), cluster.name.toLowerCase()))) {
    return false;
  }
  return Object.entries(tags ?? {}).every(([tag, wanted]) => {
    const key = Object.keys(cluster.tags).find(
      (known) => known.toLowerCase() === tag.toLowerCase(),
    );
    const value = key === undefined ? undefined : cluster.tags[key];
    return value !== undefined && wanted.some((pattern) => fits(pattern, value));
  });
}

export function selectsAll({ names, tags }: ClusterSelector): boolean {
  return !names && Object.keys(tags ?? {}).length === 0;
}

function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
