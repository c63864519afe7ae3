/** What is held back for one place until one time comes in one message then. */
import type { NewOutgoing } from '../store/outgoing.ts';
import type { Told } from './route.ts';

interface Held {
  place: Told['place'];
  until: Date;
  /** Collected on purpose; otherwise held back by quiet hours. */
  digest: boolean;
}

/** What is written at that very moment comes along. */
const graceMs = 60_000;

/** The message that says it, asked for once however much is held back. */
export function heldMessage({ place, until, digest }: Held): NewOutgoing {
  const [kind, id] =
    'channel' in place ? ['channel', place.channel] : (['person', place.person] as const);
  const valueId = `${kind}/${id}/${digest ? 'digest' : 'quiet'}/${until.toISOString()}`;
  return {
    ...{ view: 'workflow-held', valueId, dedupe: `held/${valueId}` },
    dueAt: new Date(until.getTime() + graceMs),
    target:
      'channel' in place
        ? { kind: 'channel', channel: place.channel }
        : { kind: 'person', userId: place.person },
  };
}

/** Null for what is none. */
export function readHeldId(valueId: string): Held | null {
  const [kind, id = '', why, at = ''] = valueId.split('/');
  const until = new Date(at);
  if (Number.isNaN(until.getTime()) || (why !== 'digest' && why !== 'quiet')) return null;
  const place = kind === 'channel' ? { channel: id } : { person: id };
  return { place, until, digest: why === 'digest' };
}
