/**
 * Small building bricks for Block Kit's schema. A rule looks at one value and reports what is wrong
 * with it, in the words in which Slack reports it.
 */

type ProblemCode =
  | 'additional_property'
  | 'duplicate'
  | 'invalid_value'
  | 'missing_field'
  | 'msg_blocks_too_long'
  | 'not_allowed_here'
  | 'too_few_items'
  | 'too_long'
  | 'too_many_items'
  | 'too_short'
  | 'unsupported_type'
  | 'wrong_type';

/** One thing wrong with a payload. */
export interface Problem {
  /** JSON pointer from the root of the payload, e.g. `/blocks/0/text/text`. */
  pointer: string;
  code: ProblemCode;
  message: string;
}

export type Report = (pointer: string, code: ProblemCode, message: string) => void;
export type Rule = (value: unknown, pointer: string, report: Report) => void;
export type Fields = Record<string, unknown>;

/** True for a JSON object (not an array, not null). */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string of `min`..`max` characters (UTF-16 code units, as Slack counts). */
export function string({ min = 1, max = Infinity }: { min?: number; max?: number } = {}): Rule {
  return (value, pointer, report) => {
    if (typeof value !== 'string') return report(pointer, 'wrong_type', 'must be a string');
    if (value.length < min) report(pointer, 'too_short', `must be more than ${min - 1} characters`);
    if (value.length > max) report(pointer, 'too_long', `must be less than ${max + 1} characters`);
  };
}

/** A string of a given form. */
export function matching(pattern: RegExp, form: string): Rule {
  return (value, pointer, report) => {
    if (typeof value !== 'string') return report(pointer, 'wrong_type', 'must be a string');
    if (!pattern.test(value)) report(pointer, 'invalid_value', `must have the form ${form}`);
  };
}

/** A whole number of `min`..`max`. */
export function integer({ min = -Infinity, max = Infinity }: { min?: number; max?: number }): Rule {
  return (value, pointer, report) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return report(pointer, 'wrong_type', 'must be an integer');
    if (value < min) report(pointer, 'invalid_value', `must be at least ${min}`);
    if (value > max) report(pointer, 'invalid_value', `must be at most ${max}`);
  };
}

/** Any finite number. */
export function number(value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'number' || !Number.isFinite(value))
    report(pointer, 'wrong_type', 'must be a number');
}

export function boolean(value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'boolean') report(pointer, 'wrong_type', 'must be a boolean');
}

/** One of a few words. */
export function oneOf(...words: (string | number)[]): Rule {
  return (value, pointer, report) => {
    if (!words.includes(value as string))
      report(pointer, 'invalid_value', `must be one of: ${words.join(', ')}`);
  };
}

/** A list of `min`..`max` items, each checked by `item`. */
export function list(
  item: Rule,
  { min = 0, max = Infinity }: { min?: number; max?: number } = {},
): Rule {
  return (value, pointer, report) => {
    if (!Array.isArray(value)) return report(pointer, 'wrong_type', 'must be an array');
    if (value.length < min) report(pointer, 'too_few_items', `no fewer than ${min} items allowed`);
    if (value.length > max) report(pointer, 'too_many_items', `no more than ${max} items allowed`);
    value.forEach((entry, index) => {
      item(entry, `${pointer}/${index}`, report);
    });
  };
}

/** An object with exactly these fields; `and` checks rules between them. */
export function object(
  required: Record<string, Rule>,
  optional: Record<string, Rule> = {},
  and?: (value: Fields, pointer: string, report: Report) => void,
): Rule {
  // A map: a field may be called `constructor`.
  const rules = new Map(Object.entries({ ...required, ...optional }));
  return (value, pointer, report) => {
    if (!isObject(value)) return report(pointer, 'wrong_type', 'must be an object');
    for (const field of Object.keys(required))
      if (value[field] === undefined)
        report(pointer, 'missing_field', `missing required field: ${field}`);
    for (const [field, content] of Object.entries(value)) {
      if (content === undefined || field === 'type') continue;
      const rule = rules.get(field);
      if (rule) rule(content, `${pointer}/${field}`, report);
      else report(pointer, 'additional_property', `invalid additional property: ${field}`);
    }
    and?.(value, pointer, report);
  };
}

/** An object whose `type` picks the rule. */
export function byType(rules: Record<string, Rule>): Rule {
  return (value, pointer, report) => {
    if (!isObject(value)) return report(pointer, 'wrong_type', 'must be an object');
    const { type } = value;
    if (typeof type !== 'string')
      return report(pointer, 'missing_field', 'missing required field: type');
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (rule) rule(value, pointer, report);
    else report(`${pointer}/type`, 'unsupported_type', `unsupported type: ${type}`);
  };
}

/** A `plain_text` object of at most `max` characters. */
export function plainText(max: number): Rule {
  return byType({ plain_text: object({ text: string({ max }) }, { emoji: boolean }) });
}

/** A `plain_text` or `mrkdwn` object of at most `max` characters. */
export function anyText(max: number): Rule {
  return byType({
    plain_text: object({ text: string({ max }) }, { emoji: boolean }),
    mrkdwn: object({ text: string({ max }) }, { verbatim: boolean }),
  });
}
