import { childLines } from '../../bicep-lines.ts';
import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs, azurePolicy, psrule } from '../../references.ts';
import { blockedDays, fitsInto } from './_windows.ts';

const clusterWindow = 'aksManagedAutoUpgradeSchedule';
const nodeWindow = 'aksManagedNodeOSUpgradeSchedule';
const leastHours = 4;

/** Sundays, as the command has it. */
const weeklyWindow = {
  'maintenanceWindow.schedule.weekly': { dayOfWeek: 'Sunday', intervalWeeks: 1 },
  'maintenanceWindow.durationHours': 6,
  'maintenanceWindow.utcOffset': '+00:00',
  'maintenanceWindow.startTime': '02:00',
};

function missingWindows(look: Look) {
  const { items, evidence } = look.list('maintenanceConfigurations');
  const channel = look.cluster.word('properties.autoUpgradeProfile.nodeOSUpgradeChannel');
  // An absent channel is NodeImage, Azure's default.
  const wanted = channel.value === 'none' ? [clusterWindow] : [clusterWindow, nodeWindow];
  // In a template the name follows that of the cluster. One that it leaves open makes this unknown.
  const present = new Set(items.map((item) => item.word('name').value?.split('/').at(-1)));
  return {
    missing: wanted.filter((name) => !present.has(name.toLowerCase())),
    hasDefault: present.has('default'),
    evidence: [evidence, channel.evidence] as const,
  };
}

function judgeWindow({ config, now }: Look) {
  return (window: Node) => {
    const path = 'properties.maintenanceWindow';
    const hours = window.number(`${path}.durationHours`);
    const start = window.text(`${path}.startTime`);
    const offset = window.text(`${path}.utcOffset`);
    const bans = window.children(`${path}.notAllowedDates`);
    const spans = (bans.value ?? []).map((ban) => ({
      start: ban.text('start').value,
      end: ban.text('end').value,
    }));
    const approved =
      !config.maintenanceHours ||
      fitsInto(
        { start: start.value, offset: offset.value, hours: hours.value ?? leastHours },
        config.maintenanceHours,
      );
    return {
      ok:
        (hours.value ?? 0) >= leastHours &&
        approved &&
        blockedDays(spans, now) <= config.maxBlockedDays,
      evidence: [hours.evidence, start.evidence, offset.evidence, bans.evidence],
    };
  };
}

function windowsOf(look: Look): Node[] {
  return look
    .list('maintenanceConfigurations')
    .items.filter((item) => item.child('properties.maintenanceWindow') !== undefined);
}

export const checks = [
  defineCheck({
    id: 'AKS-UPG-006',
    title: 'Maintenance windows set',
    group: 'UPG',
    severity: 'medium',
    why: 'Without a window upgrades come at any hour. After the first one at a bad hour somebody turns them off, and patches stop.',
    needs: ['managedCluster', 'maintenanceConfigurations'],
    references: [
      azurePolicy('e1352e44'),
      psrule('MaintenanceWindow'),
      aksDocs('planned-maintenance'),
    ],
    evaluate(look) {
      const { missing, hasDefault, evidence } = missingWindows(look);
      if (missing.length === 0) return pass('Maintenance windows are set.', ...evidence);
      return fail(
        `There is no ${listed(missing)}.${hasDefault ? ' (`default` covers only the weekly releases of AKS.)' : ''}`,
        ...evidence,
      );
    },
    fix: manual((look) => ({
      steps: 'Choose hours of at least four in a row when a restart of nodes does no harm.',
      commands: missingWindows(look).missing.map((name) =>
        azAksOf(
          look,
          'maintenanceconfiguration add',
          name,
          '--schedule-type Weekly --day-of-week Sunday --interval-weeks 1 --start-time 02:00 --utc-offset +00:00 --duration 6',
        ),
      ),
      bicep: missingWindows(look)
        .missing.map((name) =>
          childLines(look.ref, 'maintenanceConfigurations', name, weeklyWindow),
        )
        .join('\n'),
    })),
  }),
  defineCheck({
    id: 'AKS-UPG-007',
    title: 'Maintenance windows usable',
    group: 'UPG',
    severity: 'low',
    why: 'A window that is too short, or that is always forbidden, looks like patching and lets none through.',
    needs: ['maintenanceConfigurations'],
    references: [aksDocs('planned-maintenance')],
    evaluate(look) {
      const { evidence } = look.list('maintenanceConfigurations');
      return forAll({
        objects: windowsOf(look),
        ask: judgeWindow(look),
        nothing: notApplicable('No maintenance window is set (AKS-UPG-006).', evidence),
        failed: (names) =>
          `Shorter than ${leastHours} hours, outside the approved hours, or forbidden for good: ${listed(names)}.`,
        passed: 'Every maintenance window can be used.',
      });
    },
    fix: manual((look) => ({
      steps: `Give each window at least ${leastHours} hours, within the approved ones, and take out bans that never end.`,
      commands: failing(windowsOf(look), judgeWindow(look)).map(({ object }) =>
        azAksOf(
          look,
          'maintenanceconfiguration update',
          object,
          '--config-file "<window as JSON>"',
        ),
      ),
    })),
  }),
];
