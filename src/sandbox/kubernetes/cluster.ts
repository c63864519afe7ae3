/** One pretend API server: its objects, who may do what, and what goes wrong. */
import type { Json as AzureJson } from '../fleet/wire.ts';
import { type Authorizer, createAuthorizer, type Rights } from './authorization.ts';
import { createFaults, type Faults } from './faults.ts';
import { createJournal, type Journal } from './journal.ts';
import { ownedByUpdate } from './ownership.ts';
import { crdKey, resourcesWith } from './resources.ts';
import { type Block, createStore, keyFor, type ObjectStore } from './store.ts';
import type { User } from './users.ts';
import { type KubeObject, type Resource, storeKey } from './wire.ts';

/** A cluster's objects as a test sees and changes them: past rights, checks and the journal. */
interface Objects {
  /** @param resource the plural of a kind, with its group where two share it: `networkpolicies.projectcalico.org` */
  list(resource: string, namespace?: string): KubeObject[];
  get(resource: string, name: string, namespace?: string): KubeObject | undefined;
  /** Adds objects or replaces them. CRDs first: they say what can be served. */
  add(...objects: KubeObject[]): void;
  remove(resource: string, name: string, namespace?: string): void;
  /** Objects that are made when they are read and never held whole. */
  addMany(resource: string, block: Block): void;
  /** Forgets what was: pages of lists that began before are answered with 410. */
  compact(): void;
}

export interface PretendApiServer {
  id: string;
  name: string;
  /** Under which names it is reached. */
  hosts: string[];
  objects: Objects;
  rights: Rights;
  faults: Faults;
  journal: Journal;
}

export interface ApiServer extends PretendApiServer {
  store: ObjectStore;
  authorizer: Authorizer;
  /** What is served now, CRDs included. */
  resources(): Resource[];
}

interface Options {
  managedCluster: AzureJson;
  clock: () => Date;
  /** What is there from the start. */
  seed(server: ApiServer): void;
}

/** Objects are made at the first look: nobody waits for clusters that are never asked. */
export function createApiServer({ managedCluster, clock, seed }: Options): ApiServer {
  const { id, name, properties } = managedCluster;
  const store = createStore({ clock });
  const resources = () =>
    resourcesWith([...store.entries(crdKey, {})].map((entry) => entry.object()));
  const keyOfWord = (word: string) => {
    const found = resources().find(
      ({ plural, group }) => word === plural || word === `${plural}.${group}`,
    );
    if (!found) throw new Error(`no resource "${word}" is served by ${name}`);
    return storeKey(found);
  };
  const objects: Objects = {
    list: (word, namespace) =>
      [...store.entries(keyOfWord(word), { namespace })].map((entry) => entry.object()),
    get: (word, each, namespace = '') => store.get(keyOfWord(word), namespace, each),
    add(...given) {
      for (const object of given) {
        const managedFields = object.metadata.managedFields ?? ownersOf(object, clock());
        store.put(keyFor(resources(), object), {
          ...object,
          metadata: { ...object.metadata, managedFields },
        });
      }
    },
    remove: (word, each, namespace = '') => store.remove(keyOfWord(word), namespace, each),
    addMany: (word, block) => store.addBlock(keyOfWord(word), block),
    compact: () => store.compact(),
  };
  const authorizer = createAuthorizer({ store, enforced: properties.enableRBAC !== false });
  const server: ApiServer = {
    id,
    name,
    hosts: [properties.fqdn, properties.privateFQDN].filter(Boolean),
    objects,
    rights: authorizer,
    faults: createFaults(),
    journal: createJournal(),
    store,
    authorizer,
    resources,
  };
  seed(server);
  return server;
}

/** Whoever brought it owns all of it: charts by helm, the rest by hand. */
function ownersOf(object: KubeObject, now: Date) {
  const { labels = {}, creationTimestamp } = object.metadata;
  return ownedByUpdate(undefined, object, {
    manager: labels['app.kubernetes.io/managed-by'] === 'Helm' ? 'helm' : 'kubectl-create',
    apiVersion: object.apiVersion,
    time: creationTimestamp ?? now.toISOString(),
  });
}

/** What the API server calls somebody without a token that it knows. */
export const knows = (users: User[], authorization: string | undefined): User | undefined =>
  users.find(({ token }) => authorization === `Bearer ${token}`);
