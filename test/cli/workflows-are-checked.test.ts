import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawbridge } from './support/run.ts';

let folder: string;
const shipped = new URL('../../workflows', import.meta.url).pathname;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('what ships is in order, and is listed with its next times', async () => {
  const env = { WORKFLOWS_DIR: shipped };
  expect(await drawbridge(['workflows', 'check'], { env })).toMatchObject({ code: 0, stderr: '' });
  const { code, stdout } = await drawbridge(['workflows', 'list'], { env });
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /posture-daily +posture +all +0 6 \* \* \* UTC +\d{4}-\d\d-\d\d 06:00 UTC,/,
  );
});

test('a problem is told with file, line and column, and ends with 2', async () => {
  await writeFile(
    join(folder, 'night.yaml'),
    'nam: night\ndescription: d\non: {}\nclusters: all\nrun: drft\n',
  );
  const { code, stderr } = await drawbridge(['workflows', 'check', folder]);
  expect(code).toBe(2);
  // Each on a line of its own.
  expect(stderr.trimEnd().split('\n')).toEqual([
    'drawbridge: night.yaml:1:1: unknown key "nam"; did you mean "name"?',
    expect.stringMatching(/^night\.yaml:5:6: run "drft" is not one of .*; did you mean drift\?$/),
  ]);
});

test('an example says where it goes, and which route says so', async () => {
  const { code, stdout } = await drawbridge([
    ...['workflows', 'test', shipped, '--workflow', 'posture-daily', '--severity', 'critical'],
  ]);
  expect(code).toBe(0);
  expect(stdout).toBe(
    'channel C0SECOPS0, at once: route security\nchannel C0PLATFRM, at once: route platform\nnot route alerts: posture is not among forbidden, detections\n',
  );
  const wrong = await drawbridge(['workflows', 'test', shipped, '--workflow', 'posture-dayly']);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain(
    'there is no workflow “posture-dayly”; there are detections, drift-weekly,',
  );
});

test('an example in a file says which routes it does not take, and why', async () => {
  const file = join(folder, 'example.json');
  const example = { severity: 'medium', cluster: 'aks-one', detection: 'forbidden' };
  await writeFile(file, JSON.stringify({ ...example, namespaces: ['shop'] }));
  const { code, stdout } = await drawbridge(['workflows', 'test', file, shipped]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^channel C0SECOPS0, at once: route alerts\n/);
  expect(stdout).toContain('not route security: medium is less than critical\n');
  await writeFile(file, JSON.stringify({ severity: 'medium', klaster: 'aks-one' }));
  const wrong = await drawbridge(['workflows', 'test', file, shipped]);
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.stderr).toContain('"klaster"');
});

test('an audit event is looked at as the real ones are', async () => {
  const file = join(folder, 'event.json');
  const event = {
    ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level: 'Metadata', auditID: 'a-1' },
    ...{ stage: 'ResponseComplete', verb: 'get', requestURI: '/api/v1/namespaces/shop/secrets/db' },
    user: { username: 'mallory@contoso.com', groups: ['system:authenticated'] },
    sourceIPs: ['203.0.113.7'],
    userAgent: 'kubectl/v1.33.1',
    objectRef: { resource: 'secrets', namespace: 'shop', name: 'db', apiVersion: 'v1' },
    responseStatus: { code: 403, reason: 'Forbidden' },
    requestReceivedTimestamp: '2026-11-23T10:00:00.000000Z',
    stageTimestamp: '2026-11-23T10:00:00.100000Z',
  };
  await writeFile(file, JSON.stringify(event, null, 2));
  const { code, stdout, stderr } = await drawbridge(['workflows', 'test', file, shipped]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('forbidden by mallory@contoso.com');
  expect(stdout).toMatch(/channel C0SECOPS0, at once: route alerts/);
});
