import { readFile } from 'node:fs/promises';
import { describe, expect, it, test } from 'vitest';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { loadWaiverConfig } from '../../../src/posture/waivers/config.ts';
import { loadWaivers, WaiversError } from '../../../src/posture/waivers/load.ts';

const now = new Date('2026-11-20T10:00:00Z');
const options = { checks: checks.map(({ id }) => id), maxDays: 90, now };
const rest = 'reason: it moves\n    owner: team-shop\n    approvedBy: wei.chen';

function load(entry: string) {
  return loadWaivers(`waivers:\n  - ${entry}\n`, options);
}

function problemsOf(text: string): string[] {
  try {
    loadWaivers(text, options);
  } catch (error) {
    if (error instanceof WaiversError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('the example in the repository loads and says what its comments say', async () => {
  const text = await readFile('waivers.example.yaml', 'utf8');
  const waivers = loadWaivers(text, { ...options, file: 'waivers.yaml' });
  expect(waivers).toMatchObject([
    {
      ...{ check: 'AKS-API-001', scope: { names: ['aks-dev-*'] }, owner: 'team-platform' },
      ...{ approvedBy: ['wei.chen'], until: '2027-02-01T00:00:00.000Z' },
      origin: expect.stringMatching(/^waivers\.yaml:\d+$/),
    },
    { object: 'user1', scope: { tags: { env: ['staging'] } }, approvedBy: ['ngozi.okafor'] },
  ]);
});

describe('what a waiver may say', () => {
  it.each<[string, object]>([
    ['aks-dev-weu', { names: ['aks-dev-weu'] }],
    ['[a*, b]', { names: ['a*', 'b'] }],
    ['all', { names: ['*'] }],
    ['/subscriptions/S/x', { ids: ['/subscriptions/s/x'] }],
    ['{ tags: { env: dev, tier: [1, 2] } }', { tags: { env: ['dev'], tier: ['1', '2'] } }],
    ['{ names: [a], tags: { env: dev } }', { names: ['a'], tags: { env: ['dev'] } }],
  ])('clusters: %s', (clusters, scope) => {
    const [waiver] = load(
      `check: aks-api-001\n    clusters: ${clusters}\n    ${rest}\n    until: 2026-12-31`,
    );
    expect(waiver).toMatchObject({ check: 'AKS-API-001', scope });
  });

  it.each([
    ['2026-12-31', '2027-01-01T00:00:00.000Z'],
    ['2026-12-31T12:00:00+02:00', '2026-12-31T10:00:00.000Z'],
    // Over already: a process has to start on the day after as it did on the day before.
    ['2026-11-01', '2026-11-02T00:00:00.000Z'],
  ])('until: %s', (until, end) => {
    const [waiver] = load(`check: AKS-API-001\n    clusters: a\n    ${rest}\n    until: ${until}`);
    expect(waiver?.until).toBe(end);
  });

  it('is the same waiver in every run while its words are the same', () => {
    const entry = `check: AKS-API-001\n    clusters: a\n    ${rest}\n    until: 2026-12-31`;
    const [one] = load(entry);
    const [other] = loadWaivers(`\n\nwaivers:\n  - ${entry}\n`, { ...options, file: 'moved.yaml' });
    expect(other?.id).toBe(one?.id);
    expect(one?.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    const [changed] = load(entry.replace('it moves', 'it moved'));
    expect(changed?.id).not.toBe(one?.id);
  });
});

const entry = (more: string) => `waivers:\n  - ${more}`;

test.each([
  ['', 'waivers.yaml:1:1: the file should have waivers'],
  ['waiver: []', 'waivers.yaml:1:1: unknown key "waiver"; did you mean "waivers"?'],
  [
    entry(`check: AKS-API-01\n    clusters: a\n    ${rest}\n    until: 2026-12-31`),
    'waivers.yaml:2:12: waivers[1].check "AKS-API-01" is not the id of a check; did you mean AKS-API-001?',
  ],
  [
    entry(`check: AKS-API-001\n    cluster: a\n    ${rest}\n    until: 2026-12-31`),
    'waivers.yaml:3:5: unknown key "cluster"; did you mean "clusters"?',
  ],
  [
    entry(`check: AKS-API-001\n    clusters: {}\n    ${rest}\n    until: 2026-12-31`),
    'waivers.yaml:3:15: waivers[1].clusters name no cluster; write all if you mean all',
  ],
  [
    entry(`check: AKS-API-001\n    clusters: a\n    ${rest}`),
    'waivers.yaml:2:5: waivers[1].until is missing; it should be a day such as 2027-01-31',
  ],
  [
    entry(`check: AKS-API-001\n    clusters: a\n    ${rest}\n    until: 2026-02-31`),
    'waivers.yaml:7:12: waivers[1].until "2026-02-31" is not a day such as 2027-01-31',
  ],
  [
    entry(`check: AKS-API-001\n    clusters: a\n    ${rest}\n    until: never`),
    'waivers.yaml:7:12: waivers[1].until "never" is not a day such as 2027-01-31',
  ],
  [
    entry(`check: AKS-API-001\n    clusters: a\n    ${rest}\n    until: 2027-06-01`),
    'waivers.yaml:7:12: waivers[1].until is too far ahead: a waiver holds for 90 days at most, so until 2027-02-18 (section waivers of CONFIG_FILE says how long)',
  ],
  [
    entry(
      'check: AKS-API-001\n    clusters: a\n    reason: x\n    owner: wei\n    approvedBy: Wei\n    until: 2026-12-31',
    ),
    'waivers.yaml:6:17: waivers[1].approvedBy names nobody but the owner; a second person has to approve',
  ],
  [
    entry(
      'check: AKS-API-001\n    clusters: a\n    reason: ""\n    owner: wei\n    approvedBy: []\n    until: 2026-12-31',
    ),
    'waivers.yaml:4:13: waivers[1].reason is empty',
  ],
])('a wrong file is told with its place: %j', (text, first) => {
  expect(problemsOf(text)[0]).toBe(first);
});

test('what is said twice is told', () => {
  const one = `  - check: AKS-API-001\n    clusters: a\n    ${rest}\n    until: 2026-12-31\n`;
  expect(problemsOf(`waivers:\n${one}${one.replace('12-31', '12-30')}`)).toEqual([
    'waivers.yaml:8:5: waivers[2] says again what waivers[1] says; keep one of them',
  ]);
});

test('how long a waiver may hold is set, and never for ever', () => {
  expect(loadWaiverConfig('')).toEqual({ maxDays: 90 });
  expect(loadWaiverConfig('waivers: { maxDays: 30 }')).toEqual({ maxDays: 30 });
  expect(() => loadWaiverConfig('waivers: { maxDays: 10000 }')).toThrow(
    /waivers\.maxDays should be 730 or less: a waiver is never permanent/,
  );
});
