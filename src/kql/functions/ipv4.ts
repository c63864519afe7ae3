import { textOf } from '../compile/text.ts';
import { toText } from '../values/convert.ts';
import { argument, type ScalarFunction } from './kit.ts';

interface Address {
  /** 32 bits, without the bits beyond the prefix. */
  value: number;
  prefix: number;
}

const octet = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const address = new RegExp(`^(${octet}(?:\\.${octet}){3})(?:/(\\d|[12]\\d|3[0-2]))?$`);

/** Reads `10.1.2.3` or `10.1.2.3/24`; null for other text. */
function parseAddress(text: string): Address | null {
  const match = address.exec(text.trim());
  if (!match) {
    return null;
  }
  const prefix = match[2] === undefined ? 32 : Number(match[2]);
  const value = (match[1] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { value: masked(value, prefix), prefix };
}

function masked(value: number, prefix: number): number {
  const size = 2 ** (32 - prefix);
  return Math.floor(value / size) * size;
}

/** Equal under the shorter of the prefixes. */
function within(one: Address, two: Address, atMost = 32): number {
  const prefix = Math.min(one.prefix, two.prefix, atMost);
  return Math.sign(masked(one.value, prefix) - masked(two.value, prefix));
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((range) => {
  return parseAddress(range) as Address;
});

const isPrivate: ScalarFunction = (call) => {
  const read = textOf(argument(call, 0));
  return (row) => {
    const found = parseAddress(read(row));
    return found && privateRanges.some((range) => within({ ...found, prefix: 32 }, range) === 0);
  };
};

const isInRange: ScalarFunction = (call) => {
  const read = textOf(argument(call, 0));
  const range = textOf(argument(call, 1));
  return (row) => {
    const one = parseAddress(read(row));
    const two = parseAddress(range(row));
    return one && two ? within(one, two) === 0 : null;
  };
};

const isInAnyRange: ScalarFunction = (call) => {
  const read = textOf(argument(call, 0));
  const ranges = call.args.slice(1);
  return (row) => {
    const one = parseAddress(read(row));
    const all = ranges
      .flatMap((range) => range.evaluate(row))
      .map((range) => parseAddress(toText(range, 'dynamic')));
    if (!one || all.some((range) => range === null)) {
      return null;
    }
    return all.some((range) => range && within(one, range) === 0);
  };
};

function compare(asEquality: boolean): ScalarFunction {
  return (call) => {
    const first = textOf(argument(call, 0));
    const second = textOf(argument(call, 1));
    const mask = call.args[2];
    return (row) => {
      const one = parseAddress(first(row));
      const two = parseAddress(second(row));
      const prefix = mask ? mask.evaluate(row) : 32;
      if (!one || !two || prefix === null) {
        return null;
      }
      const result = within(one, two, Number(prefix));
      return asEquality ? result === 0 : result;
    };
  };
}

const parseIpv4: ScalarFunction = (call) => {
  const read = textOf(argument(call, 0));
  return (row) => parseAddress(read(row))?.value ?? null;
};

export const ipv4Functions: Record<string, ScalarFunction> = {
  ipv4_is_private: isPrivate,
  ipv4_is_in_range: isInRange,
  ipv4_is_in_any_range: isInAnyRange,
  ipv4_compare: compare(false),
  ipv4_is_match: compare(true),
  parse_ipv4: parseIpv4,
};
