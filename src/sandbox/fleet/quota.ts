/** Cores of a region: https://learn.microsoft.com/rest/api/compute/usage/list */
import type { Json } from './wire.ts';

/** VM families by the size that pools name. */
const families: Record<string, { value: string; localizedValue: string }> = {
  D: { value: 'standardDDSv5Family', localizedValue: 'Standard DDSv5 Family vCPUs' },
  E: { value: 'standardEDSv5Family', localizedValue: 'Standard EDSv5 Family vCPUs' },
};

export function coreUsages(): Json[] {
  const usage = (name: Json, currentValue: number, limit: number) => ({
    ...{ unit: 'Count', currentValue, limit, name },
  });
  return [
    usage({ value: 'cores', localizedValue: 'Total Regional vCPUs' }, 180, 350),
    ...Object.values(families).map((name) => usage(name, 90, 200)),
  ];
}
