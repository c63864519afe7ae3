import { randomBytes } from 'node:crypto';
import { access, chown, mkdir, readFile, readlink, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canOthersReach, type ServerUser } from './embedded-binaries.ts';

interface DataFolder {
  path: string;
  /** Whether a database is in it already. */
  exists: boolean;
}

/**
 * Where the data of `folder` lives: in `folder/data`, or, where the server's user cannot get there
 * (a clone below /root), in a folder of the system to which `folder/data` is a link.
 */
export async function chooseDataFolder({
  folder,
  user,
}: {
  folder: string;
  user: ServerUser | undefined;
}): Promise<DataFolder> {
  const inside = join(folder, 'data');
  if (!user || (await canOthersReach(folder)))
    return { path: inside, exists: await holdsData(inside) };

  const linked = await readlink(inside).catch(() => undefined);
  if (linked && (await holdsData(linked))) return { path: linked, exists: true };
  await rm(inside, { force: true });
  const home = await systemFolder(user);
  const path = join(home, 'data');
  await symlink(path, inside);
  return { path, exists: false };
}

async function holdsData(path: string): Promise<boolean> {
  return access(join(path, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** A new folder with a name that nobody can guess. /var/lib is not swept from time to time, as /var/tmp is. */
async function systemFolder(user: ServerUser): Promise<string> {
  const name = `drawbridge-postgres-data-${randomBytes(8).toString('hex')}`;
  for (const base of ['/var/lib', '/var/tmp', tmpdir()]) {
    if (!(await canOthersReach(base).catch(() => false))) continue;
    const path = join(base, name);
    const made = await mkdir(path, { mode: 0o700 }).then(
      () => true,
      () => false,
    );
    if (!made) continue;
    await chown(path, user.uid, user.gid);
    return path;
  }
  throw new Error(
    'No folder was found for the embedded PostgreSQL in which an unprivileged user can work. ' +
      'Set DATABASE_URL to a server of your own.',
  );
}

/**
 * PostgreSQL clears the lock of a dead server itself, but refuses to start when the number of that
 * process belongs to another program by now, as it often does in a container that was restarted.
 * A server that really runs is given some time to end (its program may just have been killed).
 */
export async function clearStaleLock(data: string, patienceMs: number): Promise<void> {
  const file = join(data, 'postmaster.pid');
  for (let waited = 0; ; waited += 100) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const pid = Number(text?.split('\n')[0]);
    if (!text || !isAlive(pid)) return;
    if (!(await isServerOf(pid, data))) {
      await rm(file, { force: true });
      return;
    }
    if (waited >= patienceMs) {
      throw new Error(
        `Another PostgreSQL server (process ${pid}) is running on "${data}". Stop the program that started it first.`,
      );
    }
    await sleep(100);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Where the system does not show other processes' arguments, a living process is taken for the server. */
async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return commandLine.split('\0').includes(data);
}
