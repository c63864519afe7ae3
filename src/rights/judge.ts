import { describeRule, describeSubjects } from './describe.ts';
import {
  type Asker,
  type ClusterTraits,
  matchesCluster,
  matchesSubjects,
  selectsAll,
} from './match.ts';
import type { Rights, Rule, Verb } from './schema.ts';

export interface Question extends Asker {
  verb: Verb;
  /** Null for what concerns all clusters at once. */
  cluster: ClusterTraits | null;
}

export type Judgement =
  | {
      allowed: true;
      /** Which rule says so. */
      rule: string;
    }
  | {
      allowed: false;
      code: 'stranger' | 'denied' | 'not-allowed';
      /** A sentence for the person who asked. */
      reason: string;
      /** Who can do it instead; empty if nobody. */
      who: string;
    };

/** May this person do this, here, to this cluster? What no rule allows is refused. */
export function judge(rights: Rights, question: Question): Judgement {
  const { person, verb, cluster } = question;
  const who = whoMay(rights, question);

  // 1. People from another team are refused, whatever the rules say: channels can be shared.
  if (!rights.teams.includes(person.teamId)) {
    return {
      allowed: false,
      code: 'stranger',
      reason: 'Your Slack account belongs to another team, and only people of this one can use me.',
      who,
    };
  }

  const fitting = rights.rules
    .map((rule, index) => ({ rule, index }))
    .filter(({ rule }) => matchesSubjects(rule.to, question));

  // 2. One rule that denies outweighs all that allow. For all clusters at once, one that denies any is enough.
  const denied = fitting.find(
    ({ rule }) =>
      rule.deny?.includes(verb) && (cluster === null || matchesCluster(rule.clusters, cluster)),
  );
  if (denied) {
    const rule = describeRule(denied.rule, denied.index);
    return {
      allowed: false,
      code: 'denied',
      reason: `You cannot ${inWords(verb, cluster)}: the rule ${rule} denies it.${instead(who)}`,
      who,
    };
  }

  // 3. A rule that allows.
  const allowed = fitting.find(({ rule }) => rule.allow?.includes(verb) && covers(rule, cluster));
  if (allowed) return { allowed: true, rule: describeRule(allowed.rule, allowed.index) };

  // 4. Nothing was said.
  return {
    allowed: false,
    code: 'not-allowed',
    reason: `You cannot ${inWords(verb, cluster)}: no rule allows it to you.${instead(who)}`,
    who,
  };
}

/** Everybody whom some rule allows this, in words; empty if nobody. */
function whoMay(rights: Rights, { verb, cluster }: Pick<Question, 'verb' | 'cluster'>): string {
  const to = rights.rules
    .filter((rule) => rule.allow?.includes(verb) && covers(rule, cluster))
    .map((rule) => rule.to);
  return describeSubjects({
    everyone: to.some(({ everyone }) => everyone) || undefined,
    users: unique(to.flatMap(({ users }) => users)),
    groups: unique(to.flatMap(({ groups }) => groups)),
    channels: unique(to.flatMap(({ channels }) => channels)),
  });
}

function covers(rule: Rule, cluster: ClusterTraits | null): boolean {
  return cluster === null ? selectsAll(rule.clusters) : matchesCluster(rule.clusters, cluster);
}

function instead(who: string): string {
  if (who === '') return ' Nobody can, as the rules stand.';
  return who === 'everyone' ? '' : ` Those who can: ${who}.`;
}

function inWords(verb: Verb, cluster: ClusterTraits | null): string {
  const where = cluster === null ? 'all clusters' : cluster.name;
  switch (verb) {
    case 'read':
      return `look at ${where}`;
    case 'propose':
      return `propose changes to ${where}`;
    case 'approve':
      return `approve changes to ${where}`;
    case 'break-glass':
      return `apply changes to ${where} in spite of a freeze`;
    case 'audit':
      return `read the trail of ${where}`;
  }
}

function unique(words: string[]): string[] {
  return [...new Set(words)];
}
