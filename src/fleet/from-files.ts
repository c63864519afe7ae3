import { readFile } from 'node:fs/promises';
import { isExpression } from './expressions.ts';
import { clusterType, type Found } from './files/found.ts';
import { planesFromFile } from './files/planes.ts';
import { type InputFile, resourcesInFile, whatIsExpected } from './files/resources-in-file.ts';
import { InputFileError } from './input-file-error.ts';
import type { ClusterRef, Json, Snapshot } from './snapshot.ts';

/**
 * Snapshots of all clusters in some files, in their order. Resources that belong to a cluster find it across
 * files; what no file holds is `unreadable` with the code `not-in-file`. Neither database nor network is used.
 * @throws InputFileError
 */
export function snapshotFromFiles({
  files,
  now,
}: {
  files: readonly InputFile[];
  now: () => Date;
}): Snapshot[] {
  const takenAt = now().toISOString();
  const found = files.flatMap((file) => {
    const resources = resourcesInFile(file);
    if (resources.length === 0)
      throw new InputFileError(file.name, `holds no Azure resource; ${whatIsExpected}`);
    return resources;
  });
  const clusters = found.filter(({ type }) => type === clusterType);
  if (clusters.length === 0)
    throw new InputFileError(
      files.map(({ name }) => name).join(', '),
      `no AKS cluster among ${found.length} resources; ${whatIsExpected}`,
    );
  refuseTwice(clusters);
  return clusters.map((cluster) => ({
    cluster: refOf(cluster),
    takenAt,
    planes: planesFromFile(cluster, found, takenAt),
  }));
}

/**
 * Reads the files that a person names.
 * @throws InputFileError
 */
export function readInputFiles(paths: readonly string[]): Promise<InputFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      try {
        return { name: path, text: await readFile(path, 'utf8') };
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
        throw new InputFileError(
          path,
          problems[code] ?? `cannot be read (${code || cause})`,
          cause,
        );
      }
    }),
  );
}

const problems: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a directory, not a file',
  EACCES: 'may not be read by this user',
};

function refuseTwice(clusters: readonly Found[]): void {
  const seen = new Map<string, Found>();
  for (const cluster of clusters) {
    const key = (cluster.id ?? `${cluster.file} ${cluster.name}`).toLowerCase();
    const other = seen.get(key);
    if (other)
      throw new InputFileError(
        cluster.file,
        `the cluster "${cluster.name}" stands in ${other.file} too; give it once`,
      );
    seen.set(key, cluster);
  }
}

/** A template gives neither id nor subscription: there the file and the name stand for the cluster. */
function refOf({ id, file, name, body }: Found): ClusterRef {
  const part = (pattern: RegExp) => (id ? pattern.exec(id)?.[1] : undefined) ?? '';
  return {
    id: id ?? `${file}#${name}`,
    name,
    resourceGroup: part(/\/resourceGroups\/([^/]+)/i),
    subscriptionId: part(/\/subscriptions\/([^/]+)/i),
    location: textOf(body.location),
    tags: tagsOf(body.tags),
    file,
  };
}

function textOf(value: Json): string {
  if (isExpression(value)) return value.$expression;
  return typeof value === 'string' ? value : '';
}

function tagsOf(tags: Json): Record<string, string> {
  if (typeof tags !== 'object' || tags === null || isExpression(tags)) return {};
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}
