import { badArgument, refusal, SlackError } from '../errors.ts';
import type { Ground } from '../ground.ts';
import type { RateLimits, Tier } from '../rate-limits.ts';
import type { Fields } from '../validation/rules.ts';

/** One method of the Web API. */
export interface Method {
  name: string;
  /** The app needs one of these; none is needed when the list is empty. */
  scopes: readonly string[];
  tier: Tier;
  /** `apps.connections.open` alone takes the app's token. */
  token?: 'bot' | 'app';
  run(call: Call): Fields | Promise<Fields>;
}

export interface Call {
  ground: Ground;
  args: Args;
  rateLimits: RateLimits;
}

/** The arguments of a call, from a form or from JSON. */
export interface Args {
  /** The text of an argument, or `undefined`. */
  text(name: string): string | undefined;
  /** The text of an argument that must be there. */
  required(name: string): string;
  flag(name: string): boolean;
  /** A whole number between bounds, as of `limit`. */
  count(name: string, bounds: { otherwise: number; max: number }): number;
  /** An object or list; in a form it is written as JSON. */
  json(name: string): unknown;
}

export function readArgs(fields: Fields): Args {
  function text(name: string): string | undefined {
    const value = fields[name];
    return value === undefined || value === null ? undefined : String(value);
  }
  return {
    text,
    required(name) {
      const value = text(name);
      if (value !== undefined && value !== '') return value;
      throw refusal('invalid_arguments', [
        { pointer: `/${name}`, code: 'missing_field', message: `missing required field: ${name}` },
      ]);
    },
    flag: (name) => ['true', '1'].includes(text(name) ?? ''),
    count(name, { otherwise, max }) {
      const value = text(name) === undefined ? otherwise : Number(text(name));
      if (!Number.isInteger(value) || value < 1) throw new SlackError('invalid_limit');
      return Math.min(value, max);
    },
    json(name) {
      const value = fields[name];
      if (typeof value !== 'string') return value ?? undefined;
      try {
        return JSON.parse(value);
      } catch {
        if (name === 'blocks') throw new SlackError('invalid_blocks_format');
        throw badArgument(name, 'must be valid JSON');
      }
    },
  };
}

/** One page of a list, with Slack's cursor. */
export function page<T>(
  items: readonly T[],
  args: Args,
  max: number,
): { items: T[]; cursor: string } {
  const limit = args.count('limit', { otherwise: Math.min(100, max), max });
  const cursor = args.text('cursor');
  const start = cursor ? Number(Buffer.from(cursor, 'base64url').toString()) : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const next = start + limit;
  return {
    items: items.slice(start, next),
    cursor: next < items.length ? Buffer.from(String(next)).toString('base64url') : '',
  };
}
