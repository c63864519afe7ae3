import type { Rule, Subjects } from './schema.ts';

/** Who is meant, in words: `@aks-oncall, U0CHEN00 or anybody in C0PLATFRM`. */
export function describeSubjects({
  everyone,
  users = [],
  groups = [],
  channels = [],
}: Partial<Subjects>): string {
  if (everyone) return 'everyone';
  return either([
    ...groups.map((group) => `@${group}`),
    ...users,
    ...channels.map((channel) => `anybody in ${channel}`),
  ]);
}

/** A rule by its name, or by its place in the file and what it says. */
export function describeRule(rule: Rule, index: number): string {
  if (rule.name) return `"${rule.name}"`;
  const what = rule.allow ? `allow ${rule.allow.join(', ')}` : `deny ${rule.deny?.join(', ')}`;
  return `number ${index + 1} (${what} to ${describeSubjects(rule.to)})`;
}

function either(words: string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
