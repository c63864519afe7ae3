import ipaddr from 'ipaddr.js';
import { duration } from '../../config/duration.ts';
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
        problem: `“${word}” is none of these: ${spec.choices.join(', ')}.`,
        instead: nearest(word, spec.choices),
      };
    }
    case 'switch':
      return { ok: false, problem: `“--${name}” goes without “${word}”.`, instead: `--${name}` };
    default:
      return { ok: true, value: word };
  }
}

function isAddress(word: string): boolean {
  return word.includes('/')
    ? ipaddr.isValidCIDR(word)
    : ipaddr.IPv4.isValidFourPartDecimal(word) || ipaddr.IPv6.isValid(word);
}
