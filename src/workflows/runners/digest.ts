/** What is open: for the beginning of the week. Read from what Drawbridge keeps; nothing is asked of Azure. */
import { z } from 'zod';
import { listClusters } from '../../fleet/list.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { ClusterNodes } from '../../nodes/types.ts';
import { isAtLeast, severities } from '../../posture/severity.ts';
import type { Severity } from '../../posture/types.ts';
import { fitsScope, scopeInWords } from '../../posture/waivers/scope.ts';
import {
  failingChecks,
  latestNodes,
  latestUpgrades,
  openAlerts,
  openOpenings,
  waitingRequests,
} from '../../store/digest.ts';
import { activeMutes } from '../../store/mutes.ts';
import type { Queryable } from '../../store/pool.ts';
import { listWaivers } from '../../store/waivers.ts';
import type { UpgradeReport } from '../../upgrade/types.ts';
import { warningsIn } from '../../upgrade/warnings.ts';
import { defineRunner, type Notice } from '../define-runner.ts';

const dayMs = 86_400_000;
const week = 7 * dayMs;

const given = z.strictObject(
  {
    ahead: z
      .int('should be a number of days')
      .min(1, 'is less than 1')
      .max(90, 'is more than 90')
      .default(14)
      .describe('So many days ahead, what ends is told.'),
  },
  'should be { ahead: 14 }',
);

interface Question {
  db: Queryable;
  clusterIds: readonly string[];
  fleet: readonly ClusterRef[];
  at: Date;
  since: Date;
  endsBy: Date;
}

export const runner = defineRunner({
  run: 'digest',
  summary:
    'gathers what is open: alerts, requests that wait, openings, new findings since the last time, what the last looks at nodes and versions say has to be done, waivers and mutes that end within `with.ahead` days (14 if not said); a use for `when: always`',
  with: given,
  leastClusters: 1,
  // What is open is read at the end; until then there is nothing to keep.
  begin: async ({ now }) => ({ valueId: now.toISOString() }),
  async collect(db, { valueId, with: { ahead }, clusterIds, since }) {
    const at = new Date(valueId);
    const question: Question = {
      ...{ db, clusterIds, at },
      fleet: await listClusters(db),
      since: since ?? new Date(at.getTime() - week),
      endsBy: new Date(at.getTime() + ahead * dayMs),
    };
    const notices = [
      ...(await alerts(question)),
      ...(await requests(question)),
      ...(await openings(question)),
      ...(await findings(question)),
      ...(await nodes(question)),
      ...(await upgrades(question)),
      ...(await endings(question)),
    ];
    const summary =
      notices.length === 0
        ? `Nothing is open on ${clusterIds.length} clusters.`
        : `What is open on ${clusterIds.length} clusters, and what is new since ${day(question.since)}.`;
    return { state: 'done', notices, summary, nothing: 'Nothing is open', isList: true };
  },
});

