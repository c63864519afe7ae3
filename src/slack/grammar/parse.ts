/**
 * The grammar of every command, made from its declaration. Pure: the same line from a slash
 * command, a mention or a button gives the same answer.
 */

import { nearest } from './nearest.ts';
import type { Spec, Specs } from './spec.ts';
import { readValue } from './values.ts';
import { quoted, type Word, words } from './words.ts';

export interface Grammar {
  name: string;
  args: Specs;
  flags: Specs;
}

export type Parsed<C extends Grammar = Grammar> =
  | { kind: 'empty' }
  | { kind: 'run'; command: C; args: Record<string, unknown>; flags: Record<string, unknown> }
  /** Something required was not said; `said` is what was, word by word, and `args` as it was read. */
  | {
      kind: 'missing';
      command: C;
      missing: string[];
      said: Said;
      args: Record<string, unknown>;
    }
  /** `instead` is the whole line as it was probably meant. */
  | { kind: 'wrong'; problem: string; instead?: string; command?: C };

export function parse<C extends Grammar>(line: string, commands: readonly C[]): Parsed<C> {
  const all = words(line);
  const [first, ...rest] = all;
  if (!first) return { kind: 'empty' };
  const command = commands.find(({ name }) => name === first.text.toLowerCase());
  if (command) return readWords(command, rest);
  const meant = nearest(
    first.text,
    commands.map(({ name }) => name),
  );
  return {
    kind: 'wrong',
    problem: `I know no command “${first.text}”.`,
    instead: meant && lineOf([{ text: meant, quoted: false }, ...rest]),
  };
}

/** Words as they were typed, by the name of their argument or flag. */
export interface Said {
  args: Record<string, string>;
  flags: Record<string, string>;
}

interface Reading {
  args: Record<string, unknown>;
  flags: Record<string, unknown>;
}

function readWords<C extends Grammar>(command: C, given: Word[]): Parsed<C> {
  const read: Reading = { args: {}, flags: {} };
  const said: Said = { args: {}, flags: {} };
  const wrong = (problem: string, index?: number, instead?: string): Parsed<C> => ({
    kind: 'wrong',
    command,
    problem,
    instead:
      index === undefined || instead === undefined
        ? undefined
        : lineOf([{ text: command.name, quoted: false }, ...replaced(given, index, instead)]),
  });

  let index = 0;
  while (index < given.length) {
    const word = given[index] as Word;
    const flag = !word.quoted && word.text.startsWith('--');
    const found = flag
      ? flagOf(command, word.text)
      : argumentOf(command, read.args, word, index, given);
    if (!found) {
      if (flag) {
        const meant = nearest(word.text.slice(2), Object.keys(command.flags));
        return wrong(noSuchFlag(command, word.text), index, meant && `--${meant}`);
      }
      return wrong(tooMany(command, word.text), index, keywordNear(command, read.args, word.text));
    }
    const { name, spec, inline } = found;
    if (spec.type === 'switch' && inline === undefined) {
      read.flags[name] = true;
      said.flags[name] = '';
      index += 1;
      continue;
    }
    const at = inline === undefined ? index + found.skip : index;
    const value = inline ?? given[at]?.text;
    const shown = flag ? `--${name}` : (spec.keyword ?? name);
    if (value === undefined || (inline === undefined && flag && isFlag(given[at])))
      return wrong(`“${shown}” needs a word after it: ${spec.description}.`);
    if (spec.type === 'rest') {
      const end = endOfText(command, given, at);
      const text = given
        .slice(at, end)
        .map((each) => each.text)
        .join(' ');
      if (text === '') return wrong(`“${shown}” needs a word after it: ${spec.description}.`);
      read.args[name] = text;
      said.args[name] = text;
      index = end;
      continue;
    }
    const result = readValue(spec, name, value);
    if (!result.ok)
      return wrong(result.problem, at, inline === undefined ? result.instead : undefined);
    read[flag ? 'flags' : 'args'][name] = result.value;
    said[flag ? 'flags' : 'args'][name] = value;
    index = at + 1;
  }

  const missing = Object.entries(command.args)
    .filter(([name, spec]) => read.args[name] === undefined && isNeeded(spec, read.args))
    .map(([name]) => name);
  return missing.length > 0
    ? { kind: 'missing', command, missing, said, args: read.args }
    : { kind: 'run', command, ...read };
}

interface Found {
  name: string;
  spec: Spec;
  /** Words before the value: 1 after a flag or a keyword. */
  skip: number;
  /** The value of `--flag=value`. */
  inline?: string;
}

function flagOf(command: Grammar, word: string): Found | undefined {
  const [name = '', inline] = word.slice(2).split(/=(.*)/s);
  const spec = command.flags[name.toLowerCase()];
  return spec && { name: name.toLowerCase(), spec, skip: 1, inline };
}

