/** Buttons, menus and pickers: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
import type { Ground } from '../ground.ts';
import { envelopeFields, userInPayload } from '../payloads.ts';
import type { Act, ActResult, Person } from '../protocol.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import {
  type Found,
  findContainer,
  findElement,
  keepValues,
  whereItHappened,
} from './container.ts';

/** What a person may decide about an element; the rest is as the app wrote it. */
const chosenFields = [
  'selected_option',
  'selected_options',
  'selected_date',
  'selected_time',
  'selected_date_time',
  'selected_user',
  'selected_users',
  'selected_channel',
  'selected_channels',
  'selected_conversation',
  'selected_conversations',
  'rich_text_value',
];
const typedInto = new Set([
  'plain_text_input',
  'email_text_input',
  'url_text_input',
  'number_input',
]);

function optionsOf(element: Fields): unknown[] {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  return [element.options, ...groups.map((group) => (isObject(group) ? group.options : []))].flat();
}

/** True if everything chosen is on offer; people cannot choose what the menu does not hold. */
function isOffered(element: Fields, action: Fields): boolean {
  const options = optionsOf(element).filter(isObject);
  if (options.length === 0) return true;
  const chosen = [action.selected_option, action.selected_options].flat().filter(isObject);
  return chosen.every((choice) => options.some(({ value }) => value === choice.value));
}

/** The value of the pressed half of a pair of feedback buttons. */
function feedback(element: Fields, action: Fields): Fields {
  const halves = [element.positive_button, element.negative_button].filter(isObject);
  const half = halves.find(({ value }) => value === action.value) ?? halves[0];
  return { text: half?.text, value: half?.value };
}

function actionInPayload(
  element: Fields,
  action: Fields,
  blockId: string,
  actionTs: string,
): Fields {
  const type = String(element.type);
  const { text, value, style, url, icon, placeholder } = element;
  const own: Fields = { text, value, style, url, icon, placeholder };
  if (type === 'feedback_buttons') Object.assign(own, feedback(element, action));
  if (typedInto.has(type)) own.value = action.value;
  const fromPerson = chosenFields.filter((field) => action[field] !== undefined);
  const filled = [
    ...Object.entries(own),
    ...fromPerson.map((field) => [field, action[field]] as const),
  ];
  return {
    type,
    block_id: blockId,
    action_id: element.action_id,
    action_ts: actionTs,
    ...Object.fromEntries(filled.filter(([, content]) => content !== undefined)),
  };
}

/** The value of a menu or field becomes part of the state; buttons and overflow menus have none. */
function rememberChoice(found: Found, element: Fields, action: Fields, blockId: string): void {
  const fields = [...chosenFields, ...(typedInto.has(String(element.type)) ? ['value'] : [])];
  const value = Object.fromEntries(
    fields.filter((f) => action[f] !== undefined).map((f) => [f, action[f]]),
  );
  keepValues(found, { [blockId]: { [String(element.action_id)]: value } });
}

/** A person presses a button or chooses from a menu. */
export async function act(
  ground: Ground,
  person: Person,
  { container, action, values }: Extract<Act, { do: 'act' }>,
): Promise<ActResult> {
  const { triggers, responseUrls, workspace, delivery } = ground;
  const found = findContainer(ground, person, container);
  if (!found) return { ok: false, error: `${container.type}_not_found` };
  const placed = findElement(found, action.block_id, action.action_id);
  if (!placed) return { ok: false, error: 'element_not_found' };
  const { element, blockId } = placed;
  if (!isOffered(element, action)) return { ok: false, error: 'option_not_found' };
  keepValues(found, values);
  rememberChoice(found, element, action, blockId);
  // A field to fill in is silent until the form is submitted, unless it asks for more.
  const isSilent = placed.block.type === 'input' && placed.block.dispatch_action !== true;
  if (isSilent) return { ok: true };
  const responseUrl =
    found.kind === 'message'
      ? responseUrls.create({
          userId: person.id,
          channel: found.message.channel,
          message: found.message,
          ...(found.message.threadTs ? { threadTs: found.message.threadTs } : {}),
        })
      : undefined;
  const payload = {
    type: 'block_actions',
    user: userInPayload(person),
    ...envelopeFields(ground),
    ...whereItHappened(ground, found),
    trigger_id: triggers.create(person.id),
    ...(responseUrl ? { response_url: responseUrl } : {}),
    actions: [actionInPayload(element, action, blockId, workspace.nextTs())],
  };
  const outcome = await delivery.deliver({ kind: 'interactive', name: 'block_actions', payload });
  return outcome.ok ? { ok: true } : { ok: false, error: outcome.error };
}
