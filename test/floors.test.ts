import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const forbidden: [string, string][] = [
  ['src/posture/evaluate.ts', '../slack/app.ts'],
  ['src/posture/checks/api/x.ts', '../../../remediation/guard.ts'],
  ['src/azure/reader.ts', '../store/pool.ts'],
  ['src/store/pool.ts', '../rights/judge.ts'],
  ['src/remediation/actions/x/y.ts', '../../../jobs/queues.ts'],
  ['src/jobs/queues.ts', '../slack/app.ts'],
  ['src/slack/app.ts', '../sandbox/slack/server.ts'],
  ['src/sandbox/slack/server.ts', '../../slack/app.ts'],
  ['src/sandbox/start.ts', '../slack/app.ts'],
  ['src/cli/serve.ts', '../sandbox/start.ts'],
];

const allowed: [string, string][] = [
  ['src/posture/run.ts', '../fleet/take-snapshot.ts'],
  ['src/slack/home.ts', '../jobs/queues.ts'],
  ['src/sandbox/page/build.ts', '../slack/protocol.ts'],
  ['src/sandbox/slack/socket.ts', './server.ts'],
  ['src/sandbox/page/blocks/table.ts', '../../slack/protocol.ts'],
  ['src/cli/sandbox.ts', '../sandbox/start.ts'],
];

/** A tree of files with one import each, linted with the project's own configuration. */
let tree: string;
let report: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'drawbridge-floors-'));
  const configuration = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(
    join(tree, 'biome.json'),
    JSON.stringify({ ...configuration, $schema: undefined, vcs: { enabled: false } }),
  );
  for (const [path, imported] of [...forbidden, ...allowed]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `import { x } from '${imported}';\nconsole.log(x);\n`);
  }
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/biome'),
    ['lint', '--max-diagnostics=200', '--colors=off', '.'],
    { cwd: tree, encoding: 'utf8' },
  );
  report = stdout + stderr;
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

const refusal = (path: string) => new RegExp(`${path}:1:\\d+ lint/style/noRestrictedImports`);

describe('the floors', () => {
  it.each(forbidden)('%s may not import %s', (path) => {
    expect(report).toMatch(refusal(path));
  });

  it.each(allowed)('%s may import %s', (path) => {
    expect(report).not.toMatch(refusal(path));
  });
});
