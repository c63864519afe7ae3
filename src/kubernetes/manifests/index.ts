/** Kubernetes objects from files, reduced exactly as those of an API server are. */
import type { KubernetesPlaneName } from '../objects.ts';
import { type CollectedPlanes, createCollector } from '../reduce/index.ts';
import { objectsInFile } from './documents.ts';
import { manifestFiles } from './files.ts';

export interface Manifests {
  planes: Omit<CollectedPlanes, 'nodes'>;
  /** What a reader should know besides: sentences. */
  notes: string[];
}

/** Nodes are made by nobody's manifest; what the server itself says stands in no file either. */
const notInFiles: readonly KubernetesPlaneName[] = [
  'nodes',
  'serverVersion',
  'apiGroups',
  'servingCertificate',
];

export function mayStandInFiles(plane: KubernetesPlaneName): boolean {
  return !notInFiles.includes(plane);
}

/**
 * Opens files alone: neither database nor network. An object that names no namespace goes into `default`.
 * @param paths files, folders (with what lies below), or `-` for what `stdin` gives
 * @throws ManifestError
 */
export async function readManifests(
  paths: readonly string[],
  options: { cwd: string; stdin: () => Promise<string> },
): Promise<Manifests> {
  const files = await manifestFiles(paths, options);
  const collector = createCollector({ podsOfTemplates: true });
  let objects = 0;
  let empty = 0;
  for (const file of files) {
    const found = objectsInFile(file);
    objects += found.length;
    if (found.length === 0) empty += 1;
    for (const { kind, apiVersion, item, place } of found)
      collector.add(kind, apiVersion, item, place);
  }
  const { nodes: _nodes, ...planes } = collector.planes();
  const notes = [
    ...(empty > 0
      ? [`${empty} of ${files.length} files hold no Kubernetes object and were passed over`]
      : []),
    ...counted(
      collector.ignored(),
      (many, kinds) => `${many} of kinds that no check reads: ${kinds}`,
    ),
    ...counted(
      collector.strange(),
      (many, kinds) =>
        `${many} not as the Kubernetes API has them, so what is wrong was left out: ${kinds}`,
    ),
  ];
  if (objects === 0) notes.unshift('no Kubernetes object was found');
  return { planes, notes };
}

function counted(
  counts: Record<string, number>,
  say: (many: string, kinds: string) => string,
): string[] {
  const entries = Object.entries(counts);
  if (entries.length === 0) return [];
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  const kinds = entries.map(([kind, count]) => (count > 1 ? `${kind} (${count})` : kind));
  return [say(total === 1 ? '1 object is' : `${total} objects are`, kinds.join(', '))];
}
