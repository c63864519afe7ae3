/** What somebody should be told of before it happens, each under the name by which it is told once. */
import { minorOf } from '../fleet/lifecycle.ts';
import { type Began, lookedBackDays } from './failures.ts';
import { lastDay, sayInTheWay, sayOwnFailure } from './say.ts';
import type { UpgradeReport } from './types.ts';
import { counted } from './words.ts';

export type WarningKind = 'support' | 'window' | 'failure';

export interface Warning {
  kind: WarningKind;
  /** The same in every run, for as long as it is the same thing. */
  occasion: string;
  severity: 'critical' | 'high' | 'medium' | 'low';
  /** AKS itself says that it began it. */
  isOwn?: true;
  /** One sentence without the cluster's name and its full stop. */
  text: string;
}

export interface WarningOptions {
  at: Date;
  /** So many days before the end of support; each is told once. */
  days: readonly number[];
  /** How long before a window. */
  withinMs: number;
}

export function warningsIn(report: UpgradeReport, options: WarningOptions): Warning[] {
  return [
    ...supportWarnings(report, options),
    ...windowWarnings(report, options),
    ...ownFailures(report),
    ...failureWarnings(report),
  ];
}

function supportWarnings(report: UpgradeReport, { days: steps }: WarningOptions): Warning[] {
  const { version, support, targets } = report;
  const { kind, days, ends } = support;
  const minor = minorOf(version) ?? version;
  const [target] = targets.filter(({ days: left }) => left === null || left > (days ?? 0));
  const advice = target
    ? ` Advised: ${target.version}, in ${counted(target.steps.length, 'step')}; in the way: ${sayInTheWay(report)}`
    : '';
  if (kind === 'out' || kind === 'platform' || (days !== null && days <= 0)) {
    const since = ends ? ` since ${lastDay(ends)}` : '';
    return [
      {
        ...{ kind: 'support', occasion: `support/${minor}/${kind}/over` },
        severity: kind === 'out' ? 'critical' : 'high',
        text: `Kubernetes ${version} gets no patches${since}${kind === 'platform' ? ', only the platform under it is supported' : ''}.${advice}`,
      },
    ];
  }
  if (days === null || ends === null) return [];
  const [reached] = steps.filter((step) => days <= step).sort((left, right) => left - right);
  if (reached === undefined) return [];
  return [
    {
      ...{ kind: 'support', occasion: `support/${minor}/${kind}/${reached}` },
      severity: reached <= 14 ? 'high' : reached <= 30 ? 'medium' : 'low',
      text: `${kind === 'lts' ? 'Long-term support' : 'Support'} for Kubernetes ${minor} ends in ${counted(days, 'day')}, on ${lastDay(ends)}.${advice}`,
    },
  ];
}

/** Only where AKS would do something in it. */
function windowWarnings(report: UpgradeReport, { at, withinMs }: WarningOptions): Warning[] {
  const { channel, to, next, open } = report.byItself;
  if (!next || !to || open) return [];
  const begin = Date.parse(next.begin);
  if (begin < at.getTime() || begin - at.getTime() > withinMs) return [];
  const when = `${next.begin.slice(0, 16).replace('T', ' ')} UTC`;
  return [
    {
      ...{ kind: 'window', occasion: `window/${next.begin}/${to}` },
      severity: report.findings.some(({ verdict }) => verdict === 'blocks') ? 'high' : 'medium',
      text: `AKS may upgrade it to ${to} by itself from ${when} on (channel ${channel}). In the way: ${sayInTheWay(report)}`,
    },
  ];
}

/** By AKS's own word; also where the cluster has recovered since. */
function ownFailures({ ownRecord }: UpgradeReport): Warning[] {
  if (ownRecord.kind === 'unknown') return [];
  return ownRecord.failures.map((failure) => ({
    ...{ kind: 'failure', occasion: `own-failure/${failure.id}`, severity: 'high', isOwn: true },
    text: `AKS’s own ${failure.what} failed ${sayOwnFailure(failure)}`,
  }));
}

/** Once for each day on which it failed. */
function failureWarnings(report: UpgradeReport): Warning[] {
  const {
    failedUpgrade,
    byItself: { channel },
  } = report;
  if (!failedUpgrade) return [];
  const { version, pool, error, began } = failedUpgrade;
  // Told already, in AKS's own words.
  if (began.kind === 'known' && began.by === null && ownFailures(report).length > 0) return [];
  const at = began.kind === 'known' && began.at;
  const what = pool === null ? '' : ` of pool ${pool}`;
  const when = at ? ` at ${at.slice(0, 16).replace('T', ' ')} UTC` : '';
  return [
    {
      ...{ kind: 'failure', occasion: `failure/${version}${at ? `/${at.slice(0, 10)}` : ''}` },
      severity: 'high',
      text: `An upgrade${what} to ${version} that was not begun here has failed${when}. ${whoBegan(began, channel)}. Azure says: ${(error ?? 'nothing about why').replace(/\.$/, '')}`,
    },
  ];
}

function whoBegan(began: Began, channel: string): string {
  if (began.kind === 'unknown')
    return `Who began it is not known: ${began.reason.replace(/\.$/, '')}`;
  if (began.by !== null) return `By the activity log ${began.by} began it`;
  const by = channel === 'none' ? '' : ` (channel ${channel})`;
  return `The activity log of ${lookedBackDays} days names nobody who began it, so AKS did${by}`;
}
