/** The list of checks, as `drawbridge checks` and the reference write it. */
import type { Check } from '../define-check.ts';
import { type Framework, rulesOf, shortRule } from '../frameworks.ts';
import { byCatalogue, type Layer, layerOf } from '../layers.ts';
import { sayReference } from '../references.ts';
import type { Fix } from '../types.ts';
import { columns, painter } from './text.ts';

interface CheckFacts
  extends Pick<
    Check,
    'id' | 'title' | 'group' | 'severity' | 'profile' | 'why' | 'needs' | 'uses' | 'references'
  > {
  layer: Layer;
  /** Kinds of fix that a finding can come with, and the remediation that a button offers. */
  fix: { kinds: readonly Fix['kind'][]; action?: string };
}

export function describeChecks(checks: readonly Check[]): CheckFacts[] {
  return checks
    .toSorted((left, right) => byCatalogue(left.id, right.id))
    .map(({ id, title, group, severity, profile, why, needs, uses, references, fix }) => ({
      id,
      title,
      group,
      layer: layerOf(group),
      severity,
      ...(profile && { profile }),
      why,
      needs,
      ...(uses && { uses }),
      references,
      fix: {
        kinds: 'kinds' in fix ? fix.kinds : [fix.kind],
        ...('action' in fix && fix.action && { action: fix.action }),
      },
    }));
}

export function checksToJson(checks: readonly Check[]): string {
  return `${JSON.stringify(describeChecks(checks), null, 2)}\n`;
}

/** @param framework adds which of its rules each check proves. */
export function checksToTable(
  checks: readonly Check[],
  { colours = false, framework }: { colours?: boolean; framework?: Framework } = {},
): string {
  const paint = painter(colours);
  const facts = describeChecks(checks);
  const lines = columns(
    facts.map(({ id, severity, title, fix, profile, references }) => [
      id,
      severity,
      sayKinds(fix.kinds),
      ...(framework
        ? [
            rulesOf({ references }, framework)
              .map((rule) => shortRule(framework, rule.id))
              .join(', '),
          ]
        : []),
      title + sayProfile(profile),
    ]),
    '  ',
  );
  const byLayer = Map.groupBy(lines.keys(), (index) => facts[index]?.layer ?? '');
  const parts = [...byLayer].map(([layer, indexes]) =>
    [paint('bold', layer), ...indexes.map((index) => lines[index])].join('\n'),
  );
  return `${parts.join('\n\n')}\n\n${facts.length} checks\n`;
}

export function checksToMarkdown(checks: readonly Check[]): string {
  const facts = describeChecks(checks);
  const sections = [...Map.groupBy(facts, ({ layer }) => layer)].map(([layer, inLayer]) =>
    [
      `## ${layer}`,
      [
        '| Check | Severity | What is so when it passes | Why it matters | Reads | Fix | Elsewhere |',
        '|---|---|---|---|---|---|---|',
        ...inLayer.map(row),
      ].join('\n'),
    ].join('\n\n'),
  );
  return `${['# Posture checks', ...sections].join('\n\n')}\n`;
}

function row(facts: CheckFacts): string {
  const { id, severity, title, profile, why, needs, uses = [], fix, references } = facts;
  const reads = [...needs, ...uses].map((plane) => `\`${plane}\``).join(', ');
  const elsewhere = references
    .map((other) => (other.url ? `[${sayReference(other)}](${other.url})` : sayReference(other)))
    .join(', ');
  return `| ${id} | ${severity} | ${title}${sayProfile(profile)} | ${why} | ${reads} | ${sayKinds(fix.kinds)} | ${elsewhere} |`;
}

/** Checks of a profile are off unless it is asked for. */
function sayProfile(profile: CheckFacts['profile']): string {
  return profile ? ` (profile ${profile})` : '';
}

const kindWords: Record<Fix['kind'], string> = {
  action: 'button',
  manual: 'by hand',
  rebuild: 'new cluster',
};

function sayKinds(kinds: readonly Fix['kind'][]): string {
  return kinds.map((kind) => kindWords[kind]).join(' or ');
}