function nameOf(clusterId: string): string {
  return clusterId.split('/').at(-1) ?? clusterId;
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function severityOf(text: string): Severity {
  return severities.find((each) => each === text) ?? 'medium';
}

async function alerts({ db, clusterIds }: Question): Promise<Notice[]> {
  const open = await openAlerts(db, clusterIds);
  return open.map(
    ({ clusterId, state, severity, actor, title, kind, resourceClass, openedAt }, index) => ({
      ...{ fingerprint: `alert/${index}`, change: 'new', clusterIds: [clusterId] },
      ...{ severity: severityOf(severity), heading: 'Alerts that go on' },
      text: `${nameOf(clusterId)}: ${title ?? `refused (${kind}${resourceClass ? `, ${resourceClass}` : ''})`}, by ${actor}, since ${day(openedAt)}${state === 'acknowledged' ? ', acknowledged' : ''}`,
    }),
  );
}

async function requests({ db, clusterIds }: Question): Promise<Notice[]> {
  const waiting = await waitingRequests(db);
  return waiting
    .filter(({ clusterId }) => clusterId === null || clusterIds.includes(clusterId))
    .map(({ kind, clusterId, what, requester, expiresAt }, index) => ({
      ...{ fingerprint: `request/${index}`, change: 'new', severity: 'medium' },
      ...{ clusterIds: clusterId ? [clusterId] : [], heading: 'Waiting for approval' },
      text: `${clusterId ? `${nameOf(clusterId)}: ` : ''}${kind === 'waiver' ? 'waiver of ' : ''}${what}, asked by ${requester}, expires ${minute(expiresAt)}`,
    }));
}

async function openings({ db, clusterIds }: Question): Promise<Notice[]> {
  const open = await openOpenings(db, clusterIds);
  return open.map(({ clusterId, range, until, state }, index) => ({
    ...{ fingerprint: `opening/${index}`, change: 'new', clusterIds: [clusterId] },
    ...{ severity: state === 'stuck' ? 'high' : 'info', heading: 'Open for a time' },
    text: `${nameOf(clusterId)}: ${range} ${state === 'stuck' ? 'could not be closed; it was to end' : 'until'} ${minute(until)}`,
  }));
}

async function findings({ db, clusterIds, at, since }: Question): Promise<Notice[]> {
  const now = await failingChecks(db, { clusterIds, at });
  const before = new Map(
    (await failingChecks(db, { clusterIds, at: since })).map((each) => [each.clusterId, each]),
  );
  const never = clusterIds.filter((id) => !now.some(({ clusterId }) => clusterId === id));
  const fresh = now.flatMap(({ clusterId, grade, failing }): Notice[] => {
    const was = before.get(clusterId);
    const about = {
      ...{ change: 'new' as const, clusterIds: [clusterId], heading: 'New findings' },
    };
    if (!was)
      return [
        {
          ...{ ...about, fingerprint: `${clusterId}/first`, severity: 'info' },
          text: `${nameOf(clusterId)}: looked at for the first time, grade ${grade}, ${failing.length} findings`,
        },
      ];
    const known = new Set(was.failing.map(({ check }) => check));
    return failing
      .filter(
        ({ check, severity }) => !known.has(check) && isAtLeast(severityOf(severity), 'medium'),
      )
      .map(({ check, title, severity }) => ({
        ...{ ...about, fingerprint: `${clusterId}/${check}`, severity: severityOf(severity) },
        text: `${nameOf(clusterId)}: ${title} (${check})`,
      }));
  });
  if (never.length === 0) return fresh;
  return [
    ...fresh,
    {
      ...{ fingerprint: 'never', change: 'new', severity: 'medium', clusterIds: [...never] },
      heading: 'New findings',
      text: `Nothing is known of the posture of ${never.length} ${never.length === 1 ? 'cluster' : 'clusters'}: ${never.slice(0, 5).map(nameOf).join(', ')}${never.length > 5 ? '…' : ''}`,
    },
  ];
}

/** What somebody has to do about nodes, as the last look at them says; what is silenced is left out. */
async function nodes({ db, clusterIds, at }: Question): Promise<Notice[]> {
  return (await latestNodes(db, { clusterIds, at })).flatMap(({ found, finishedAt }) => {
    const { clusterId, name, remarks, silences }: ClusterNodes = found;
    return remarks
      .filter(
        ({ urgency, pool }) =>
          urgency === 'act' && !silences.some((each) => each.pool === null || each.pool === pool),
      )
      .map(
        ({ key, text }): Notice => ({
          ...{ fingerprint: `${clusterId}/nodes/${key}`, change: 'new', severity: 'high' },
          ...{ clusterIds: [clusterId.toLowerCase()], heading: 'Nodes' },
          text: `${name}: ${text.replace(/\.$/, '')} (seen ${day(finishedAt)})`,
        }),
      );
  });
}

/** Support that ends within the quarter, and upgrades of AKS's own that are due or failed. */
async function upgrades({ db, clusterIds, at }: Question): Promise<Notice[]> {
  return (await latestUpgrades(db, { clusterIds, at })).flatMap(({ found, finishedAt }) => {
    const report: UpgradeReport = found;
    return warningsIn(report, { at, days: [90], withinMs: week }).map(
      ({ occasion, severity, text }): Notice => ({
        ...{ fingerprint: `${report.id.toLowerCase()}/${occasion}`, change: 'new', severity },
        ...{ clusterIds: [report.id.toLowerCase()], heading: 'Versions' },
        text: `${report.name}: ${text.replace(/\.$/, '')} (seen ${day(finishedAt)})`,
      }),
    );
  });
}

/** Waivers and mutes that end soon. */
async function endings({ db, clusterIds, fleet, endsBy }: Question): Promise<Notice[]> {
  const mine = fleet.filter(({ id }) => clusterIds.includes(id.toLowerCase()));
  const waivers = (await listWaivers(db, { states: ['active'] })).filter(
    ({ until }) => until <= endsBy,
  );
  const mutes = (await activeMutes(db)).filter(({ until }) => until <= endsBy);
  return [
    ...waivers.flatMap((waiver): Notice[] => {
      const meant = mine.filter((cluster) => fitsScope(waiver.scope, cluster));
      if (meant.length === 0) return [];
      return [
        {
          ...{ fingerprint: `waiver/${waiver.id}`, change: 'new', severity: 'low' },
          ...{ clusterIds: meant.map(({ id }) => id.toLowerCase()), heading: 'Ends soon' },
          text: `Waiver of ${waiver.checkId} for ${scopeInWords(waiver.scope)} ends ${day(waiver.until)}: ${waiver.reason}`,
        },
      ];
    }),
    ...mutes
      .filter(({ clusterId }) => clusterId === null || clusterIds.includes(clusterId))
      .map(
        ({ id, clusterId, until, reason }): Notice => ({
          ...{ fingerprint: `mute/${id}`, change: 'new', severity: 'low' },
          ...{ clusterIds: clusterId ? [clusterId] : [], heading: 'Ends soon' },
          text: `Mute on ${clusterId ? nameOf(clusterId) : 'every cluster'} ends ${day(until)}: ${reason}`,
        }),
      ),
  ];
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
