/**
 * The replacement while it is written: a document under Azure's own names, and what was changed in
 * it, kept and left. Rules change it through `Part`, so that nothing changes without being listed.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../fleet/snapshot.ts';
import type { Check } from '../define-check.ts';
import type { Look } from '../look.ts';
import { Code } from './bicep/values.ts';
import type { Change, Kept, Left, Parameter } from './types.ts';

export interface Draft {
  /** The old cluster, as the checks see it. */
  look: Look;
  /** `Microsoft.ContainerService/managedClusters`, without pools. */
  cluster: Json;
  /** As in `properties.agentPoolProfiles`; the first is the system pool that a cluster is created with. */
  pools: Json[];
  maintenanceConfigurations: Json[];
  diagnosticSettings: Json[];
  trustedAccessRoleBindings: Json[];
  /** `Microsoft.ContainerService/deploymentSafeguards` of the cluster. */
  safeguards: Json;
  /** `Microsoft.Authorization/locks` on the cluster. */
  lock: Json;
  /** The version that was asked for; without it, a rule chooses. */
  version?: string;
  parameters: Parameter[];
  changes: Change[];
  kept: Kept[];
  left: Left[];
  notes: Map<object, Map<string, string>>;
}

export interface Reason {
  check?: Check['id'];
  why: string;
}

/** The parameter as a value of the document; asked for twice, it is declared once. */
export function parameter(draft: Draft, wanted: Parameter): Code {
  if (!draft.parameters.some(({ name }) => name === wanted.name)) draft.parameters.push(wanted);
  return new Code(wanted.name, wanted.default);
}

export function leave(draft: Draft, left: Left): void {
  draft.left.push(left);
}

/** One object of the document, changed by paths below it. */
export class Part {
  readonly #draft: Draft;
  readonly #root: Json;
  readonly #prefix: string;

  constructor(draft: Draft, root: Json, prefix = '') {
    this.#draft = draft;
    this.#root = root;
    this.#prefix = prefix;
  }

  get(path: string): unknown {
    return keys(path).reduce<unknown>((object, key) => at(object, key), this.#root) ?? undefined;
  }

  /** In lower case: Azure writes enum values in either. */
  word(path: string): string {
    const value = this.get(path);
    return typeof value === 'string' ? value.toLowerCase() : '';
  }

  /** Add-on settings are strings. */
  isOn(path: string): boolean {
    return String(this.get(path)).toLowerCase() === 'true';
  }

  list(path: string): string[] {
    const value = this.get(path);
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  }

  /** Sets what a check asks for; what is so already is kept, and listed as that. */
  set(path: string, value: unknown, { check, why }: Reason): void {
    const before = this.get(path);
    const after = settled(value);
    const { holder, key } = this.#holder(path);
    if (isDeepStrictEqual(before, after)) {
      holder[key] = value;
      this.#draft.kept.push({ ...(check && { check }), path: this.#path(path), value: after });
      return;
    }
    holder[key] = value;
    this.#changed(path, { check, before, after, why });
    this.#note(holder, key, check ? `${check}: ${why}` : why);
  }

  /** Leaves something out that must not be there. */
  drop(path: string, { check, why }: Reason): void {
    const before = this.get(path);
    if (before === undefined) return;
    const { holder, key } = this.#holder(path);
    delete holder[key];
    this.#changed(path, { check, before, after: null, why });
  }

  /** Puts a value without listing it: what only says again what the old cluster had. */
  write(path: string, value: unknown): void {
    const { holder, key } = this.#holder(path);
    holder[key] = value;
  }

  #changed(path: string, change: Omit<Change, 'path'>): void {
    const { check, before, ...rest } = change;
    this.#draft.changes.push({
      ...(check && { check }),
      path: this.#path(path),
      before: before ?? null,
      ...rest,
    });
  }

  #note(holder: object, key: string, text: string): void {
    const { notes } = this.#draft;
    notes.set(holder, (notes.get(holder) ?? new Map()).set(key, text));
  }

  /** The object that a path ends in; it, and what is missing on the way, is made. */
  #holder(path: string): { holder: Json; key: string } {
    const way = keys(path);
    const last = way.pop() ?? '';
    let holder = this.#root;
    for (const key of way) {
      const found = keyIn(holder, key);
      if (typeof holder[found] !== 'object' || holder[found] === null) holder[found] = {};
      holder = holder[found];
    }
    return { holder, key: keyIn(holder, last) };
  }

  #path(path: string): string {
    return this.#prefix === '' ? path : `${this.#prefix}.${path}`;
  }
}

/** The managed cluster's own settings. */
export function clusterPart(draft: Draft): Part {
  return new Part(draft, draft.cluster);
}

export function poolPart(draft: Draft, pool: Json): Part {
  return new Part(draft, pool, `agentPools[${pool.name}]`);
}

/** As people read it in a list: what a parameter comes to, or that it is one. */
function settled(value: unknown): unknown {
  if (value instanceof Code)
    return (
      value.known ?? (/^\w+$/.test(value.text) ? `(parameter ${value.text})` : `(${value.text})`)
    );
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settled(inner)]));
}

function keys(path: string): string[] {
  return path.split('.');
}

function at(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null || object instanceof Code) return undefined;
  return (object as Record<string, unknown>)[keyIn(object, key)];
}

/** Azure writes some keys in either case: `omsagent`, `omsAgent`. */
function keyIn(object: object, key: string): string {
  if (Object.hasOwn(object, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(object).find((other) => other.toLowerCase() === lower) ?? key;
}
