/** Which files are meant: those that are named, and all manifests in the folders that are named. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ManifestError } from './error.ts';

export interface ManifestFile {
  /** As a person would call it from where they are: `deploy/web.yaml`. */
  name: string;
  text: string;
  /** Named itself, not found in a folder: then it has to hold something. */
  isNamed: boolean;
}

const problems: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'may not be read by this user',
  ELOOP: 'links to itself',
};

async function read<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new ManifestError(name, problems[code] ?? `cannot be read (${code || cause})`, cause);
  }
}

/** Folders are gone through in the order of their names; what is hidden, and packages of npm, are left out. */
async function namesBelow(folder: string, cwd: string): Promise<string[]> {
  const entries = await read(folder, () => readdir(resolve(cwd, folder), { withFileTypes: true }));
  const names: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const name = join(folder, entry.name);
    if (entry.isDirectory()) names.push(...(await namesBelow(name, cwd)));
    else if (/\.(?:ya?ml|json)$/i.test(entry.name)) names.push(name);
  }
  return names;
}

/**
 * @param paths files and folders, from `cwd`; `-` is what `stdin` gives.
 * @throws ManifestError
 */
export async function manifestFiles(
  paths: readonly string[],
  { cwd, stdin }: { cwd: string; stdin: () => Promise<string> },
): Promise<ManifestFile[]> {
  const files = new Map<string, ManifestFile>();
  for (const path of paths) {
    if (path === '-') {
      files.set('-', { name: 'stdin', text: await stdin(), isNamed: true });
      continue;
    }
    const isFolder = (await read(path, () => stat(resolve(cwd, path)))).isDirectory();
    const names = isFolder ? await namesBelow(path, cwd) : [path];
    for (const name of names) {
      refuseUnrendered(name);
      const key = resolve(cwd, name);
      if (files.has(key)) continue;
      const text = await read(name, () => readFile(key, 'utf8'));
      files.set(key, { name, text, isNamed: !isFolder });
    }
    if (isFolder && names.length === 0)
      throw new ManifestError(path, 'the folder holds no .yaml, .yml or .json file');
  }
  return [...files.values()];
}

/** What such a file stands for is known only once its tool has written it out. */
function refuseUnrendered(name: string): void {
  const folder = dirname(name);
  if (/(?:^|[\\/])kustomization\.ya?ml$/i.test(name))
    throw new ManifestError(name, whatKustomizeWants(folder));
  if (/(?:^|[\\/])Chart\.ya?ml$/.test(name))
    throw new ManifestError(
      name,
      `belongs to a Helm chart, whose files are no manifests yet; render it first: helm template ${folder} | drawbridge posture --manifests -`,
    );
}

export function whatKustomizeWants(folder: string): string {
  return `is a Kustomize file, not a manifest; render it first: kubectl kustomize ${folder} | drawbridge posture --manifests -`;
}
