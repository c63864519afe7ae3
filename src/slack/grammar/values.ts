import ipaddr from 'ipaddr.js';
import ms, { type StringValue } from 'ms';
import { nearest } from './nearest.ts';
import type { Spec } from './spec.ts';

/** A word read as the type that its argument has, or why it cannot be. `instead` is a word that would work. */
export type Read = { ok: true; value: unknown } | { ok: false; problem: string; instead?: string };

export function readValue(spec: Spec, name: string, word: string): Read {
  switch (spec.type) {
    case 'duration': {
      const value = duration(word);
      return value === undefined
        ? { ok: false, problem: `“${word}” is not a duration. Try 30m, 4h or 2d.` }
        : { ok: true, value };
    }
    case 'cidr':
      return isAddress(word)
        ? { ok: true, value: word }
        : {
            ok: false,
            problem: `“${word}” is not an IP address or range. Try 203.0.113.7 or 203.0.113.0/28.`,
          };
    case 'count': {
      const value = /^[1-9]\d{0,3}$/.test(word) ? Number(word) : undefined;
      return value === undefined
        ? { ok: false, problem: `“${word}” is not a number from 1 to 9999.` }
        : { ok: true, value };
    }
    case 'choice': {
      const value = spec.choices.find((choice) => choice.toLowerCase() === word.toLowerCase());
      if (value !== undefined) return { ok: true, value };
      return {
        ok: false,
        problem: `“${word}” is not a ${name}. It is one of: ${spec.choices.join(', ')}.`,
        instead: nearest(word, spec.choices),
      };
    }
    case 'switch':
      return { ok: false, problem: `“--${name}” goes without “${word}”.`, instead: `--${name}` };
    default:
      return { ok: true, value: word };
  }
}

/** `4h`, `90m`, `1h30m` in milliseconds. */
export function duration(word: string): number | undefined {
  if (!/^(?:\d{1,6}(?:\.\d{1,3})?(?:s|m|h|d|w))+$/i.test(word)) return undefined;
  const parts = word.match(/\d+(?:\.\d+)?[a-z]/gi) ?? [];
  const total = parts.reduce((sum, part) => sum + ms(part.toLowerCase() as StringValue), 0);
  return total > 0 ? total : undefined;
}

function isAddress(word: string): boolean {
  return word.includes('/')
    ? ipaddr.isValidCIDR(word)
    : ipaddr.IPv4.isValidFourPartDecimal(word) || ipaddr.IPv6.isValid(word);
}
