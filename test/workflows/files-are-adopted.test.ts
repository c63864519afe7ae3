import { afterEach, beforeEach, expect, test } from 'vitest';
import { adoptWorkflows, workflowsInUse } from '../../src/workflows/adopt.ts';
import { readWorkflowFolder } from '../../src/workflows/read-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const now = new Date('2026-11-24T06:00:00Z');
const shipped = () => readWorkflowFolder(new URL('../../workflows', import.meta.url).pathname);
const adopt = async (files: Parameters<typeof adoptWorkflows>[1]) =>
  adoptWorkflows(database.pool, files, now);

test('a second worker, and one that starts anew, find nothing to adopt', async () => {
  const files = await shipped();
  expect(await adopt(files)).toMatchObject({ kind: 'adopted' });
  expect(await adopt(files)).toEqual({ kind: 'unchanged' });
});

test('the same files are read anew where a newer version makes something else of them', async () => {
  const files = await shipped();
  await adopt(files);
  await database.pool.query(
    `update drawbridge.workflow_set set content = jsonb_set(content, '{workflows,0}', (content->'workflows'->0) - 'shadow')`,
  );
  expect(await adopt(files)).toMatchObject({
    kind: 'adopted',
    difference: { changed: ['detections'], added: [], removed: [] },
  });
  expect((await workflowsInUse(database.pool)).workflows[0]).toMatchObject({ shadow: false });
});

test('broken files are told once, however many look at them, and again only when they are others', async () => {
  const files = await shipped();
  await adopt(files);
  const broken = files.map((file) =>
    file.name === 'drift-weekly.yaml' ? { ...file, text: 'nmae: drift' } : file,
  );
  const first = await adopt(broken);
  expect(first).toMatchObject({ kind: 'broken', outgoing: expect.any(String) });
  expect(first).toHaveProperty(
    'problems',
    expect.arrayContaining([expect.stringMatching(/^drift-weekly\.yaml:1:1: .*name/)]),
  );
  expect(await adopt(broken)).toMatchObject({ kind: 'broken', outgoing: null });
  expect((await workflowsInUse(database.pool)).workflows).toHaveLength(8);
  expect(await adopt(files)).toEqual({ kind: 'unchanged' });
  expect(await adopt(broken)).toMatchObject({ kind: 'broken', outgoing: expect.any(String) });
});
