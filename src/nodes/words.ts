/** What is to be said of nodes, in plain words. Nothing here is escaped. */
import type { ClusterNodes, PoolLine, Reboot, RebootEvidence } from './types.ts';

const minuteMs = 60_000;

/** "required", with the reason why it is believed. */
export function rebootWords(reboot: Reboot, imageDays: number | null): string {
  switch (reboot.kind) {
    case 'required':
      return 'Required';
    case 'not-required':
      return 'No';
    case 'unknown':
      return 'Unknown';
    case 'by-image':
      return imageDays === null
        ? 'Patched by image, of unknown age'
        : `Patched by image, ${daysWord(imageDays)} old`;
  }
}

const sourceNames = {
  metric: 'metric',
  annotation: 'annotation',
  log: 'log line',
  lock: 'reboot lock',
} as const;

/** "metric, 4 minutes ago; the log line says otherwise". */
export function evidenceWords(reboot: Reboot, now: Date): string {
  if (reboot.kind === 'by-image') return 'channel';
  if (reboot.kind === 'unknown') {
    const [stale] = reboot.stale;
    return stale ? `only old: ${oneEvidence(stale, now)}` : 'none';
  }
  const against = reboot.against.map((each) => oneEvidence(each, now));
  return [
    oneEvidence(reboot.by, now),
    ...(against.length > 0 ? [`otherwise: ${against.join(', ')}`] : []),
  ].join('; ');
}

function oneEvidence({ source, at }: RebootEvidence, now: Date): string {
  return `${sourceNames[source]}, ${agoWords(at, now)}`;
}

export function sourceName(source: keyof typeof sourceNames): string {
  return sourceNames[source];
}

/** "4 minutes ago", "2 days ago". */
export function agoWords(at: string, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / minuteMs));
  if (minutes < 1) return 'just now';
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`;
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} hours ago`;
  return `${Math.round(minutes / 1440)} days ago`;
}

/** One line for the whole cluster: the worst first. */
export function headlineOf(cluster: ClusterNodes): string {
  const { remarks } = cluster;
  if (cluster.problem) return `${cluster.name} could not be read`;
  const waiting = cluster.nodes.filter(({ reboot }) => reboot.kind === 'required').length;
  const old = oldestPool(cluster);
  const bits = [
    waiting > 0
      ? `${nodesWord(waiting)} of ${cluster.nodes.length} ${waiting === 1 ? 'waits' : 'wait'} for a reboot`
      : '',
    old
      ? `${old.isOld ? 'an image is' : 'the oldest image is'} ${daysWord(old.ageDays ?? 0)} old`
      : '',
  ].filter(Boolean);
  const acts = remarks.filter(({ urgency }) => urgency === 'act').length;
  const unknown = remarks.some(({ urgency }) => urgency === 'unknown');
  const rest = acts === 0 && unknown ? ', not everything is known' : '';
  return `${cluster.name}: ${bits.join(', ') || 'no pool is known'}${rest}`;
}

export function oldestPool({ pools }: ClusterNodes): PoolLine | null {
  const dated = pools.filter(({ ageDays }) => ageDays !== null);
  return dated.sort((a, b) => (b.ageDays ?? 0) - (a.ageDays ?? 0))[0] ?? null;
}

export function daysWord(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

export function nodesWord(count: number): string {
  return count === 1 ? '1 node' : `${count} nodes`;
}

export function dayOf(time: string): string {
  return time.slice(0, 10);
}
