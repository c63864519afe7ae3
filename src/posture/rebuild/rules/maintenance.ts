import type { Json } from '../../../fleet/snapshot.ts';
import { blockedDays, fitsInto } from '../../checks/upg/_windows.ts';
import { type Draft, Part } from '../draft.ts';

const leastHours = 4;
const wanted = ['aksManagedAutoUpgradeSchedule', 'aksManagedNodeOSUpgradeSchedule'];
const window = 'properties.maintenanceWindow';

/** Both windows: those that the old cluster had, where they can be used, and else a Sunday night. */
export function maintenance(draft: Draft): void {
  draft.maintenanceConfigurations = draft.maintenanceConfigurations.map((old) => ({
    name: String(old.name).split('/').at(-1),
    properties: old.properties ?? {},
  }));
  for (const item of draft.maintenanceConfigurations)
    if (item.properties.maintenanceWindow) usable(draft, item);
  for (const name of wanted) add(draft, name);
}

function usable(draft: Draft, item: Json): void {
  const { config, now } = draft.look;
  const part = new Part(draft, item, `maintenanceConfigurations[${item.name}]`);
  const reason = { check: 'AKS-UPG-007' as const, why: 'The window is long enough, and approved.' };
  const hours = Number(part.get(`${window}.durationHours`)) || 0;
  part.set(`${window}.durationHours`, Math.max(hours, leastHours), reason);
  const approved = config.maintenanceHours;
  const start = part.get(`${window}.startTime`) as string | undefined;
  const offset = part.get(`${window}.utcOffset`) as string | undefined;
  if (approved && !fitsInto({ start, offset, hours: Math.max(hours, leastHours) }, approved)) {
    part.set(`${window}.startTime`, approved.from, reason);
    part.set(`${window}.utcOffset`, '+00:00', reason);
    part.set(`${window}.durationHours`, leastHours, reason);
  }
  const bans = (part.get(`${window}.notAllowedDates`) as { start: string; end: string }[]) ?? [];
  if (blockedDays(bans, now) > config.maxBlockedDays)
    part.drop(`${window}.notAllowedDates`, {
      check: 'AKS-UPG-007',
      why: 'A ban that never ends lets no patch through.',
    });
}

function add(draft: Draft, name: string): void {
  const items = draft.maintenanceConfigurations;
  if (items.some((item) => String(item.name).toLowerCase() === name.toLowerCase())) return;
  const item = { name };
  items.push(item);
  new Part(draft, item, `maintenanceConfigurations[${name}]`).set(
    window,
    {
      schedule: { weekly: { intervalWeeks: 1, dayOfWeek: 'Sunday' } },
      durationHours: leastHours,
      startTime: draft.look.config.maintenanceHours?.from ?? '02:00',
      utcOffset: '+00:00',
    },
    { check: 'AKS-UPG-006', why: 'Without a window upgrades come at any hour.' },
  );
}
