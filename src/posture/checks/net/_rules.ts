import type { Node } from '../../read.ts';

interface Rule {
  name: string;
  priority: number;
  allows: boolean;
  fromEverywhere: boolean;
  toEverywhere: boolean;
  ports: string[];
}

const everywhere = /^(\*|any|internet|0\.0\.0\.0(\/[01])?|128\.0\.0\.0\/1|::(\/0)?)$/i;

/** What may not be open: login to Linux and to Windows, and everything at once. */
const guarded = ['22', '3389', '*'] as const;

/**
 * The rules of a security group that let the whole Internet log in to nodes, or reach every port. A rule
 * counts only where none with a smaller number, which comes first, forbids the same to everybody.
 */
export function openRules(group: Node): string[] {
  const rules = (group.children('properties.securityRules').value ?? [])
    .flatMap((node) => readRule(node) ?? [])
    .sort((left, right) => left.priority - right.priority);
  const open = guarded.flatMap((port) => {
    const first = rules.find(
      (rule) =>
        rule.fromEverywhere &&
        (rule.allows || rule.toEverywhere) &&
        rule.ports.some((range) => covers(range, port)),
    );
    return first?.allows ? [first.name] : [];
  });
  return [...new Set(open)];
}

/** A rule for traffic that comes in by TCP. */
function readRule(node: Node): Rule | undefined {
  const protocol = node.word('properties.protocol').value ?? '*';
  if (node.word('properties.direction').value !== 'inbound') return undefined;
  if (protocol !== 'tcp' && protocol !== '*') return undefined;
  const all = (one: string, many: string) => [
    ...(node.text(`properties.${one}`).value?.split(',') ?? []),
    ...(node.texts(`properties.${many}`).value ?? []),
  ];
  return {
    name: node.text('name').value ?? node.object,
    priority: node.number('properties.priority').value ?? Number.POSITIVE_INFINITY,
    allows: node.word('properties.access').value === 'allow',
    fromEverywhere: all('sourceAddressPrefix', 'sourceAddressPrefixes').some((source) =>
      everywhere.test(source.trim()),
    ),
    toEverywhere: all('destinationAddressPrefix', 'destinationAddressPrefixes').some((target) =>
      /^(\*|any|virtualnetwork|0\.0\.0\.0\/0)$/i.test(target.trim()),
    ),
    ports: all('destinationPortRange', 'destinationPortRanges').map((range) => range.trim()),
  };
}

/** `20-30` covers `22`; only everything covers everything. */
function covers(range: string, port: (typeof guarded)[number]): boolean {
  if (range === '*' || range === '0-65535' || range === '1-65535') return true;
  if (port === '*') return false;
  const [first, last = first] = range.split('-').map(Number);
  return first !== undefined && last !== undefined && first <= Number(port) && Number(port) <= last;
}