/** A keyword goes before position, so that `last 20` is not taken for a cluster. */
function argumentOf(
  command: Grammar,
  taken: Record<string, unknown>,
  word: Word,
  index: number,
  given: Word[],
): Found | undefined {
  const free = Object.entries(command.args).filter(([name]) => taken[name] === undefined);
  const byKeyword = free.find(
    ([, spec]) =>
      spec.keyword !== undefined && !word.quoted && spec.keyword === word.text.toLowerCase(),
  );
  if (byKeyword && index + 1 <= given.length)
    return { name: byKeyword[0], spec: byKeyword[1], skip: 1 };
  const next = free.find(([, spec]) => spec.keyword === undefined);
  return next && { name: next[0], spec: next[1], skip: 0 };
}

function isNeeded(spec: Spec, soFar: Record<string, unknown>): boolean {
  return spec.required === true || spec.requiredWhen?.(soFar) === true;
}

function isFlag(word: Word | undefined): boolean {
  return word !== undefined && !word.quoted && word.text.startsWith('--');
}

/**
 * Where a text that reaches to the end of the line ends: before the command's own flags, if nothing but
 * those comes last. A flag amid the text belongs to the text.
 */
function endOfText(command: Grammar, given: Word[], from: number): number {
  const at = given.findIndex((_, index) => index >= from && areFlags(command, given.slice(index)));
  return at < 0 ? given.length : at;
}

function areFlags(command: Grammar, given: Word[]): boolean {
  let index = 0;
  while (index < given.length) {
    const found = isFlag(given[index]) && flagOf(command, given[index]?.text ?? '');
    if (!found) return false;
    index += found.spec.type === 'switch' || found.inline !== undefined ? 1 : 2;
  }
  return true;
}

function noSuchFlag(command: Grammar, word: string): string {
  const flags = Object.keys(command.flags).map((flag) => `--${flag}`);
  const has = flags.length > 0 ? `It has: ${flags.join(', ')}.` : 'It has none.';
  return `${command.name} has no flag “${word}”. ${has}`;
}

function tooMany(command: Grammar, word: string): string {
  const keywords = Object.values(command.args).flatMap(({ keyword }) => keyword ?? []);
  const problem = `I do not know what to do with “${word}” after “${command.name}”`;
  return keywords.length > 0
    ? `${problem} (words that may follow: ${keywords.join(', ')}).`
    : `${problem}. It is written: ${usage(command)}`;
}

function keywordNear(
  command: Grammar,
  taken: Record<string, unknown>,
  word: string,
): string | undefined {
  const keywords = Object.entries(command.args).flatMap(([name, { keyword }]) =>
    keyword && taken[name] === undefined ? [keyword] : [],
  );
  return nearest(word, keywords);
}

function replaced(given: Word[], index: number, text: string): Word[] {
  return given.map((word, at) => (at === index ? { text, quoted: false } : word));
}

function lineOf(all: Word[]): string {
  return all.map(({ text, quoted: kept }) => (kept ? `"${text}"` : quoted(text))).join(' ');
}

/** `posture <cluster> [--severity S]`, for help and for Slack's usage hint. */
export function usage({ name, args, flags }: Grammar): string {
  const parts = textLast(args).map(([label, spec]) => {
    const value = spec.type === 'choice' ? spec.choices.join('|') : (spec.placeholder ?? label);
    const text = spec.keyword ? `${spec.keyword} <${value}>` : value;
    if (spec.required) return spec.type === 'choice' ? text : `<${text}>`;
    return `[${text}]`;
  });
  const options = Object.entries(flags).map(([flag, { type, placeholder }]) =>
    type === 'switch' ? `[--${flag}]` : `[--${flag} <${placeholder ?? flag}>]`,
  );
  return [name, ...parts, ...options].join(' ');
}

/** The same line with another word in one place: how a button corrects what was typed. */
export function lineWith(line: string, word: string, instead: string): string {
  return lineOf(
    words(line).map((each) => (each.text === word ? { text: instead, quoted: false } : each)),
  );
}

/** A command as a line, from its words by name. Reading it gives the same words again. */
export function lineFrom({ name, args, flags }: Grammar, said: Said): string {
  const parts = [name];
  for (const flag of Object.keys(flags)) {
    const word = said.flags[flag];
    if (word !== undefined)
      parts.push(`--${flag}`, ...(flags[flag]?.type === 'switch' ? [] : [quoted(word)]));
  }
  for (const [arg, spec] of textLast(args)) {
    const word = said.args[arg];
    if (word === undefined) continue;
    if (spec.keyword) parts.push(spec.keyword);
    parts.push(spec.type === 'rest' ? word : quoted(word));
  }
  return parts.join(' ');
}

/** What may stand anywhere goes before what reaches to the end of the line. */
function textLast(args: Specs): [string, Spec][] {
  return Object.entries(args).sort(
    ([, a], [, b]) => Number(a.type === 'rest') - Number(b.type === 'rest'),
  );
}
