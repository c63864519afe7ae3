import { readAtOnce } from './at-once.ts';
import type { Json, KubernetesConnection } from './connection.ts';
import { KubernetesError } from './errors.ts';
import {
  type KubernetesPlaneName,
  type KubernetesPlanes,
  kubernetesPlaneNames,
} from './objects.ts';
import { eachPage } from './pages.ts';
import { type KubernetesReading, type KubernetesResource, kubernetesReadings } from './readings.ts';
import { createCollector } from './reduce/index.ts';
import { roleHelp } from './role.ts';
import { listGroups, listResources, type ServedGroup } from './served.ts';

/** One plane, or why there is none. */
export type KubernetesResult<P extends KubernetesPlaneName = KubernetesPlaneName> =
  | { ok: true; value: KubernetesPlanes[P]; source: string; readAt: string }
  | { ok: false; error: KubernetesError };

export type KubernetesResults = { [P in KubernetesPlaneName]: KubernetesResult<P> };

export interface ReadOptions {
  connection: KubernetesConnection;
  now: () => Date;
  /** Lists that are read at the same time, of which each holds one page. */
  atOnce?: number;
  /** Told what is being read, for a person. */
  onProgress?: (now: string) => void;
  signal?: AbortSignal;
}

/**
 * Reads everything that checks look at; each page is reduced as it comes and dropped.
 * @throws KubernetesError where the server cannot be talked with at all, and what aborts the signal
 */
export async function readKubernetes(options: ReadOptions): Promise<KubernetesResults> {
  const { connection, now, atOnce = 4, onProgress = () => {}, signal } = options;
  onProgress('Kubernetes: version');
  const serverVersion = await connection.get('/version', { what: 'reading the version', signal });
  const apiGroups = await listGroups(connection, signal);
  const results = new Map<KubernetesPlaneName, KubernetesResult>();
  const read = (name: KubernetesPlaneName, title: string, value: unknown) =>
    results.set(name, {
      ok: true,
      value: value as never,
      source: `Kubernetes API, ${title}`,
      readAt: now().toISOString(),
    });
  read('serverVersion', 'version', serverVersion);
  read('apiGroups', 'API groups', apiGroups);
  const certificate = connection.certificate();
  if (certificate) read('servingCertificate', 'certificate', certificate);
  else results.set('servingCertificate', { ok: false, error: noCertificate });

  await readAtOnce(kubernetesReadings, atOnce, async (reading) => {
    onProgress(`Kubernetes: ${reading.title}`);
    const fail = (name: KubernetesPlaneName, error: KubernetesError) =>
      results.set(name, { ok: false, error });
    try {
      const { planes, lost } = await readPass(options, reading, apiGroups);
      for (const name of reading.planes) {
        const error = lost.get(name);
        if (error) fail(name, error);
        else read(name, reading.title, planes[name]);
      }
    } catch (error) {
      if (signal?.aborted || !(error instanceof KubernetesError)) throw error;
      for (const name of reading.planes) fail(name, error);
    }
  });
  return Object.fromEntries(
    kubernetesPlaneNames.map((name) => [name, results.get(name)]),
  ) as unknown as KubernetesResults;
}

const noCertificate = new KubernetesError(
  'server',
  'the API server was asked over plain http, so it showed no certificate',
);

interface Pass {
  planes: Partial<KubernetesPlanes>;
  /** Planes of this pass that alone could not be read. */
  lost: Map<KubernetesPlaneName, KubernetesError>;
}

/** A pass whose pages stopped fitting together is begun again once, with nothing of the first kept. */
async function readPass(
  options: ReadOptions,
  reading: KubernetesReading,
  groups: readonly ServedGroup[],
): Promise<Pass> {
  try {
    return await readPassOnce(options, reading, groups);
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.kind !== 'expired') throw error;
    return readPassOnce(options, reading, groups);
  }
}

