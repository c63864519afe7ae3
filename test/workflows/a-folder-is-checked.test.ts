import { expect, test } from 'vitest';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { loadRights } from '../../src/rights/load.ts';
import { loadWorkflows } from '../../src/workflows/load.ts';
import { readWorkflowFolder } from '../../src/workflows/read-folder.ts';
import { runners } from '../../src/workflows/runners/index.generated.ts';

const good = `name: nightly
description: Looks every night.
on:
  schedule: "0 2 * * *"
  timezone: Europe/Berlin
clusters: tag:env=prod
run: posture
`;

function problemsOf(text: string, routes = ''): string[] {
  const loaded = loadWorkflows([
    { name: 'nightly.yaml', text },
    ...(routes ? [{ name: 'routes.yaml', text: routes }] : []),
  ]);
  return loaded.ok ? [] : loaded.problems;
}

test('what ships is in order, and its routes have a fallback', async () => {
  const shipped = new URL('../../workflows', import.meta.url).pathname;
  const loaded = loadWorkflows(await readWorkflowFolder(shipped));
  expect(loaded).toMatchObject({
    ok: true,
    set: { routes: { fallback: { channel: 'C0PLATFRM' } } },
  });
  expect(loaded.ok && loaded.set.workflows.map(({ name, run }) => [name, run])).toEqual([
    ['detections', 'detections'],
    ['drift-weekly', 'drift'],
    ['end-of-support', 'upgrade'],
    ['forbidden-calls', 'forbidden'],
    ['monday-digest', 'digest'],
    ['posture-daily', 'posture'],
    ['reboot-weekly', 'nodes'],
    ['upgrade-weekly', 'upgrade'],
  ]);
});

test('what is left out has a default', () => {
  const loaded = loadWorkflows([{ name: 'nightly.yaml', text: good }]);
  expect(loaded.ok && loaded.set.workflows[0]).toMatchObject({
    enabled: true,
    shadow: false,
    when: { change: ['new', 'changed', 'resolved'], severity: 'info' },
    with: {},
  });
});

test('on: command says that it runs when somebody says so', () => {
  const text = good.replace(/^on:(.|\n)*Berlin\n/m, 'on: command\n');
  const loaded = loadWorkflows([{ name: 'nightly.yaml', text }]);
  expect(loaded.ok && loaded.set.workflows[0]?.on).toEqual({ timezone: 'UTC' });
});

