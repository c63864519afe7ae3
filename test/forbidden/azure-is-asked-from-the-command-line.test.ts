import { expect, test } from 'vitest';
import { command } from '../../src/cli/forbidden.ts';
import { logs, now } from '../sandbox/logs/support.ts';

async function forbidden(args: string[], options: Record<string, unknown> = {}) {
  const { azure } = await logs();
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void err.push(text),
    env: { DRAWBRIDGE_SANDBOX: 'on', SANDBOX_AZURE_URL: azure.url },
    cwd: '/',
    isTTY: false,
    signal: new AbortController().signal,
    now: () => now,
  };
  const code = await command.run(io, { args, options: { format: 'json', ...options } });
  return { code, json: JSON.parse(out.join('')), err: err.join('') };
}

test('a cluster by name, without a database', async () => {
  const { code, json, err } = await forbidden(['aks-prod-weu'], { since: '4h' });
  expect([code, err]).toEqual([0, '']);
  expect(json).toMatchObject({
    window: { from: '2026-11-23T20:00:00.000Z', to: '2026-11-24T00:00:00.000Z' },
    partial: false,
  });
  expect(json.actors).toContainEqual(
    expect.objectContaining({ actor: 'jonas.weber@contoso.example', kind: 'authorization' }),
  );
  expect(json.actors[0]).not.toHaveProperty('cluster');
});

test('detections in a section of their own', async () => {
  const { json } = await forbidden(['aks-prod-weu'], { since: '8h', detections: true });
  const kinds = json.detections.map(({ kind }: { kind: string }) => kind);
  expect(kinds).toContain('local-admin');
  expect(kinds).toContain('can-i-burst');
});

test('a cluster that logs nowhere ends with 3, and is told', async () => {
  const { azure } = await logs();
  const silent = azure.state.clusters.find(({ diagnosticSettings }) => !diagnosticSettings.length);
  const { code, json, err } = await forbidden([silent?.name ?? '']);
  expect(code).toBe(3);
  expect(json).toMatchObject({ calls: 0, partial: true });
  expect(err).toContain('nobody can see who was refused what');
});
