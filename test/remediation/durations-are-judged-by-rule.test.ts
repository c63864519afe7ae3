import { expect, it } from 'vitest';
import { parseMinutes } from '../../src/remediation/actions/authorized-ip-ranges/params.ts';

it.each([
  ['30m', 30],
  ['4h', 240],
  ['2 days', 2_880],
  ['1.5h', 90],
  ['1h30m', 90],
  ['90 minutes', 90],
])('%s is %d minutes', (text, minutes) => expect(parseMinutes(text)).toBe(minutes));

it.each([
  '4',
  '-4h',
  '1h-30m',
  '٤h',
  '1e9h',
  '4parsecs',
  'Infinity',
  `${'9'.repeat(200)}h`,
  `4${' '.repeat(5_000)}h`,
])('“%s” is no duration, and breaks nothing', (text) => expect(parseMinutes(text)).toBeUndefined());
