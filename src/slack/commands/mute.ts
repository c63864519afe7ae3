import type { AlertValue } from '../../forbidden/alerts/types.ts';
import { listAlerts } from '../../store/alerts.ts';
import { clipped } from '../blocks.ts';
import { defineCommand, type Invocation } from '../define-command.ts';
import { bold, code, escapeMrkdwn } from '../escape.ts';
import { nearest } from '../grammar/nearest.ts';
import type { ValuesOf } from '../grammar/spec.ts';
import { quoted } from '../grammar/words.ts';
import { allowedAmong } from '../may.ts';
import { mayMute } from '../mute.ts';
import { openMute } from '../open-mute.ts';
import { alertTitle } from '../views/alert-text.ts';
import { plural } from '../views/posture-words.ts';

const args = {
  what: {
    type: 'word',
    required: true,
    placeholder: 'alert|caller',
    description: 'the number of an alert, as its message ends, or the name of a caller',
  },
  for: { type: 'duration', placeholder: 'time', description: 'how long: 4h, 7d' },
  reason: { type: 'rest', description: 'why nobody needs to hear of it' },
  cluster: {
    type: 'cluster',
    keyword: 'cluster',
    placeholder: 'cluster',
    description: 'where, for a caller on several clusters; before the reason',
  },
} as const;

type MuteInvocation = Invocation<ValuesOf<typeof args>, Record<never, never>>;

export const command = defineCommand({
  name: 'mute',
  summary: 'Keeps an alert, or all alerts of a caller on a cluster, quiet for a time',
  args,
  examples: [
    { line: 'mute 3f0e9c1a', does: 'opens the form, with what it would have hidden' },
    { line: 'mute 3f0e9c1a 4h the migration runs', does: 'mutes one alert' },
    {
      line: 'mute ci-deployer@contoso.com 7d cluster aks-prod-weu its role comes on Monday',
      does: 'mutes all alerts of one caller',
    },
  ],
  right: 'read',
  async run({ args: given, flags, ...asking }) {
    const { answer, origin } = asking;
    const invocation = { ...asking, args: given, flags };
    const misplaced = given.cluster ? undefined : given.reason?.match(/\bcluster (\S+)$/)?.[1];
    if (misplaced && given.reason)
      return answer(
        `“cluster ${escapeMrkdwn(misplaced)}” would be a part of the reason there. Say it before: ${code(`mute ${quoted(given.what)} 4h cluster ${misplaced} ${given.reason.replace(/ ?\bcluster \S+$/, '')}`)}.`,
      );
    const found = await alertsOf(invocation);
    if (typeof found === 'string') return answer(found);
    const [first] = found.alerts;
    if (given.for === undefined || !given.reason) {
      if (first && origin.triggerId) return openMute(asking, { alertId: first.id });
      return answer(
        `To mute this I need how long and why: ${code(`mute ${quoted(given.what)} 4h the migration runs`)}.`,
      );
    }
    await muteAll(invocation, { ...found, forMs: given.for, reason: given.reason });
  },
});

/** Each kind of refusal by itself, since a mute covers one; the first that may not be muted says why. */
async function muteAll(
  { deps, person, origin, answer }: MuteInvocation,
  {
    alerts,
    kind,
    forMs,
    reason,
  }: { alerts: AlertValue[]; kind: 'alert' | 'actor'; forMs: number; reason: string },
): Promise<void> {
  const said: string[] = [];
  let done = 0;
  for (const alert of alerts) {
    const preview = await deps.alerts.previewMute({ alertId: alert.id, kind });
    const refusal = await mayMute({ deps, person, origin }, alert, preview ?? undefined);
    if (refusal) {
      said.push(refusal);
      continue;
    }
    const wish = { alertId: alert.id, person, kind, reason, forMs };
    const outcome = await deps.alerts.mute(wish);
    if (outcome.kind === 'done') done += 1;
    said.push(
      outcome.kind === 'done'
        ? `${bold(clipped(alertTitle(alert), 250))}\n${escapeMrkdwn(outcome.message)}`
        : escapeMrkdwn(outcome.message),
    );
  }
  const sentences = [...new Set(said)].join('\n');
  await answer(
    alerts.length === 1
      ? sentences
      : `${done} of ${alerts.length} kinds of refusals are muted.\n${sentences}`,
  );
}

/** The alerts that a word means; a sentence where it means none, or several clusters. */
async function alertsOf(
  invocation: MuteInvocation,
): Promise<{ alerts: AlertValue[]; kind: 'alert' | 'actor' } | string> {
  const { deps, args: given } = invocation;
  const word = given.what.toLowerCase();
  const visible = await allowedAmong(invocation, 'read', await deps.fleet.all());
  const names = new Map(visible.map(({ id, name }) => [id.toLowerCase(), name]));
  const all = (
    await listAlerts(deps.db, { states: ['open', 'acknowledged', 'muted'], limit: null })
  ).filter(
    ({ clusterId }) =>
      names.has(clusterId) && (!given.cluster || given.cluster.id.toLowerCase() === clusterId),
  );
  const known = all.filter(({ state }) => state !== 'muted');
  const byId = /^[0-9a-f-]{6,36}$/.test(word) ? known.filter(({ id }) => id.startsWith(word)) : [];
  if (byId.length > 1) return escapeMrkdwn(`“${given.what}” begins the numbers of several alerts.`);
  const one = byId[0] && (await deps.alerts.describe(byId[0].id));
  if (one) return { alerts: [one], kind: 'alert' };
  const ofCaller = known.filter(({ sighting }) => sighting.actor.toLowerCase() === word);
  if (ofCaller.length === 0) {
    const isMuted = all.some(
      ({ id, sighting }) =>
        sighting.actor.toLowerCase() === word || (word.length >= 6 && id.startsWith(word)),
    );
    if (isMuted)
      return `“${escapeMrkdwn(given.what)}” is muted already: ${code(`${deps.slashCommand} mutes`)} says by whom and until when, and changes it.`;
    const callers = [...new Set(known.map(({ sighting }) => String(sighting.actor)))];
    const meant = nearest(given.what, callers);
    return escapeMrkdwn(
      `“${given.what}” is neither the number of an open alert nor a caller of one${meant ? `; did you mean ${meant}?` : '.'} ${deps.slashCommand} alerts lists them.`,
    );
  }
  const clusters = [...new Set(ofCaller.map(({ clusterId }) => names.get(clusterId) ?? ''))];
  if (clusters.length > 1)
    return escapeMrkdwn(
      `“${given.what}” has alerts on ${clusters.length} ${plural(clusters.length, 'cluster')}: ${clusters.slice(0, 5).join(', ')}${clusters.length > 5 ? ' and more' : ''}. Say which, after the time: cluster ${clusters[0]}. For every cluster at once, press Mute… on one of them.`,
    );
  // A mute of a caller covers one kind of refusal.
  const kinds = new Map(
    ofCaller.map(({ id, sighting: { detection, kind } }) => [`${detection} ${kind}`, id]),
  );
  const alerts = await Promise.all([...kinds.values()].map((id) => deps.alerts.describe(id)));
  return { alerts: alerts.filter((alert) => alert !== null), kind: 'actor' };
}
