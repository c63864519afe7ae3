/** What the commands that judge clusters read besides Azure: files, and the site's own numbers. */
import type { KubernetesConfig } from '../fleet/kubernetes-config.ts';
import type { Snapshot } from '../fleet/snapshot.ts';
import type { ForbiddenConfig } from '../forbidden/config.ts';
import type { PostureConfig } from '../posture/config.ts';
import type { DriftConfig } from '../posture/drift/config.ts';
import type { Owners } from '../posture/fleet/owners.ts';
import type { WaiverConfig } from '../posture/waivers/config.ts';
import { CliError, type Io } from './define.ts';

/**
 * The clusters in some files; with names, those of them alone.
 * @throws InputFileError, CliError
 */
export async function snapshotsOfFiles(
  io: Io,
  paths: readonly string[],
  names: readonly string[],
): Promise<Snapshot[]> {
  const { resolve } = await import('node:path');
  const { readInputFiles, snapshotFromFiles } = await import('../fleet/from-files.ts');
  const files = await readInputFiles(paths.map((path) => resolve(io.cwd, path)));
  const snapshots = snapshotFromFiles({ files, now: io.now });
  if (names.length === 0) return snapshots;
  const { pickClusters } = await import('./pick-clusters.ts');
  const picked = pickClusters(
    snapshots.map(({ cluster }) => cluster),
    names,
  );
  return snapshots.filter(({ cluster }) => picked.includes(cluster));
}

/**
 * The section `posture` of CONFIG_FILE, or the defaults.
 * @throws CliError, ConfigError
 */
export async function postureConfig(io: Io): Promise<PostureConfig> {
  const { defaultPostureConfig, loadPostureConfig } = await import('../posture/config.ts');
  const { file, text } = await configFile(io);
  return text === undefined ? defaultPostureConfig : loadPostureConfig(text, { file });
}

/**
 * The section `kubernetes` of CONFIG_FILE: whether what is in clusters is read.
 * @throws CliError, ConfigError
 */
export async function kubernetesConfig(io: Io): Promise<KubernetesConfig> {
  const config = await import('../fleet/kubernetes-config.ts');
  const { file, text } = await configFile(io);
  return text === undefined
    ? config.defaultKubernetesConfig
    : config.loadKubernetesConfig(text, { file });
}

/**
 * The section `owners` of CONFIG_FILE: which tag names the team of a cluster.
 * @throws CliError, ConfigError
 */
export async function ownersConfig(io: Io): Promise<Owners> {
  const { loadOwners, noOwners } = await import('../posture/fleet/owners.ts');
  const { file, text } = await configFile(io);
  return text === undefined ? noOwners : loadOwners(text, { file });
}

/**
 * The section `drift` of CONFIG_FILE: the order of environments, and differences that are meant.
 * @throws CliError, ConfigError
 */
export async function driftConfig(io: Io): Promise<DriftConfig> {
  const { defaultDriftConfig, loadDriftConfig } = await import('../posture/drift/config.ts');
  const { file, text } = await configFile(io);
  return text === undefined ? defaultDriftConfig : loadDriftConfig(text, { file });
}

/**
 * The section `waivers` of CONFIG_FILE: how long a finding may be waived.
 * @throws CliError, ConfigError
 */
export async function waiverConfig(io: Io): Promise<WaiverConfig> {
  const { defaultWaiverConfig, loadWaiverConfig } = await import('../posture/waivers/config.ts');
  const { file, text } = await configFile(io);
  return text === undefined ? defaultWaiverConfig : loadWaiverConfig(text, { file });
}

/**
 * The section `forbidden` of CONFIG_FILE: who is who among callers, and from when on something is much.
 * @throws CliError, ConfigError
 */
export async function forbiddenConfig(io: Io): Promise<ForbiddenConfig> {
  const { defaultForbiddenConfig, loadForbiddenConfig } = await import('../forbidden/config.ts');
  const { file, text } = await configFile(io);
  return text === undefined ? defaultForbiddenConfig : loadForbiddenConfig(text, { file });
}

async function configFile(io: Io): Promise<{ file?: string; text?: string }> {
  const file = io.env.CONFIG_FILE?.trim();
  if (!file) return {};
  const { readFile } = await import('node:fs/promises');
  const { resolve } = await import('node:path');
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((cause) => {
    throw new CliError(`CONFIG_FILE: ${file} cannot be read`, { exitCode: 2, cause });
  });
  return { file, text };
}
