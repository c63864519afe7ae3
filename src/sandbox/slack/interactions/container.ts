/** Where a person presses or types: a message that they can see, or a view of their own. */
import type { Ground } from '../ground.ts';
import { messageJson, viewJson } from '../payloads.ts';
import type { Container, Person } from '../protocol.ts';
import type { Fields } from '../validation/rules.ts';
import { elementsIn, mergeValues, type PlacedElement } from '../values.ts';
import { openModals } from '../views.ts';
import type { StoredMessage, StoredView } from '../workspace.ts';

export type Found =
  | { kind: 'message'; message: StoredMessage }
  | { kind: 'view'; view: StoredView };

/** What the container names, if this person sees it; the top modal alone can be used. */
export function findContainer(
  ground: Ground,
  person: Person,
  container: Container,
): Found | undefined {
  const { workspace } = ground;
  if (container.type === 'view') {
    const view = workspace.views.get(container.viewId);
    if (view?.userId !== person.id) return undefined;
    const usable = view.type === 'home' || openModals(ground, person.id).at(-1) === view;
    return usable ? { kind: 'view', view } : undefined;
  }
  const message = workspace.find(container.channel, container.ts);
  const isMember = workspace.channels.get(container.channel)?.members.includes(person.id);
  const isForThem = !message?.ephemeralTo || message.ephemeralTo === person.id;
  return message && isMember && isForThem ? { kind: 'message', message } : undefined;
}

function contentOf(found: Found): StoredMessage | StoredView {
  return found.kind === 'view' ? found.view : found.message;
}

export function findElement(
  found: Found,
  blockId: string,
  actionId: string,
): PlacedElement | undefined {
  return elementsIn(contentOf(found).blocks ?? []).find(
    (placed) => placed.blockId === blockId && placed.actionId === actionId,
  );
}

/** Keeps what the person has filled in so far. */
export function keepValues(found: Found, values: StoredView['values'] | undefined): void {
  const content = contentOf(found);
  content.values = mergeValues(content.blocks ?? [], content.values, values);
}

/** The fields of a payload that say where it happened. */
export function whereItHappened(ground: Ground, found: Found): Fields {
  if (found.kind === 'view') {
    const { view } = found;
    return { container: { type: 'view', view_id: view.id }, view: viewJson(ground, view) };
  }
  const { message } = found;
  const { channel, ts, threadTs, ephemeralTo, values } = message;
  const place = ground.workspace.channels.get(channel);
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: ephemeralTo !== undefined,
      ...(threadTs ? { thread_ts: threadTs } : {}),
    },
    channel: { id: channel, name: place?.kind === 'im' ? 'directmessage' : place?.name },
    // Slack leaves an ephemeral message out: it does not keep it.
    ...(ephemeralTo === undefined ? { message: messageJson(ground, message) } : {}),
    state: { values },
  };
}
