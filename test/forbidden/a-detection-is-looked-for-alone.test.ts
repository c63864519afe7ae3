import { expect, test } from 'vitest';
import { detections } from '../../src/forbidden/detections/index.generated.ts';
import { lookingFor } from '../../src/forbidden/looking-for.ts';
import { lookingAt } from './support/looking-at.ts';

test('names say what a look is for, and one that is none is quoted with those that are', () => {
  expect(lookingFor(['forbidden'])).toEqual({ refusals: true, detections: [] });
  const alone = lookingFor(['local-admin']);
  expect(alone.refusals).toBe(false);
  expect(alone.detections.map(({ id }) => id)).toEqual(['local-admin']);
  const all = detections.map(({ id }) => id);
  expect(lookingFor(all).detections).toHaveLength(all.length);
  expect(() => lookingFor(['local-admim'])).toThrow('"local-admim" is no detection; there are');
});

test('a detection alone: its findings and no refusals', async () => {
  const { look, asked } = await lookingAt(['aks-prod-weu'], 12);
  const [found] = await look(lookingFor(['local-admin']));
  expect(found).toMatchObject({ problem: null, partial: null, unauthenticated: 0 });
  expect(new Set(found?.sightings.map(({ detection }) => detection))).toEqual(
    new Set(['local-admin']),
  );
  expect(asked).toHaveLength(2);
  expect(asked.join()).not.toContain('impersonation');
});

test('what else the same caller did is told of what is found too', async () => {
  const { look } = await lookingAt(['aks-prod-weu'], 12);
  const [found] = await look({ ...lookingFor(['local-admin']), around: true });
  const facts = found?.sightings[0]?.facts;
  expect(facts).toMatchObject({
    title: 'The local admin certificate was used',
    unread: [],
    succeeded: expect.arrayContaining([
      expect.objectContaining({ what: 'read secrets in kube-system', calls: 1 }),
      expect.objectContaining({ what: 'changed admission webhooks', calls: 1 }),
    ]),
  });
  expect(facts).not.toHaveProperty('brokenBy');
});

test('what the table cannot show is no all-clear', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu'], 12);
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-prod-weu');
  for (const { properties } of cluster?.diagnosticSettings ?? [])
    properties.logs = [{ category: 'kube-audit-admin', enabled: true }];
  const [found] = await look(lookingFor(['secret-enumeration']));
  expect(found?.problem).toMatchObject({
    code: 'not-visible',
    hint: expect.stringContaining('audit-logs'),
  });
});
