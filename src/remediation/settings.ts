import { type MaintenanceWindow, weeklyHours } from '../fleet/maintenance-window.ts';
import type { FreezeWindow } from './freeze-windows.ts';

/** What operators decide about changes. */
export interface RemediationSettings {
  /**
   * The shortest prefix that may be added to an authorized list. 16 admits 65,536 addresses,
   * the largest block that one organisation commonly owns; anything wider admits strangers.
   */
  widestPrefix: number;
  /** Addresses or ranges from which Drawbridge itself reaches API servers; never taken out of a list. */
  ownEgress: string[];
  /** How long a timed opening may last, in minutes. */
  longestOpeningMinutes: number;
  logPrices: LogPrices;
  /** When upgrades of clusters without a maintenance window may begin; always where there is none. */
  upgradeHours: MaintenanceWindow[];
  /** Times in which nothing is applied. */
  freezes: FreezeWindow[];
}

/** What Azure Monitor takes for a gigabyte that comes in, by the plan of its table. */
export interface LogPrices {
  analytics: number;
  basic: number;
  /** As people write it: `USD`. */
  currency: string;
  /** Whose numbers these are, and of when; shown with every estimate. */
  source: string;
}

export const defaultRemediationSettings: RemediationSettings = {
  widestPrefix: 16,
  ownEgress: [],
  longestOpeningMinutes: 7 * 24 * 60,
  // https://azure.microsoft.com/pricing/details/monitor/
  logPrices: {
    analytics: 2.3,
    basic: 0.5,
    currency: 'USD',
    source: 'list price of East US, November 2026; LOG_PRICE_PER_GB sets yours',
  },
  upgradeHours: [],
  freezes: [],
};

/** @param text `2.99/0.65 EUR`: Analytics, Basic, currency; the list price without it */
export function readLogPrices(text: string | undefined): LogPrices {
  const [, analytics, basic, currency] = text?.match(/^([\d.]+)\/([\d.]+) (\w+)$/) ?? [];
  if (!currency) return defaultRemediationSettings.logPrices;
  return { analytics: Number(analytics), basic: Number(basic), currency, source: 'your price' };
}

/** @param text `Sat,Sun 22:00-04:00`, in UTC; none without it */
export function readUpgradeHours(text: string | undefined): MaintenanceWindow[] {
  return text === undefined ? [] : (weeklyHours(text, 'UPGRADE_HOURS') ?? []);
}
