/** Acts as people do, for tests: types, presses, fills in, waits, and reads the screen. */
import type { SocketMode } from '../delivery/socket-mode.ts';
import type { Faults } from '../faults.ts';
import type { Ground } from '../ground.ts';
import { perform } from '../interactions/perform.ts';
import type { Journal } from '../journal.ts';
import type { Act, ActResult, Container, Message, View } from '../protocol.ts';
import { homeOf, shownView, visibleMessages } from '../state.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import type { PlacedElement } from '../values.ts';
import { openModals } from '../views.ts';
import { choose, type ElementQuery } from './choose.ts';
import { describeMessage, describeView } from './screen.ts';
import { fullValues, inSlacksForm, type ShortValue, type ShortValues } from './short-values.ts';
import { waitUntil } from './wait.ts';

export interface Driver {
  /** Types a slash command; without a slash, the first registered command is put before the text. */
  command(userId: string, channelId: string, text: string): Promise<ActResult>;
  /** Says something; `@drawbridge` mentions the bot. */
  say(
    userId: string,
    channelId: string,
    text: string,
    options?: { threadTs?: string },
  ): Promise<ActResult>;
  /** Presses a button, or picks from an overflow menu. Throws, naming what is there, if it is not. */
  click(userId: string, target: Message | View, query: ElementQuery): Promise<ActResult>;
  /** Chooses in a menu of a message, a modal or a home tab, by text, value or id. */
  select(
    userId: string,
    target: Message | View,
    query: Omit<ElementQuery, 'text' | 'value'> & { option: ShortValue },
  ): Promise<ActResult>;
  /** Fills in and submits a modal. `error: 'validation_errors'` when it shows errors. */
  submit(userId: string, viewId: string, values?: ShortValues): Promise<ActResult>;
  /** Closes a modal without submitting it. */
  close(userId: string, viewId: string): Promise<ActResult>;
  /** Types into a menu that asks the app for its options. */
  suggest(
    userId: string,
    target: Message | View,
    query: Omit<ElementQuery, 'text' | 'value'> & { typed: string },
  ): Promise<ActResult>;
  openHome(userId: string): Promise<ActResult>;
  /** The top modal that this person has open. */
  modal(userId: string): View | undefined;
  /** What the home tab shows this person. */
  home(userId: string): View | undefined;
  /** What everybody in the channel sees, oldest first, thread replies included. */
  messages(channelId: string): Message[];
  /** The same, with what only this person sees. */
  visibleTo(userId: string, channelId: string): Message[];
  /** Waits until the predicate gives something; looks again whenever anything happens. */
  waitFor<T>(
    predicate: () => T | undefined | null | false,
    options: { what: string; timeoutMs?: number },
  ): Promise<T>;
  /** Everything on screen, in words. */
  screen(): string;
  journal: Journal;
  faults: Faults;
  /** Open Socket Mode connections, and how to disturb them. */
  sockets: Pick<SocketMode, 'connections' | 'recycle' | 'drop'>;
}

function containerOf(target: Message | View): Container {
  return 'ts' in target
    ? { type: 'message', channel: target.channel, ts: target.ts }
    : { type: 'view', viewId: target.id };
}

export function createDriver({
  ground,
  faults,
  socketMode,
}: {
  ground: Ground;
  faults: Faults;
  socketMode: SocketMode;
}): Driver {
  const { workspace, journal } = ground;

  function screen(): string {
    const messages = [...workspace.channels.keys()].flatMap((channel) =>
      (workspace.messages.get(channel) ?? []).slice(-5).map(describeMessage),
    );
    const views = [...workspace.views.values()].map(
      (view) => `${view.userId} ${describeView(view)}`,
    );
    return [...messages, ...views].join('\n') || 'nothing';
  }

  /** The target as it is now: a test may hold an older copy. */
  function fresh(target: Message | View): Message | View {
    const now =
      'ts' in target ? workspace.find(target.channel, target.ts) : workspace.views.get(target.id);
    if (now) return now;
    const gone = 'ts' in target ? describeMessage(target) : describeView(target);
    throw new Error(`this is no longer on screen: ${gone}\non screen:\n${screen()}`);
  }

  async function press(
    userId: string,
    target: Message | View,
    placed: PlacedElement,
    more: Fields,
  ) {
    const { element, blockId, actionId } = placed;
    const action = { type: String(element.type), block_id: blockId, action_id: actionId, ...more };
    return perform(ground, { as: userId, do: 'act', container: containerOf(target), action });
  }

  async function ask(userId: string, target: Message | View, placed: PlacedElement, value: string) {
    const { blockId: block_id, actionId: action_id } = placed;
    const deed: Act = {
      as: userId,
      do: 'options',
      container: containerOf(target),
      block_id,
      action_id,
      value,
    };
    return perform(ground, deed);
  }

  function loader(userId: string, target: Message | View) {
    return async (placed: PlacedElement, typed: string): Promise<Fields[]> => {
      const {
        ok,
        error,
        options = [],
        optionGroups = [],
      } = await ask(userId, target, placed, typed);
      if (!ok) throw new Error(`${placed.actionId} could not load its options: ${error}`);
      return [...options, ...optionGroups.flatMap((group) => group.options)].filter(isObject);
    };
  }

  return {
    async command(userId, channelId, text) {
      const first = workspace.commands[0]?.command ?? '';
      const typed = text.startsWith('/') ? text : `${first} ${text}`;
      return perform(ground, { as: userId, do: 'say', channel: channelId, text: typed });
    },
    say: (userId, channel, text, { threadTs } = {}) =>
      perform(ground, { as: userId, do: 'say', channel, text, threadTs }),
    async click(userId, target, query) {
      const { placed, option } = choose(fresh(target), query, [
        'button',
        'overflow',
        'icon_button',
        'feedback_buttons',
        'workflow_button',
      ]);
      return press(userId, target, placed, option ?? {});
    },
    async select(userId, target, { option, ...query }) {
      const { placed } = choose(fresh(target), query);
      return press(
        userId,
        target,
        placed,
        await inSlacksForm(placed, option, loader(userId, target)),
      );
    },
    async submit(userId, viewId, given = {}) {
      const view = workspace.views.get(viewId);
      if (!view) throw new Error(`no view "${viewId}" is open\non screen:\n${screen()}`);
      const values = await fullValues(view.blocks, given, loader(userId, view));
      return perform(ground, { as: userId, do: 'submit', viewId, values });
    },
    close: (userId, viewId) => perform(ground, { as: userId, do: 'close', viewId }),
    async suggest(userId, target, { typed, ...query }) {
      return ask(userId, target, choose(fresh(target), query).placed, typed);
    },
    openHome: (userId) => perform(ground, { as: userId, do: 'home' }),
    modal(userId) {
      const top = openModals(ground, userId).at(-1);
      return top && shownView(top);
    },
    home: (userId) => homeOf(workspace, userId),
    messages: (channelId) => visibleMessages(workspace, channelId),
    visibleTo: (userId, channelId) => visibleMessages(workspace, channelId, userId),
    waitFor: (predicate, options) =>
      waitUntil({ predicate, ...options, screen, workspace, journal }),
    screen,
    journal,
    faults,
    sockets: socketMode,
  };
}
