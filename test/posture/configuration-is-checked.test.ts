import { expect, test } from 'vitest';
import { ConfigError } from '../../src/config/section.ts';
import { defaultPostureConfig, loadPostureConfig } from '../../src/posture/config.ts';

test('an empty file, and one about something else, keep the defaults', () => {
  for (const text of ['', '# nothing', 'posture: {}', 'other: 1'])
    expect(loadPostureConfig(text)).toEqual(defaultPostureConfig);
  expect(defaultPostureConfig).toMatchObject({
    maxAdminGroups: 3,
    widestPrefix: 16,
    minRetentionDays: 90,
    daysBeforeEndOfSupport: 60,
  });
});

test('what is given is used, and the rest keeps its default', () => {
  const config = loadPostureConfig(
    'posture:\n  widestPrefix: 24\n  kubernetesLifecycle:\n    - { minor: "1.35", generalAvailability: "2026-03", endOfLife: "2027-03-15" }\n',
  );
  expect(config).toMatchObject({
    widestPrefix: 24,
    maxAdminGroups: 3,
    kubernetesLifecycle: [{ minor: '1.35', endOfLife: '2027-03-15' }],
  });
});

test.each([
  ['posture:\n  widestPrefx: 24', /unknown key "widestPrefx"; did you mean "widestPrefix"\?/],
  ['posture:\n  widestPrefix: 40', /posture\.widestPrefix /],
  [
    'posture:\n  trustedAccessSources: [vault]',
    /posture\.trustedAccessSources\[1\] must be an ARM id/,
  ],
  [
    'posture:\n  maintenanceHours: { from: "25:00", to: "06:00" }',
    /maintenanceHours\.from must be a time/,
  ],
  [
    'posture:\n  allowedSubjects: [{ subject: "ops", checks: [AKS-RBAC-006] }]',
    /allowedSubjects\[1\]\.subject must begin with User, Group or ServiceAccount/,
  ],
  [
    'posture:\n  allowedSubjects: [{ subject: "Group ops", checks: [RBAC-6] }]',
    /allowedSubjects\[1\]\.checks\[1\] must be a check such as AKS-RBAC-006/,
  ],
  ['owners: {}\nposture:\n  widestPrefix: 40', /^config\.yaml:3:17: posture\.widestPrefix /],
  ['posture: [', /^config\.yaml:1:\d+: /],
  ['- a', /the file/],
])('%j is refused by name', (text, problem) => {
  expect(() => loadPostureConfig(text)).toThrow(ConfigError);
  expect(() => loadPostureConfig(text)).toThrow(problem);
});
