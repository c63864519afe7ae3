/**
 * The objects of one cluster, with what they were for the last minutes, so that a list in pages shows
 * one moment, as etcd does. Many alike objects are made when they are read and never held whole.
 */
import { type KubeObject, storeKey } from './wire.ts';

/** Objects that are made on the fly. Names must rise with the index. */
export interface Block {
  namespace: string;
  count: number;
  nameOf(index: number): string;
  make(index: number): KubeObject;
}

interface Entry {
  /** `namespace/name`; objects of the whole cluster have no namespace before the slash. */
  key: string;
  object(): KubeObject;
}

interface Version {
  revision: number;
  at: number;
  object: KubeObject | null;
}

export interface ObjectStore {
  revision(): number;
  /** The oldest revision that can still be read. */
  oldest(): number;
  get(resource: string, namespace: string, name: string): KubeObject | undefined;
  put(resource: string, object: KubeObject): KubeObject;
  remove(resource: string, namespace: string, name: string): void;
  addBlock(resource: string, block: Block): void;
  /** In the order of their keys, as they were at a revision, after a key. */
  entries(
    resource: string,
    options: { namespace?: string; after?: string; revision?: number },
  ): Generator<Entry>;
  /** Forgets what was, as etcd does every few minutes: pages that began before are gone. */
  compact(): void;
}

/** etcd below an API server is compacted every five minutes. */
const keepMilliseconds = 5 * 60_000;
const firstRevision = 184_312_407;

const keyOf = (namespace: string, name: string) => `${namespace}/${name}`;

export function createStore({ clock }: { clock: () => Date }): ObjectStore {
  const tables = new Map<string, Map<string, Version[]>>();
  const sortedKeys = new Map<string, string[]>();
  const blocks = new Map<string, Block[]>();
  let revision = firstRevision;
  let oldest = firstRevision;

  function tableOf(resource: string): Map<string, Version[]> {
    const table = tables.get(resource) ?? new Map<string, Version[]>();
    tables.set(resource, table);
    return table;
  }

  function write(resource: string, key: string, object: KubeObject | null): void {
    const table = tableOf(resource);
    if (!table.has(key)) sortedKeys.delete(resource);
    const versions = table.get(key) ?? [];
    const horizon = clock().getTime() - keepMilliseconds;
    const kept = versions.filter(({ at }, index) => at >= horizon || index === versions.length - 1);
    table.set(key, [...kept, { revision, at: clock().getTime(), object }]);
  }

  function keysOf(resource: string): string[] {
    const known = sortedKeys.get(resource);
    if (known) return known;
    const keys = [...tableOf(resource).keys()].sort(compare);
    sortedKeys.set(resource, keys);
    return keys;
  }

  /** The version at a revision; undefined where the key was not known then. */
  function versionAt(resource: string, key: string, at: number): Version | undefined {
    return tables
      .get(resource)
      ?.get(key)
      ?.findLast((each) => each.revision <= at);
  }

  const sortedBlocks = (resource: string) =>
    (blocks.get(resource) ?? []).toSorted((a, b) =>
      compare(keyOf(a.namespace, a.nameOf(0)), keyOf(b.namespace, b.nameOf(0))),
    );

  return {
    revision: () => revision,
    oldest: () => oldest,
    get(resource, namespace, name) {
      const version = versionAt(resource, keyOf(namespace, name), revision);
      if (version) return version.object ?? undefined;
      const block = (blocks.get(resource) ?? []).find(
        (each) => each.namespace === namespace && indexOf(each, name) >= 0,
      );
      return block && stamped(block.make(indexOf(block, name)));
    },
    put(resource, object) {
      revision += 1;
      const { namespace = '', name } = object.metadata;
      const kept = structuredClone(object);
      kept.metadata.resourceVersion = String(revision);
      write(resource, keyOf(namespace, name), kept);
      return kept;
    },
    remove(resource, namespace, name) {
      revision += 1;
      write(resource, keyOf(namespace, name), null);
    },
    addBlock(resource, block) {
      blocks.set(resource, [...(blocks.get(resource) ?? []), block]);
    },
    *entries(resource, { namespace, after = '', revision: at = revision }) {
      const wanted = (key: string) =>
        key > after && (namespace === undefined || key.startsWith(`${namespace}/`));
      const stored = keysOf(resource).filter(wanted);
      let next = 0;
      const here = function* (until: string | undefined): Generator<Entry> {
        for (; next < stored.length; next += 1) {
          const key = stored[next] ?? '';
          if (until !== undefined && key >= until) return;
          const object = versionAt(resource, key, at)?.object;
          if (object) yield { key, object: () => object };
        }
      };
      for (const block of sortedBlocks(resource)) {
        if (namespace !== undefined && block.namespace !== namespace) continue;
        for (let index = firstAfter(block, after); index < block.count; index += 1) {
          const key = keyOf(block.namespace, block.nameOf(index));
          yield* here(key);
          if (versionAt(resource, key, at)) yield* here(`${key}\0`);
          else yield { key, object: () => stamped(block.make(index)) };
        }
      }
      yield* here(undefined);
    },
    compact() {
      revision += 1;
      oldest = revision;
    },
  };

  function stamped(object: KubeObject): KubeObject {
    object.metadata.resourceVersion = String(firstRevision - 1);
    return object;
  }
}

/** Adds an object under the resource that its kind belongs to. */
export function keyFor(
  resources: { group: string; plural: string; kind: string }[],
  { apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>,
): string {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  const found = resources.find((each) => each.kind === kind && each.group === group);
  if (!found) throw new Error(`no resource for ${kind} of ${apiVersion}: is its CRD there?`);
  return storeKey(found);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The first index of a block whose key lies behind another key. */
function firstAfter(block: Block, after: string): number {
  let low = 0;
  let high = block.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(block.namespace, block.nameOf(middle)) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}

function indexOf(block: Block, name: string): number {
  const index = firstAfter(block, keyOf(block.namespace, name)) - 1;
  return index >= 0 && block.nameOf(index) === name ? index : -1;
}
