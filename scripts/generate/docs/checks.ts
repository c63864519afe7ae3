import { checks } from '../../../src/posture/checks/index.generated.ts';
import type { Check } from '../../../src/posture/define-check.ts';
import { byCatalogue, layerOf, layers } from '../../../src/posture/layers.ts';
import { code, page } from '../markdown.ts';

export function checksPage(): string {
  const sorted = checks.toSorted((left, right) => byCatalogue(left.id, right.id));
  const sections = layers.flatMap((layer) => {
    const inLayer = sorted.filter(({ group }) => layerOf(group) === layer);
    return inLayer.length === 0 ? [] : [`## ${layer}`, ...inLayer.map(section)];
  });
  return page(
    'Posture checks',
    `${checks.length} checks, layer by layer, in the order in which an attacker meets the layers. A check that cannot read what it needs is *unknown*: it neither passes nor helps the grade.`,
    sections.join('\n\n'),
  );
}

function section(check: Check): string {
  const { id, title, severity, why, needs, uses = [], references } = check;
  return [
    `### ${id}: ${title}`,
    `${capital(severity)}. ${why}`,
    [
      `- Passes when: ${title}`,
      `- Reads: ${needs.map(code).join(', ')}${uses.length > 0 ? `; where they can be read: ${uses.map(code).join(', ')}` : ''}`,
      `- Fix: ${fixInWords(check.fix)}`,
      ...(references.length > 0 ? [`- See also: ${references.map(link).join(', ')}`] : []),
    ].join('\n'),
  ].join('\n\n');
}

function fixInWords(fix: Check['fix']): string {
  if ('kinds' in fix) {
    const ways = {
      action: 'a button on the finding',
      manual: 'by hand; the finding says how, with the names of the cluster',
      rebuild: 'only with a new cluster; the finding says why',
    };
    return `${fix.kinds.map((kind) => ways[kind]).join(', or ')}.`;
  }
  switch (fix.kind) {
    case 'action':
      return `the button “${fix.label}” (${code(fix.action)}).`;
    case 'rebuild':
      return `only with a new cluster. ${fix.why}`;
    case 'manual':
      return [fix.steps, ...fix.commands.map(code)].join(' ');
  }
}

function link({ system, id, url }: Check['references'][number]): string {
  return url ? `[${system} ${id}](${url})` : `${system} ${id}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