test.each([
  ['run: posture', 'rum: posture', 'nightly.yaml:7:1: unknown key "rum"; did you mean "run"?'],
  [
    'run: posture',
    'run: forbiddenn',
    `nightly.yaml:7:6: run "forbiddenn" is not one of ${runners.map(({ run }) => run).join(', ')}, and no id of a detection; did you mean forbidden?`,
  ],
  [
    '"0 2 * * *"',
    '"0 0 2 * * *"',
    'nightly.yaml:4:13: on.schedule "0 0 2 * * *" has 6 fields; write five, minute hour day month weekday: "0 7 * * 1-5"',
  ],
  [
    '"0 2 * * *"',
    '"61 2 * * *"',
    'nightly.yaml:4:13: on.schedule "61 2 * * *" is no schedule: Invalid value for minute: 61; write for example "0 7 * * 1-5"',
  ],
  ['"0 2 * * *"', '"0 2 30 2 *"', 'nightly.yaml:4:13: on.schedule "0 2 30 2 *" never comes'],
  [
    'Europe/Berlin',
    'Europe/Bonn',
    'nightly.yaml:5:13: on.timezone "Europe/Bonn" is not the name of a time zone; write for example Europe/Berlin',
  ],
  ['run: posture', 'run: posture\nwith: { layer: api }', 'nightly.yaml:8:9: unknown key "layer"'],
  [
    'run: posture',
    'run: forbidden\nwith: { windw: 20m }',
    'nightly.yaml:8:9: unknown key "windw"; did you mean "window"?',
  ],
  [
    'run: posture',
    'run: posture\nwhen: { change: [new], severity: hihg }',
    'nightly.yaml:8:34: when.severity "hihg" is not one of critical, high, medium, low, info',
  ],
  [
    'run: posture',
    'run: posture\nwhen: { chnage: [new] }',
    'nightly.yaml:8:9: unknown key "chnage"; did you mean "change"?',
  ],
  [
    'run: posture',
    'run: posture\nwhen: sometimes',
    'nightly.yaml:8:7: when should be always, or { change: [new, changed, resolved], severity: high }',
  ],
  [
    'run: posture',
    'run: posture\nnotify: [{ chanel: C0PLATFRM }]',
    'nightly.yaml:8:12: unknown key "chanel"; did you mean "channel"?',
  ],
  [
    'run: posture',
    'run: posture\nnotify: [{ channel: "#general" }]',
    expect.stringMatching(/^nightly\.yaml:8:21: notify\[1\]\.channel "#general" is not the id of/),
  ],
  [
    'run: posture',
    'run: posture\nnotify: [secops]',
    'nightly.yaml:8:10: notify[1] "secops" is no route of routes.yaml: known are night',
  ],
  [
    'run: posture',
    'run: posture\noffer: [authorised-ip-ranges]',
    `nightly.yaml:8:9: offer[1] "authorised-ip-ranges" is no remediation: known are ${remediations.map(({ id }) => id).join(', ')}; did you mean authorized-ip-ranges?`,
  ],
  [
    'run: posture',
    'run: forbidden\noffer: [audit-logs]',
    expect.stringMatching(
      /^nightly\.yaml:8:8: offer has nothing to offer: reports of "forbidden" name no remediation/,
    ),
  ],
  [
    'run: posture',
    'run: posture\napproval: { reason: optional }',
    'nightly.yaml:8:21: approval.reason can only be required: a workflow asks for more, never for less',
  ],
  [
    'run: posture',
    'run: posture\napproval: { freezes: [{ from: "Fri 16:00", to: "2027-01-04", reason: r }] }',
    'nightly.yaml:8:48: approval.freezes[1].to "2027-01-04" and "Fri 16:00" are not of one kind: write two dates, or two days of the week',
  ],
])('%s as %s is told with its place', (before, after, problem) => {
  const routes = 'routes:\n  - name: night\n    to: { channel: C0SECOPS0 }\n';
  expect(problemsOf(good.replace(before, after), routes)).toEqual([problem]);
});

test('a filter that is none, a name twice, and routes that are wrong are told together', () => {
  const loaded = loadWorkflows([
    { name: 'a.yaml', text: good },
    { name: 'b.yaml', text: good },
    { name: 'c.yaml', text: good.replace('tag:env=prod', 'colour:red').replace('nightly', 'c') },
    { name: 'routes.yaml', text: 'routes:\n  - name: night\n    to: "#general"\n    quite: {}\n' },
  ]);
  expect(loaded.ok ? [] : loaded.problems).toEqual([
    'routes.yaml:3:9: routes[1].to should be { channel: C0SECOPS0 }, { person: U0CHEN00 } or owner',
    'routes.yaml:4:5: unknown key "quite"; did you mean "quiet"?',
    'b.yaml:1:7: "nightly" is the name of the workflow in a.yaml, too',
    expect.stringMatching(/^c\.yaml:6:11: clusters is no filter: "colour:red" is no filter/),
  ]);
});

test('what asks less of approvals than the rights do is told with its place, where the rights are known', () => {
  const rights = loadRights(`
teams: [T0DRAWBRG]
rules:
  - allow: [approve]
    to: { groups: [aks-approvers] }
approvals:
  - risk: low
    need: 1
    expires: 2d
  - need: 2
    expires: 4h
`);
  const asks = 'approval: { need: 1, groups: [aks-approvers, aks-friends], expires: 12h }\n';
  const text = `${good}offer: [authorized-ip-ranges]\n${asks}`;
  const files = [{ name: 'nightly.yaml', text }];
  expect(loadWorkflows(files)).toMatchObject({ ok: true });
  expect(loadWorkflows(files, rights)).toEqual({
    ok: false,
    problems: [
      'nightly.yaml:9:19: need 1 is fewer than the file of rights asks for: 2; a workflow can only ask for more',
      'nightly.yaml:9:69: an approval would hold for 12h, longer than the file of rights lets it: 4h',
      'nightly.yaml:9:46: "aks-friends" is allowed to approve by no rule of the file of rights',
    ],
  });
});