async function readPassOnce(
  { connection, signal }: ReadOptions,
  reading: KubernetesReading,
  groups: readonly ServedGroup[],
): Promise<Pass> {
  const collector = createCollector();
  const lost: Pass['lost'] = new Map();
  const servedOf = (name: string) => groups.find((group) => group.name === name);
  for (const declared of reading.resources) {
    if (declared.unlessServed && servedOf(declared.unlessServed)) continue;
    const served = declared.group === '' ? coreGroup : servedOf(declared.group);
    if (!served) continue;
    for (const resource of await resourcesOf(connection, declared, served, signal))
      try {
        await readResource({ connection, reading, resource, served, signal }, collector.add);
      } catch (error) {
        const isAlone = error instanceof KubernetesError && error.kind === 'denied';
        if (!isAlone || !declared.plane) throw error;
        lost.set(declared.plane, error);
      }
  }
  return { planes: collector.planes(), lost };
}

const coreGroup: ServedGroup = { name: '', versions: ['v1'] };

/** The declared resource, or all of its group. */
async function resourcesOf(
  connection: KubernetesConnection,
  declared: KubernetesResource,
  served: ServedGroup,
  signal?: AbortSignal,
): Promise<KubernetesResource[]> {
  if (declared.resource !== '*') return [declared];
  const [version = ''] = served.versions;
  const found = await listResources(connection, { group: served.name, version }, signal);
  return found.map((each) => ({ ...declared, ...each, versions: [version] }));
}

interface ResourceToRead {
  connection: KubernetesConnection;
  reading: KubernetesReading;
  resource: KubernetesResource;
  served: ServedGroup;
  signal?: AbortSignal;
}

type Add = (kind: string, apiVersion: string, item: Json) => void;

/** In the first version that has it; a resource that none has is one of which there are no objects. */
async function readResource(
  { connection, reading, resource, served, signal }: ResourceToRead,
  add: Add,
): Promise<void> {
  const { group, resource: name, kind, pageSize } = resource;
  let isThere = false;
  for (const version of versionsOf(resource, served)) {
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const path = `${group === '' ? '/api' : '/apis'}/${apiVersion}/${name}`;
    const options = { path, pageSize, what: `listing ${name}`, signal };
    try {
      if (reading.metadataByType) {
        await readByType(connection, options, reading.metadataByType, (item) =>
          add(kind, apiVersion, item),
        );
      } else
        await eachPage(connection, options, (items) => {
          isThere = true;
          for (const item of items) add(kind, apiVersion, item);
        });
      return;
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      if (error.kind === 'denied') throw denied(error, resource);
      // A page that is not found after others is lost: what came before is not all there is.
      if (error.kind !== 'not-found' || isThere || group === '') throw error;
    }
  }
}

function versionsOf({ versions = [] }: KubernetesResource, served: ServedGroup): string[] {
  const preferred = versions.filter((version) => served.versions.includes(version));
  return [...new Set([...preferred, ...served.versions])];
}

/** Each type by itself, then all: what was not among the types is of another. */
async function readByType(
  connection: KubernetesConnection,
  options: Parameters<typeof eachPage>[1],
  types: readonly string[],
  add: (item: Json) => void,
): Promise<void> {
  const seen = new Set<string>();
  const keyOf = ({ metadata }: Json) => `${metadata?.namespace}/${metadata?.name}`;
  for (const type of types) {
    const typed = { ...options, metadata: true, fieldSelector: `type=${type}` };
    await eachPage(connection, typed, (items) => {
      for (const { metadata } of items) {
        seen.add(keyOf({ metadata }));
        add({ metadata, type });
      }
    });
  }
  await eachPage(connection, { ...options, metadata: true }, (items) => {
    for (const { metadata } of items)
      if (!seen.has(keyOf({ metadata }))) add({ metadata, type: 'other' });
  });
}

function denied(error: KubernetesError, resource: KubernetesResource): KubernetesError {
  const { message, status, cause } = error;
  return new KubernetesError('denied', message, { help: roleHelp(resource), status, cause });
}
