/**
 * Reads Azure's JSON by wire path and remembers what was seen: every value comes with the evidence
 * for it. What cannot be read for certain throws `NotKnown`, which makes the check `unknown`.
 *
 * Keys are found whatever their case: `omsagent` is also written `omsAgent`, and `az aks show`
 * writes `enableRbac` for `enableRBAC`. The evidence names the path as the REST API writes it.
 */
import { isExpression } from '../fleet/expressions.ts';
import type { Evidence } from './types.ts';

export interface Seen<T> {
  /** Undefined where the property is absent or null. */
  value: T | undefined;
  evidence: Evidence;
}

/** Nothing certain can be said, and why. */
export class NotKnown extends Error {
  readonly evidence: Evidence;

  constructor(message: string, evidence: Evidence) {
    super(message);
    this.name = 'NotKnown';
    this.evidence = evidence;
  }
}

/** `properties.enableRBAC`; in parts where a key itself holds dots, as ARM ids do. */
type Path = string | readonly string[];

interface Origin {
  source: string;
  readAt: string;
  /** Which pool, setting or other object this is; absent for the cluster itself. */
  object?: string;
}

/** A JSON object that was read, with its place. */
export class Node {
  readonly #value: unknown;
  readonly #path: string;
  readonly #origin: Origin;

  constructor(value: unknown, origin: Origin, path = '') {
    this.#value = value;
    this.#origin = origin;
    this.#path = path;
  }

  /** How a person calls it: the name of the pool or setting. */
  get object(): string {
    return this.#origin.object ?? '';
  }

  /** true or false; add-on settings write them as strings, in any case. */
  flag(path: Path): Seen<boolean> {
    return this.#seen(path, 'true or false', (raw) => {
      if (typeof raw === 'boolean') return raw;
      const word = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
      return word === 'true' ? true : word === 'false' ? false : undefined;
    });
  }

  /** Text as it stands; absent where it is empty. */
  text(path: Path): Seen<string> {
    const seen = this.#seen(path, 'text', (raw) =>
      typeof raw === 'string' || typeof raw === 'number' ? String(raw).trim() : undefined,
    );
    return { ...seen, value: seen.value || undefined };
  }

  /** An enum value in lower case: `Standard` and `standard` are one. */
  word(path: Path): Seen<string> {
    const seen = this.text(path);
    return { ...seen, value: seen.value?.toLowerCase() };
  }

  number(path: Path): Seen<number> {
    return this.#seen(path, 'a number', (raw) => {
      const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    });
  }

  /** A list of text, without empty entries. */
  texts(path: Path): Seen<string[]> {
    return this.#seen(path, 'a list of text', (raw) => {
      if (!Array.isArray(raw) || raw.some((entry) => typeof entry !== 'string')) return undefined;
      return raw.map((entry: string) => entry.trim()).filter((entry) => entry !== '');
    });
  }

  /** Whether a secret is there. Its value goes nowhere, not even into the evidence. */
  isSet(path: Path): { value: boolean; evidence: Evidence } {
    const raw = this.#walk(path);
    const value = raw !== undefined && raw !== '';
    return { value, evidence: { ...this.#evidence(path, null), value: value ? '(set)' : null } };
  }

  /** An object; its paths go on from here. */
  child(path: Path): Node | undefined {
    const { value } = this.#seen(path, 'an object', (raw) =>
      typeof raw === 'object' && !Array.isArray(raw) ? raw : undefined,
    );
    return value === undefined ? undefined : new Node(value, this.#origin, this.#join(path));
  }

  /** Objects of a list; each is called by its name, or by its place where it has none. */
  children(path: Path): Seen<Node[]> {
    const seen = this.#seen(path, 'a list', (raw) =>
      Array.isArray(raw) ? (raw as unknown[]) : undefined,
    );
    const value = seen.value?.map((raw, index) => {
      const object = this.#origin.object ?? nameOf(raw) ?? `#${index + 1}`;
      return new Node(raw, { ...this.#origin, object }, `${this.#join(path)}[${index}]`);
    });
    return { value, evidence: seen.evidence };
  }

  /** What a record holds; each is called by its key. */
  entries(path: Path): Seen<Node[]> {
    const seen = this.#seen(path, 'an object', (raw) =>
      typeof raw === 'object' && !Array.isArray(raw) ? Object.entries(raw as object) : undefined,
    );
    const value = seen.value?.map(([key, raw]) => {
      const origin = { ...this.#origin, object: key };
      return new Node(raw, origin, `${this.#join(path)}.${key}`);
    });
    return { value, evidence: seen.evidence };
  }

  #seen<T>(path: Path, wanted: string, convert: (raw: unknown) => T | undefined): Seen<T> {
    const raw = this.#walk(path);
    const evidence = this.#evidence(path, raw);
    if (raw === undefined) return { value: undefined, evidence };
    const value = convert(raw);
    if (value === undefined)
      throw new NotKnown(`\`${evidence.path}\` should hold ${wanted} and does not.`, evidence);
    return { value, evidence };
  }

  /** The raw value; undefined where it, or anything on the way, is absent or null. */
  #walk(path: Path): unknown {
    let current = this.#value;
    let walked = '';
    for (const key of ['', ...(typeof path === 'string' ? path.split('.') : path)]) {
      if (key !== '') {
        walked = walked === '' ? key : `${walked}.${key}`;
        if (typeof current !== 'object' || Array.isArray(current))
          throw new NotKnown(
            `\`${this.#join(walked)}\` is not there: what should hold it is no object.`,
            this.#evidence(path, current),
          );
        current = own(current, key);
      }
      if (current === undefined || current === null) return undefined;
      this.#refuseExpression(current, walked);
    }
    if (Array.isArray(current)) for (const entry of current) this.#refuseExpression(entry, walked);
    return current;
  }

  #refuseExpression(value: unknown, walked: string): void {
    if (!isExpression(value)) return;
    const path = this.#join(walked);
    throw new NotKnown(
      `\`${path || this.object}\` is a template expression without a usable default.`,
      this.#evidence(walked, value),
    );
  }

  #evidence(path: Path, value: unknown): Evidence {
    const { source, readAt, object } = this.#origin;
    return {
      path: this.#join(path),
      value: value ?? null,
      ...(object !== undefined && { object }),
      source,
      readAt,
    };
  }

  #join(path: Path): string {
    const below = typeof path === 'string' ? path : path.join('.');
    return this.#path === '' || below === '' ? this.#path + below : `${this.#path}.${below}`;
  }
}

/** A property of the object itself, by its exact key or else by one that differs in case alone. */
function own(object: object | null, key: string): unknown {
  if (object === null) return undefined;
  const found = Object.hasOwn(object, key)
    ? key
    : Object.keys(object).find((other) => other.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : (object as Record<string, unknown>)[found];
}

/** The name of an ARM object; in a template's child resource it is the last part of `cluster/name`. */
export function nameOf(raw: unknown): string | undefined {
  const name = typeof raw === 'object' && raw !== null ? own(raw, 'name') : undefined;
  return typeof name === 'string' && name !== '' ? name.split('/').at(-1) : undefined;
}
