import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { revisions } from '../../scripts/generate/revisions.ts';

const root = join(import.meta.dirname, '../..');
let before: Map<string, string>;

async function revisionsIn(folder: string): Promise<Map<string, string>> {
  const [text = ''] = Object.values(await revisions(folder));
  return new Map(
    [...text.matchAll(/'(AKS-[^']+)': '(\w+)'/g)].map(([, id = '', hash = '']) => [id, hash]),
  );
}

beforeAll(async () => {
  before = await revisionsIn(root);
});

/** The checks whose revision is another one when a file below src/posture is. */
async function changedBy(file: string, change: (source: string) => string): Promise<string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'drawbridge-revisions-'));
  onTestFinished(() => rm(copy, { recursive: true }));
  await cp(join(root, 'src'), join(copy, 'src'), { recursive: true });
  await cp(join(root, 'package.json'), join(copy, 'package.json'));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  const path = join(copy, 'src/posture', file);
  await writeFile(path, change(await readFile(path, 'utf8')));
  const after = await revisionsIn(copy);
  return [...before.keys()].filter((id) => after.get(id) !== before.get(id));
}

const more = (source: string) => `${source}\nexport const addedHere = 1;\n`;

test('a helper of another group changes the checks that use it, and no others', async () => {
  const changed = await changedBy('checks/pod/_containers.ts', more);
  expect(changed).toEqual(expect.arrayContaining(['AKS-POD-001', 'AKS-REL-008']));
  expect(changed).not.toContain('AKS-API-001');
});

test('so does a helper of helpers, beside the groups', async () => {
  const changed = await changedBy('access/own-reader.ts', more);
  expect(changed).toContain('AKS-RBAC-006');
  expect(changed).not.toContain('AKS-POD-001');
});

test('comments change nothing', async () => {
  expect(
    await changedBy('checks/pod/_containers.ts', (source) => `// Said anew.\n${source}`),
  ).toEqual([]);
});
