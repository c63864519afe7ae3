import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Binaries, findBinaries, type ServerUser, serverUser } from './embedded-binaries.ts';
import { chooseDataFolder, clearStaleLock } from './embedded-data.ts';

const ownerRole = 'drawbridge_owner';
const database = 'drawbridge';

export interface EmbeddedPostgres {
  /** As the owner, who migrates. */
  url: string;
  /** As the role of the application. It works after `migrate(url, { appRole })`. */
  appUrl: string;
  appRole: { name: string; password: string };
  /** A fast shutdown: open transactions are rolled back. May be called twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Keeps data and passwords; they outlive a restart. */
  dir: string;
  /** A free one is taken if none is given. */
  port?: number;
  /** False, for tests alone: does not wait for the disk. */
  durable?: boolean;
  maxConnections?: number;
  /** How long to wait for a server on the same folder that is just ending. */
  patienceMs?: number;
}

/**
 * Starts a PostgreSQL server of our own on loopback, from the binaries of an npm package.
 * It ends with this process, however that ends. Throws where no binaries fit this machine, or
 * another server runs on the same folder.
 */
export async function startEmbeddedPostgres({
  dir,
  port,
  durable = true,
  maxConnections = 100,
  patienceMs = 10_000,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = resolve(dir);
  await mkdir(folder, { recursive: true });
  const user = await serverUser();
  const binaries = await findBinaries(user);
  const passwords = await readPasswords(folder);
  const data = await chooseDataFolder({ folder, user });

  if (!data.exists)
    await initialise({ binaries, data: data.path, password: passwords.owner, user });
  await clearStaleLock(data.path, patienceMs);

  const settings = {
    max_connections: String(maxConnections),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // The end of the start-up is recognised by its words.
    lc_messages: 'C',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const server = await start({ binaries, data: data.path, settings, port, user });
  const urlOf = (role: string, password: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${server.port}/${database}`;
  const url = urlOf(ownerRole, passwords.owner);
  try {
    await ensureDatabase(url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const appRole = { name: 'drawbridge_app', password: passwords.app };
  return { url, appUrl: urlOf(appRole.name, appRole.password), appRole, stop: server.stop };
}

interface Passwords {
  owner: string;
  app: string;
}

/** Made once, whole or not at all: two programs that begin here together use the same ones. */
async function readPasswords(folder: string): Promise<Passwords> {
  const file = join(folder, 'passwords.json');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const fresh: Passwords = { owner: newPassword(), app: newPassword() };
  await writeFile(draft, JSON.stringify(fresh), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  } finally {
    await rm(draft);
  }
  return JSON.parse(await readFile(file, 'utf8'));
}

function isThereAlready(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || code === 'ENOTEMPTY';
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

interface InitialiseOptions {
  binaries: Binaries;
  data: string;
  password: string;
  user: ServerUser | undefined;
}

/** Made aside and renamed: an interrupted attempt leaves nothing that looks like a database. */
async function initialise({ binaries, data, password, user }: InitialiseOptions): Promise<void> {
  const draft = `${data}.${randomBytes(6).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) {
    await chown(passwordFile, user.uid, user.gid);
    await chown(draft, user.uid, user.gid);
  }
  try {
    const child = spawn(
      join(binaries.native, 'bin', 'initdb'),
      [
        ...['--pgdata', join(draft, 'data'), '--username', ownerRole, '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-sync', '--no-instructions'],
        // The same order of words on every machine, whatever languages are installed there.
        ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], cwd: draft, ...user },
    );
    const output = lastLines(child);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`PostgreSQL could not be set up in "${data}": ${output()}`);
    await rename(join(draft, 'data'), data).catch((error: unknown) => {
      if (!isThereAlready(error)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

interface StartOptions {
  binaries: Binaries;
  data: string;
  settings: Record<string, string>;
  port: number | undefined;
  user: ServerUser | undefined;
}

async function start(options: StartOptions): Promise<{ port: number; stop(): Promise<void> }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    const result = await tryStart(options, port);
    if (result.ok) return { port, stop: result.stop };
    // Somebody may have taken a free port between our looking and our listening.
    const taken = /could not bind|Address already in use/.test(result.output);
    if (!taken || options.port !== undefined || attempt === 5) {
      throw new Error(`PostgreSQL did not start in "${options.data}": ${result.output}`);
    }
  }
}

type Started = { ok: true; stop(): Promise<void> } | { ok: false; output: string };

async function tryStart(
  { binaries, data, settings, user }: StartOptions,
  port: number,
): Promise<Started> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    join(binaries.native, 'bin', 'postgres'),
    ['-D', data, '-p', String(port), ...flags],
    // Detached, so that Ctrl-C reaches this program first, which then stops the server in order.
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: data, detached: true, ...user },
  );
  const output = lastLines(child);
  const closed = once(child, 'close').catch(() => undefined);
  const ready = new Promise<boolean>((settle) => {
    child.once('error', () => settle(false));
    child.once('close', () => settle(false));
    child.stderr?.on('data', () => {
      if (output().includes('ready to accept connections')) settle(true);
    });
  });
  if (!(await ready)) return { ok: false, output: output() };

  const watcher = watchParent(child.pid as number, user);
  child.once('close', () => watcher.kill('SIGKILL'));
  // The server must not keep a program alive that has nothing left to do.
  child.unref();
  (child.stderr as unknown as { unref(): void }).unref();

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    child.kill('SIGINT');
    const hard = setTimeout(() => child.kill('SIGQUIT'), 10_000);
    await closed;
    clearTimeout(hard);
  }
  return { ok: true, stop };
}

/** Ends the server when this process is gone: the pipe to the watcher closes, whatever the reason. */
function watchParent(pid: number, user: ServerUser | undefined): ChildProcess {
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -INT "$1"`, 'sh', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    detached: true,
    ...user,
  });
  watcher.once('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  return watcher;
}

/** Reads what a program says on stderr, for as long as it runs; returns the last of it. */
function lastLines(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-4_000);
  });
  child.once('error', (error) => {
    text += error.message;
  });
  return () => text.trim();
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port was found');
  return address.port;
}

async function ensureDatabase(url: string): Promise<void> {
  const admin = new URL(url);
  admin.pathname = '/postgres';
  const client = new pg.Client({ connectionString: admin.href });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      database,
    ]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
