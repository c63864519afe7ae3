/**
 * What may come in at all, before anything is read from it. Bolt checks the signature and refuses
 * old timestamps; it lets timestamps of the future and a second copy of a request through.
 */
import type { Person } from '../rights/person.ts';

const farthestAheadSeconds = 60;

/** Rule 1 (HTTP): a timestamp more than a minute ahead was not made by Slack's clock just now. */
export function isTooFarAhead(timestamp: string | undefined, now: Date): boolean {
  return Number(timestamp) > now.getTime() / 1000 + farthestAheadSeconds;
}

// biome-ignore lint/suspicious/noExplicitAny: payloads of four families, read field by field
export type Body = any;

/**
 * Rule 2: every delivery has names of its own; the second with one of them is a replay.
 * A signature covers time and body; envelopes and triggers are unique; events carry an id.
 */
export function deliveryKeys(
  body: Body,
  { signature, envelopeId }: { signature?: string; envelopeId?: string },
): string[] {
  const keys: string[] = [];
  if (signature) keys.push(`signature:${signature}`);
  if (envelopeId) keys.push(`envelope:${envelopeId}`);
  if (typeof body.event_id === 'string') keys.push(`event:${body.event_id}`);
  if (typeof body.trigger_id === 'string') keys.push(`trigger:${body.trigger_id}`);
  return keys;
}

/**
 * Who acts. The team is the person's own: in a shared channel it differs from the team that the
 * payload was delivered for. Null for events that nobody in particular caused.
 */
export function personOf(body: Body): Person | null {
  if (typeof body.command === 'string')
    return { teamId: body.team_id, userId: body.user_id, name: body.user_name };
  if (body.event) {
    const { event } = body;
    if (typeof event.user !== 'string') return null;
    // https://docs.slack.dev/apis/slack-connect : user_team or source_team is where the person is from.
    const teamId = event.user_team ?? event.source_team ?? event.team ?? body.team_id;
    return { teamId, userId: event.user };
  }
  if (body.user?.id) {
    const { id, team_id, username, name } = body.user;
    return { teamId: team_id ?? body.team?.id, userId: id, name: name ?? username };
  }
  return null;
}

/** Rule 3: people of another workspace are told so, and get no further. */
export function isStranger(person: Person, ourTeams: readonly string[]): boolean {
  return !ourTeams.includes(person.teamId);
}

export const strangerSentence =
  'I answer people of the workspace that installed me, and you are from another one. Ask a colleague there.';
