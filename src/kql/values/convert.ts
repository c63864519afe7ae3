import type { KqlType } from '../types.ts';
import { longDatetime, parseDatetime, ticksOfMs } from './datetime.ts';
import { formatTimespan, parseTimespan } from './timespan.ts';
import { formatJson, formatReal, long, parseJson, type Value } from './value.ts';

const guidText =
  /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i;

/** `tostring`: null becomes empty text. https://learn.microsoft.com/kusto/query/tostring-function */
export function toText(value: Value, type: KqlType): string {
  if (value === null || value === undefined) {
    return '';
  }
  switch (type) {
    case 'string':
    case 'guid':
      return value as string;
    case 'bool':
      return value ? 'true' : 'false';
    case 'real':
      return formatReal(value as number);
    case 'datetime':
      return longDatetime(value as bigint);
    case 'timespan':
      return formatTimespan(value as bigint);
    case 'dynamic':
      return dynamicText(value);
    default:
      return String(value);
  }
}

function dynamicText(value: Value): string {
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'boolean') {
    return value ? 'true' : 'false';
  }
  return formatJson(value);
}

/** The type of a dynamic's content, for the conversions below. */
function contentType(value: Value): KqlType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'long';
    case 'number':
      return Number.isInteger(value) ? 'long' : 'real';
    default:
      return 'dynamic';
  }
}

/** Converts as `to…()` does: what cannot be converted becomes null (empty text for a string). */
export function convert(value: Value, from: KqlType, to: KqlType): Value {
  if (to === 'string') {
    return toText(value, from);
  }
  if (value === null || value === undefined) {
    return null;
  }
  if (from === to) {
    return value;
  }
  if (to === 'dynamic') {
    return toDynamic(value, from);
  }
  if (from === 'dynamic') {
    const content = contentType(value);
    return content === 'dynamic' ? null : convert(value, content, to);
  }
  switch (to) {
    case 'int':
      return asInt(toLong(value, from));
    case 'long':
      return toLong(value, from);
    case 'real':
      return toReal(value, from);
    case 'bool':
      return toBool(value, from);
    case 'datetime':
      return from === 'string' ? parseDatetime(value as string) : numeric(value, from);
    case 'timespan':
      return toTimespan(value, from);
    case 'guid':
      return from === 'string' ? toGuid(value as string) : null;
    default:
      return null;
  }
}

/** A scalar as it is kept inside a dynamic. */
export function toDynamic(value: Value, from: KqlType): Value {
  if (value === null || value === undefined) {
    return null;
  }
  return from === 'datetime' || from === 'timespan' ? toText(value, from) : value;
}

function asInt(value: number | bigint | null): number | null {
  return typeof value === 'number' && value >= -2147483648 && value <= 2147483647 ? value : null;
}

function toLong(value: Value, from: KqlType): number | bigint | null {
  switch (from) {
    case 'int':
    case 'long':
      return value as number | bigint;
    case 'real':
      return Number.isFinite(value) ? long(BigInt(Math.trunc(value as number))) : null;
    case 'bool':
      return value ? 1 : 0;
    case 'datetime':
    case 'timespan':
      return long(value as bigint);
    case 'string':
      return longOfText((value as string).trim());
    default:
      return null;
  }
}

function longOfText(text: string): number | bigint | null {
  if (!/^([+-]?\d{1,19}|0x[0-9a-f]{1,16})$/i.test(text)) {
    return null;
  }
  const exact = BigInt(text.replace(/^\+/, ''));
  if (/^0x/i.test(text)) {
    return long(exact);
  }
  return BigInt.asIntN(64, exact) === exact ? long(exact) : null;
}

function toReal(value: Value, from: KqlType): number | null {
  switch (from) {
    case 'int':
    case 'long':
      return Number(value);
    case 'bool':
      return value ? 1 : 0;
    case 'timespan':
    case 'datetime':
      return Number(value);
    case 'string':
      return realOfText((value as string).trim());
    default:
      return null;
  }
}

export function realOfText(text: string): number | null {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    return Number(text);
  }
  const named: Record<string, number> = {
    nan: Number.NaN,
    infinity: Number.POSITIVE_INFINITY,
    '+inf': Number.POSITIVE_INFINITY,
    inf: Number.POSITIVE_INFINITY,
    '-infinity': Number.NEGATIVE_INFINITY,
    '-inf': Number.NEGATIVE_INFINITY,
  };
  return named[text.toLowerCase()] ?? null;
}

function toBool(value: Value, from: KqlType): boolean | null {
  if (from !== 'string') {
    return from === 'int' || from === 'long' || from === 'real' ? Number(value) !== 0 : null;
  }
  const text = (value as string).trim().toLowerCase();
  if (text === 'true' || text === 'false') {
    return text === 'true';
  }
  const number = longOfText(text);
  return number === null ? null : number !== 0;
}

function toTimespan(value: Value, from: KqlType): bigint | null {
  return from === 'string' ? parseTimespan(value as string) : numeric(value, from);
}

/** A whole number is a count of ticks. */
function numeric(value: Value, from: KqlType): bigint | null {
  return from === 'int' || from === 'long' ? BigInt(value as number | bigint) : null;
}

export function toGuid(text: string): string | null {
  const match = guidText.exec(text.trim());
  return match ? match.slice(1).join('-').toLowerCase() : null;
}

/** A cell of a table that was given from outside, as a value of the column's type. */
export function ofCell(cell: unknown, type: KqlType): Value {
  if (cell === null || cell === undefined) {
    return type === 'string' ? '' : null;
  }
  switch (type) {
    case 'string':
      return typeof cell === 'string' ? cell : dynamicText(cell);
    case 'datetime':
      return cell instanceof Date ? ticksOfMs(cell.getTime()) : parseDatetime(String(cell));
    case 'dynamic':
      return cell instanceof Date ? longDatetime(ticksOfMs(cell.getTime())) : cell;
    case 'bool':
      return typeof cell === 'boolean' ? cell : convert(cell, contentType(cell), 'bool');
    default:
      return convert(cell, contentType(cell), type);
  }
}

/** `parse_json`: text that is not JSON is kept as a string. */
export function parseDynamic(text: string): Value {
  if (text === '') {
    return null;
  }
  const parsed = parseJson(text);
  return parsed === undefined ? text : parsed;
}
