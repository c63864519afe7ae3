/** What a check looks at: the planes that it declared, the configured numbers, and the time. */
import type {
  ClusterRef,
  Plane,
  PlaneName,
  Planes,
  RecordPlane,
  Snapshot,
} from '../fleet/snapshot.ts';
import type { KubernetesPlaneName, KubernetesPlanes } from '../kubernetes/objects.ts';
import type { PostureConfig } from './config.ts';
import { placesOf } from './places.ts';
import { Node, NotKnown, nameOf } from './read.ts';
import type { Evidence } from './types.ts';

/** What lies in the cluster itself, reduced: typed, so that checks read it as it is. */
export interface Objects<P extends KubernetesPlaneName> {
  items: KubernetesPlanes[P];
  /** How many there are: the evidence where nothing is wrong with any of them. */
  evidence: Evidence;
  /** What was seen at one of them. `object` names it for a person: `Deployment shop/web`. */
  seen(object: string, path: string, value: unknown): Evidence;
}

type ListPlane = {
  [P in PlaneName]: Planes[P] extends unknown[] ? P : never;
}[PlaneName];

export interface Look {
  ref: ClusterRef;
  config: PostureConfig;
  /** When the snapshot was taken: a check's "today". */
  now: Date;
  /** The plane `managedCluster`. */
  cluster: Node;
  /** A plane that is one object. Throws `NotKnown` with the plane's reason where it could not be read. */
  plane(name: PlaneName): Node;
  /** A plane that is a list: its objects, and evidence of which there are. */
  list(name: ListPlane): { items: Node[]; evidence: Evidence };
  /** A plane of the Kubernetes API. Throws `NotKnown` with the plane's reason where it could not be read. */
  objects<P extends KubernetesPlaneName>(name: P): Objects<P>;
  /** Throws `NotKnown` where the plane could not be read. */
  demand(name: PlaneName): void;
  /** Was it read? For planes that a check `uses` but does not need. */
  wasRead(name: PlaneName): boolean;
  /** Has a plane that is a record this key, be its value null? */
  holdsKey(name: RecordPlane, key: string): boolean;
  /** A resource of a plane that is kept by id; undefined where Azure says that there is none. */
  resource(name: RecordPlane, id: string): Node | undefined;
  /** All resources of such a plane that there are, by their ids. */
  resources(name: RecordPlane): [id: string, Node][];
  /** Evidence that a plane could not be read, or that something in it is not there. */
  evidenceOf(name: PlaneName, value?: unknown): Evidence;
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export function lookAt(snapshot: Snapshot, config: PostureConfig): Look {
  const { cluster: ref, planes, takenAt } = snapshot;

  function evidenceOf(name: PlaneName, value: unknown = null): Evidence {
    const plane: Plane<unknown> = planes[name];
    return plane.state === 'read'
      ? { path: name, value, source: plane.source, readAt: plane.readAt }
      : { path: name, value: null, source: 'not read', readAt: takenAt };
  }

  function read(name: PlaneName): { value: unknown; source: string; readAt: string } {
    const plane: Plane<unknown> = planes[name];
    if (plane.state === 'read') return plane;
    throw new NotKnown(`Not known: ${withStop(plane.reason)}`, evidenceOf(name));
  }

  return {
    ref,
    config,
    now: new Date(takenAt),
    get cluster() {
      const { value, source, readAt } = read('managedCluster');
      return new Node(value, { source, readAt });
    },
    plane(name) {
      const { value, source, readAt } = read(name);
      return new Node(value, { source, readAt });
    },
    list(name) {
      const { value, source, readAt } = read(name);
      if (!Array.isArray(value))
        throw new NotKnown(`\`${name}\` should hold a list and does not.`, evidenceOf(name));
      const items = value.map((raw: unknown, index) => {
        const object = nameOf(raw) ?? `#${index + 1}`;
        return new Node(raw, { source, readAt, object });
      });
      const evidence = evidenceOf(
        name,
        items.map(({ object }) => object),
      );
      return { items, evidence };
    },
    objects(name) {
      const { value, source, readAt } = read(name);
      const found = Array.isArray(value) ? `${value.length} read` : value;
      return {
        items: value as KubernetesPlanes[typeof name],
        evidence: evidenceOf(name, found),
        seen(object, path, seen) {
          const place = placesOf(value).of(object);
          return { path, value: seen, object, ...(place && { place }), source, readAt };
        },
      };
    },
    demand(name) {
      read(name);
    },
    wasRead: (name) => planes[name].state === 'read',
    holdsKey(name, key) {
      const { value } = read(name);
      return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    },
    resource(name, id) {
      const { value, source, readAt } = read(name);
      const key = id.toLowerCase();
      const object = id.split('/').at(-1) || id;
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
        throw new NotKnown(`Not known: ${object} could not be found.`, evidenceOf(name));
      const raw: unknown = (value as Record<string, unknown>)[key];
      return raw === null ? undefined : new Node(raw, { source, readAt, object });
    },
    resources(name) {
      const { value, source, readAt } = read(name);
      return Object.entries(value as Record<string, unknown>).flatMap(([id, raw]) => {
        if (raw === null) return [];
        const object = nameOf(raw) ?? id.split('/').at(-1) ?? id;
        return [[id, new Node(raw, { source, readAt, object })]];
      });
    },
    evidenceOf,
  };
}
