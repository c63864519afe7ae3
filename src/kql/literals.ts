/** Types that a parameter of a query file may have. A `dynamic` is an array of strings. */
export type ParameterType =
  | 'string'
  | 'int'
  | 'long'
  | 'real'
  | 'bool'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic';

/**
 * Writes a value as a KQL literal of that type. Needs no parser, so that the bot can use it.
 * - string: any text; - int, long: number or bigint; - real: number; - bool: boolean
 * - datetime: Date; - timespan: milliseconds; - guid: its text; - dynamic: an array of strings
 *
 * Throws a TypeError for a value of another kind.
 */
export function kqlLiteral(value: unknown, type: ParameterType): string {
  switch (type) {
    case 'string':
      return stringLiteral(expected(typeof value === 'string', value, type));
    case 'int':
    case 'long':
      return integerLiteral(value, type);
    case 'real':
      return realLiteral(expected(typeof value === 'number', value, type));
    case 'bool':
      return `bool(${expected(typeof value === 'boolean', value, type)})`;
    case 'datetime':
      return `datetime(${dateText(value)})`;
    case 'timespan':
      return timespanLiteral(value);
    case 'guid':
      return `guid(${expected(isGuid(value), value, type)})`;
    case 'dynamic':
      return dynamicLiteral(value);
    default:
      throw new TypeError(`'${String(type)}' is not a type of a query's parameter.`);
  }
}

function expected<T>(fits: boolean, value: unknown, type: ParameterType): T {
  if (!fits) {
    throw new TypeError(`${shown(value)} is not a value for a parameter of type ${type}.`);
  }
  return value as T;
}

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? `${value}` : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * A quoted string in which everything but plain ASCII letters, digits and harmless marks is escaped,
 * so that no text can end the literal, begin a comment or hide in the query.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/string#string-literals
 */
function stringLiteral(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    out += /[A-Za-z0-9 _.,:;()[\]{}<>=+*/@#$%&|!?~^-]/.test(character)
      ? character
      : `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return `"${out}"`;
}

function integerLiteral(value: unknown, type: 'int' | 'long'): string {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  const whole = BigInt(expected<number | bigint>(isWhole, value, type));
  const bits = type === 'int' ? 32 : 64;
  expected(BigInt.asIntN(bits, whole) === whole, value, type);
  return `${type}(${whole})`;
}

function realLiteral(value: number): string {
  if (Number.isNaN(value)) {
    return 'real(nan)';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'real(+inf)' : 'real(-inf)';
  }
  return `real(${value})`;
}

function dateText(value: unknown): string {
  const date = expected<Date>(
    value instanceof Date && !Number.isNaN(value.getTime()),
    value,
    'datetime',
  );
  const text = date.toISOString();
  expected(/^\d{4}-/.test(text), value, 'datetime');
  return text;
}

/** Milliseconds as ticks, which is exact for whole ones. */
function timespanLiteral(value: unknown): string {
  const ms = expected<number>(Number.isSafeInteger(value), value, 'timespan');
  const size = Math.abs(ms);
  const two = (number: number) => String(number).padStart(2, '0');
  const days = Math.floor(size / 86_400_000);
  const clock = [size / 3_600_000, size / 60_000, size / 1000].map((each) => Math.floor(each));
  const [hours = 0, minutes = 0, seconds = 0] = clock;
  const fraction = String(size % 1000).padStart(3, '0');
  const text = `${days}.${two(hours % 24)}:${two(minutes % 60)}:${two(seconds % 60)}.${fraction}`;
  return `time(${ms < 0 ? '-' : ''}${text})`;
}

function isGuid(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)
  );
}

function dynamicLiteral(value: unknown): string {
  const fits = Array.isArray(value) && value.every((each) => typeof each === 'string');
  const texts = expected<string[]>(fits, value, 'dynamic');
  return `dynamic([${texts.map(stringLiteral).join(', ')}])`;
}

const declaration = /^(?:\s|\/\/[^\n]*\n)*declare\s+query_parameters\s*\(([^)]*)\)\s*;/;
const parameter = /^([A-Za-z_]\w*)\s*:\s*([a-z]+)$/;

/**
 * Gives a query file's parameters their values. The text begins with
 * `declare query_parameters(name: type, …);`, which the Logs API does not know; here it becomes one
 * `let` statement for each, with the value as an escaped literal.
 * A value that is missing, not declared or of another type throws a TypeError that names it.
 */
export function withParameters(text: string, values: Record<string, unknown>): string {
  const match = declaration.exec(text);
  const declared = match ? declaredIn(match[1] ?? '') : new Map<string, ParameterType>();
  for (const name of Object.keys(values)) {
    if (!declared.has(name)) {
      throw new TypeError(`The query has no parameter '${name}'${known(declared)}.`);
    }
  }
  const lets = [...declared].map(([name, type]) => {
    if (!Object.hasOwn(values, name) || values[name] === undefined) {
      throw new TypeError(`The query's parameter '${name}' has no value.`);
    }
    try {
      return `let ${name} = ${kqlLiteral(values[name], type)};`;
    } catch (error) {
      throw new TypeError(`Parameter '${name}': ${(error as Error).message}`, { cause: error });
    }
  });
  return match ? `${lets.join('\n')}${text.slice(match[0].length)}` : text;
}

function known(declared: Map<string, ParameterType>): string {
  return declared.size > 0 ? `; it has ${[...declared.keys()].join(', ')}` : '';
}

function declaredIn(list: string): Map<string, ParameterType> {
  const declared = new Map<string, ParameterType>();
  for (const each of list.split(',').filter((part) => part.trim() !== '')) {
    const match = parameter.exec(each.trim());
    if (!match || declared.has(match[1] ?? '')) {
      throw new TypeError(`'${each.trim()}' is not a parameter of the form name: type.`);
    }
    declared.set(match[1] ?? '', match[2] as ParameterType);
  }
  return declared;
}
