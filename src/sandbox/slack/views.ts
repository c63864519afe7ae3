/** Opening, stacking and changing modals and home tabs: https://docs.slack.dev/surfaces/modals */
import { withBlockIds } from './block-ids.ts';
import { refusal, SlackError } from './errors.ts';
import { validateView } from './validate-blocks.ts';
import { type Fields, isObject } from './validation/rules.ts';
import { startingValues } from './values.ts';
import { type StoredView, viewHash, type Workspace } from './workspace.ts';

/** Views that may lie on each other. */
const maxStack = 3;
/** https://docs.slack.dev/reference/methods/views.open: `view_too_large` */
const maxViewBytes = 250_000;

interface Place {
  workspace: Workspace;
  clock(): number;
}

function checked(view: unknown, type: 'modal' | 'home'): Fields {
  if (Buffer.byteLength(JSON.stringify(view) ?? '') > maxViewBytes)
    throw new SlackError('view_too_large');
  const problems = validateView(view);
  if (problems.length > 0) throw refusal('invalid_arguments', problems);
  const fields = view as Fields;
  if (fields.type !== type)
    throw refusal('invalid_arguments', [
      { pointer: '/view/type', code: 'invalid_value', message: `must be ${type}` },
    ]);
  return fields;
}

function textOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.text === 'string' ? value.text : undefined;
}

function uniqueExternalId({ workspace }: Place, view: Fields, replaced?: StoredView): void {
  if (!view.external_id) return;
  for (const other of workspace.views.values())
    if (other !== replaced && other.externalId === view.external_id)
      throw new SlackError('duplicate_external_id');
}

/** The fields of a view that the app decides. */
function content(place: Place, view: Fields, kept?: StoredView['values']) {
  const blocks = withBlockIds((view.blocks as unknown[] | undefined) ?? []);
  return {
    blocks,
    callbackId: view.callback_id as string | undefined,
    title: textOf(view.title),
    submit: textOf(view.submit),
    close: textOf(view.close),
    titleObject: view.title,
    submitObject: view.submit,
    closeObject: view.close,
    externalId: (view.external_id as string | undefined) ?? '',
    privateMetadata: (view.private_metadata as string | undefined) ?? '',
    notifyOnClose: view.notify_on_close === true,
    clearOnClose: view.clear_on_close === true,
    values: startingValues(blocks, kept),
    errors: undefined,
    hash: viewHash(place.clock()),
  };
}

function store(place: Place, userId: string, view: Fields, below?: StoredView): StoredView {
  const { workspace } = place;
  uniqueExternalId(place, view);
  const id = workspace.newId('V0');
  const stored: StoredView = {
    id,
    userId,
    type: view.type as StoredView['type'],
    rootViewId: below?.rootViewId ?? id,
    ...(below ? { previousViewId: below.id } : {}),
    ...content(place, view),
  };
  workspace.views.set(id, stored);
  return stored;
}

/** The modals that a person has open, the top one last. */
export function openModals({ workspace }: Pick<Place, 'workspace'>, userId: string): StoredView[] {
  const stack = workspace.stacks.get(userId) ?? [];
  return stack.map((id) => workspace.views.get(id)).filter((view) => view !== undefined);
}

/** Closes the modals above, and with, the one at this height. */
export function closeFrom(place: Pick<Place, 'workspace'>, userId: string, height: number): void {
  const { workspace } = place;
  const stack = workspace.stacks.get(userId) ?? [];
  for (const id of stack.slice(height)) workspace.views.delete(id);
  workspace.stacks.set(userId, stack.slice(0, height));
  workspace.changed();
}

/** Refuses a view that could not be opened, before the trigger is used up. */
export function checkModal(view: unknown): void {
  checked(view, 'modal');
}

/** Opens a modal over whatever the person had open. */
export function openModal(place: Place, userId: string, view: unknown): StoredView {
  const fields = checked(view, 'modal');
  closeFrom(place, userId, 0);
  const stored = store(place, userId, fields);
  place.workspace.stacks.set(userId, [stored.id]);
  place.workspace.changed();
  return stored;
}

/** Lays a modal on the open one. */
export function pushModal(place: Place, userId: string, view: unknown): StoredView {
  const fields = checked(view, 'modal');
  const stack = openModals(place, userId);
  const top = stack.at(-1);
  if (!top) throw new SlackError('not_found');
  if (stack.length >= maxStack) throw new SlackError('push_limit_reached');
  const stored = store(place, userId, fields, top);
  place.workspace.stacks.set(userId, [...stack.map(({ id }) => id), stored.id]);
  place.workspace.changed();
  return stored;
}

/** Changes a view in place. What people filled in stays, where block and action ids are the same. */
export function updateView(
  place: Place,
  stored: StoredView,
  view: unknown,
  hash?: string,
): StoredView {
  const fields = checked(view, stored.type);
  if (hash !== undefined && hash !== stored.hash) throw new SlackError('hash_conflict');
  uniqueExternalId(place, fields, stored);
  Object.assign(stored, content(place, fields, stored.values));
  place.workspace.changed();
  return stored;
}

/** Puts a view on a person's home tab. */
export function publishHome(
  place: Place,
  userId: string,
  view: unknown,
  hash?: string,
): StoredView {
  const { workspace } = place;
  const current = workspace.views.get(workspace.homes.get(userId) ?? '');
  if (current) return updateView(place, current, view, hash);
  if (hash !== undefined) throw new SlackError('hash_conflict');
  const stored = store(place, userId, checked(view, 'home'));
  workspace.homes.set(userId, stored.id);
  workspace.changed();
  return stored;
}
