import { expect, test } from 'vitest';
import {
  defaultRolloutConfig,
  loadRolloutConfig,
  ringOf,
  whyFirst,
} from '../../src/rollout/config.ts';

const ring = (tags: Record<string, string>, config = defaultRolloutConfig) =>
  config.rings[ringOf(config, { name: 'x', tags })]?.name;

test.each([
  [{ env: 'dev' }, 'dev'],
  [{ ENV: 'Development' }, 'dev'],
  [{ env: 'staging' }, 'staging'],
  [{ env: ' prod ' }, 'production'],
  [{ env: 'production', app: 'shop' }, 'production'],
  [{ env: 'prod-like' }, undefined],
  [{ environment: 'prod' }, undefined],
  [{}, undefined],
])('%o belongs to %s', (tags, name) => {
  expect(ring(tags)).toBe(name);
});

test('the first ring that fits counts, and times are read', () => {
  const config = loadRolloutConfig(`
rollouts:
  rings:
    - { name: canary, tag: canary=yes, soak: 2h }
    - { name: rest, tag: [env=dev, env=prod] }
  soak: 0
  watch: 1h30m
`);
  expect(ring({ env: 'prod', canary: 'yes' }, config)).toBe('canary');
  expect(ring({ env: 'prod' }, config)).toBe('rest');
  const said = (tags: Record<string, string>) => whyFirst(config, { tags });
  expect(said({ env: 'prod', canary: 'yes' })).toBe(
    'It has the tags of canary and rest; the first of them counts.',
  );
  expect([said({ env: 'prod' }), said({})]).toEqual([null, null]);
  expect(config).toMatchObject({ soak: 0, watch: 90 * 60_000, atOnce: 3 });
  expect(config.rings[0]?.soak).toBe(2 * 60 * 60_000);
});

test.each([
  ['rings: [{ name: dev, tag: dev }]', '"dev" is no tag with its value; write env=dev'],
  ['rings: []', 'needs at least one ring'],
  ['rings: [{ name: a, tag: x=1 }, { name: A, tag: x=2 }]', 'names one ring twice'],
  ['soak: soon', '"soon" is not a length of time; write 30m, 8h or 2d, or 0 for none'],
  ['atOnce: 0', 'should be 1 or more'],
  ['sok: 2d', 'did you mean'],
])('%s is refused', (line, message) => {
  expect(() => loadRolloutConfig(`rollouts:\n  ${line}\n`)).toThrow(message);
});
