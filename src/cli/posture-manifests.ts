/** `posture --manifests`: Kubernetes objects from files, judged before anything is deployed. */
import type { Snapshot } from '../fleet/snapshot.ts';
import type { Check } from '../posture/define-check.ts';
import { CliError, type Io } from './define.ts';

/**
 * With clusters from files, the one of them with the manifests inside; without, the manifests alone.
 * What was passed over is said on stderr.
 * @throws ManifestError, CliError
 */
export async function snapshotWithManifests(
  io: Io,
  paths: readonly string[],
  clusters: readonly Snapshot[] | undefined,
): Promise<Snapshot> {
  const { readManifests } = await import('../kubernetes/manifests/index.ts');
  const { snapshotOfManifests, withManifests } = await import('../fleet/from-manifests.ts');
  const [cluster, ...others] = clusters ?? [];
  if (others.length > 0)
    throw new CliError(
      `--manifests goes with one cluster, and these files hold ${others.length + 1}; name one of them: ${clusters?.map(({ cluster: { name } }) => name).join(', ')}`,
      { exitCode: 2 },
    );
  const { planes, notes } = await readManifests(paths, { cwd: io.cwd, stdin: standardInput });
  for (const note of notes) io.stderr(`drawbridge: manifests: ${note}\n`);
  if (cluster) return withManifests(cluster, planes);
  return snapshotOfManifests({ objects: planes, name: paths.join(', '), now: io.now });
}

/** Checks that can be answered from manifests alone. */
export async function checksOfManifests(checks: readonly Check[]): Promise<Check[]> {
  const { mayStandInFiles } = await import('../kubernetes/manifests/index.ts');
  const { kubernetesPlaneNames } = await import('../kubernetes/objects.ts');
  const planes = new Set<string>(kubernetesPlaneNames.filter(mayStandInFiles));
  return checks.filter(({ needs }) => needs.every((plane) => planes.has(plane)));
}

async function standardInput(): Promise<string> {
  const { text } = await import('node:stream/consumers');
  return text(process.stdin);
}
