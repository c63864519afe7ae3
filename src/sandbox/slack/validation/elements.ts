/**
 * The interactive elements of Block Kit, with Slack's limits.
 * https://docs.slack.dev/reference/block-kit/block-elements
 */
import { richText } from './rich-text.ts';
import {
  anyText,
  boolean,
  byType,
  type Fields,
  integer,
  isObject,
  list,
  matching,
  object,
  oneOf,
  plainText,
  type Report,
  type Rule,
  string,
} from './rules.ts';

const actionId = { action_id: string({ max: 255 }) };
const style = oneOf('primary', 'danger');
const confirm = object(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style },
);
const confirmable = { ...actionId, confirm };
const focusable = { focus_on_load: boolean };
const placeholder = { placeholder: plainText(150) };
const selectable = { ...confirmable, ...focusable, ...placeholder };
const several = { max_selected_items: integer({ min: 1 }) };
const id = string({ max: 255 });
const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:mm');
const dispatchActionConfig = {
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1 }) },
  ),
};
const textField = { ...actionId, ...focusable, ...placeholder, ...dispatchActionConfig };

/** An option of a menu: at most 75 characters to read, 150 to send. */
export const option = object(
  { text: plainText(75), value: string({ max: 150 }) },
  { description: plainText(75) },
);
const choice = object(
  { text: anyText(75), value: string({ max: 150 }) },
  { description: anyText(75) },
);
const overflowOption = object(
  { text: plainText(75) },
  { value: string({ max: 150 }), description: plainText(75), url: string({ max: 3000 }) },
);
/** A group of at most 100 options. */
export const optionGroup = object({
  label: plainText(75),
  options: list(option, { min: 1, max: 100 }),
});

const conversationFilter = object(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);

/** The values that can be chosen in an element with its own options. */
function offered(element: Fields): Set<unknown> {
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const inGroups = groups.flatMap((group) => (isObject(group) ? group.options : []));
  const own = Array.isArray(element.options) ? element.options : [];
  return new Set([...own, ...inGroups].filter(isObject).map(({ value }) => value));
}

function initialMustBeOffered(element: Fields, pointer: string, report: Report): void {
  const values = offered(element);
  const initial = element.initial_option
    ? [element.initial_option]
    : ((element.initial_options as unknown[] | undefined) ?? []);
  if (!Array.isArray(initial)) return;
  for (const chosen of initial)
    if (isObject(chosen) && !values.has(chosen.value))
      report(pointer, 'invalid_value', 'initial option must be one of the options');
}

function staticMenu(element: Fields, pointer: string, report: Report): void {
  if ((element.options === undefined) === (element.option_groups === undefined))
    report(pointer, 'invalid_value', 'must have exactly one of options and option_groups');
  initialMustBeOffered(element, pointer, report);
}

function textLengths(element: Fields, pointer: string, report: Report): void {
  if (Number(element.min_length) > Number(element.max_length))
    report(pointer, 'invalid_value', 'min_length must not be more than max_length');
}

function numberBounds(element: Fields, pointer: string, report: Report): void {
  if (Number(element.min_value) > Number(element.max_value))
    report(pointer, 'invalid_value', 'min_value must not be more than max_value');
}

const menuOptions = {
  options: list(option, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};
const imageSource = {
  image_url: string({ max: 3000 }),
  slack_file: object({}, { url: string({ max: 3000 }), id }),
};

/** An image has a URL or a Slack file, never both and never neither. */
export function oneImageSource(image: Fields, pointer: string, report: Report): void {
  if ((image.image_url === undefined) === (image.slack_file === undefined))
    report(pointer, 'invalid_value', 'must have exactly one of image_url and slack_file');
}

export const imageElement = object(
  { alt_text: string({ max: 2000 }) },
  imageSource,
  oneImageSource,
);
export const imageFields = imageSource;

const feedbackButton = object(
  { text: plainText(75), value: string({ max: 2000 }) },
  { accessibility_label: string({ max: 75 }) },
);
const conversationMenu = {
  ...selectable,
  default_to_current_conversation: boolean,
  filter: conversationFilter,
};

export const button = object(
  { text: plainText(75) },
  {
    ...confirmable,
    value: string({ min: 0, max: 2000 }),
    url: string({ max: 3000 }),
    style,
    accessibility_label: string({ max: 75 }),
  },
);

/** Menus, pickers and boxes that may stand in a section, an actions block or an input. */
const choosers: Record<string, Rule> = {
  checkboxes: object(
    { options: list(choice, { min: 1, max: 10 }) },
    { ...confirmable, ...focusable, initial_options: list(choice, { min: 1, max: 10 }) },
    initialMustBeOffered,
  ),
  radio_buttons: object(
    { options: list(choice, { min: 1, max: 10 }) },
    { ...confirmable, ...focusable, initial_option: choice },
    initialMustBeOffered,
  ),
  datepicker: object({}, { ...selectable, initial_date: date }),
  timepicker: object({}, { ...selectable, initial_time: time, timezone: string() }),
  static_select: object({}, { ...selectable, ...menuOptions, initial_option: option }, staticMenu),
  external_select: object(
    {},
    { ...selectable, initial_option: option, min_query_length: integer({ min: 0 }) },
  ),
  users_select: object({}, { ...selectable, initial_user: id }),
  conversations_select: object(
    {},
    { ...conversationMenu, initial_conversation: id, response_url_enabled: boolean },
  ),
  channels_select: object(
    {},
    { ...selectable, initial_channel: id, response_url_enabled: boolean },
  ),
  multi_static_select: object(
    {},
    { ...selectable, ...several, ...menuOptions, initial_options: list(option, { max: 100 }) },
    staticMenu,
  ),
  multi_external_select: object(
    {},
    {
      ...selectable,
      ...several,
      initial_options: list(option, { max: 100 }),
      min_query_length: integer({ min: 0 }),
    },
  ),
  multi_users_select: object({}, { ...selectable, ...several, initial_users: list(id) }),
  multi_conversations_select: object(
    {},
    { ...conversationMenu, ...several, initial_conversations: list(id) },
  ),
  multi_channels_select: object({}, { ...selectable, ...several, initial_channels: list(id) }),
};

const datetimepicker = object(
  {},
  { ...confirmable, ...focusable, initial_date_time: integer({ min: 1e9, max: 9_999_999_999 }) },
);
const richTextInput = object(
  {},
  {
    ...textField,
    initial_value: richText,
    min_lines: integer({ min: 1, max: 100 }),
    max_lines: integer({ min: 1, max: 100 }),
  },
);
const overflow = object({ options: list(overflowOption, { min: 1, max: 5 }) }, confirmable);
const workflowButton = object(
  {
    text: plainText(75),
    workflow: object({
      trigger: object(
        { url: string({ max: 3000 }) },
        { customizable_input_parameters: list(object({ name: string(), value: string() })) },
      ),
    }),
  },
  { ...confirmable, style, accessibility_label: string({ max: 75 }) },
);

export const sectionAccessory = byType({
  ...choosers,
  button,
  image: imageElement,
  overflow,
  workflow_button: workflowButton,
});

export const actionsElement = byType({
  ...choosers,
  button,
  datetimepicker,
  overflow,
  rich_text_input: richTextInput,
  workflow_button: workflowButton,
});

export const inputElement = byType({
  ...choosers,
  datetimepicker,
  rich_text_input: richTextInput,
  email_text_input: object({}, { ...textField, initial_value: string() }),
  url_text_input: object({}, { ...textField, initial_value: string() }),
  number_input: object(
    { is_decimal_allowed: boolean },
    { ...textField, initial_value: string(), min_value: string(), max_value: string() },
    numberBounds,
  ),
  plain_text_input: object(
    {},
    {
      ...textField,
      initial_value: string({ min: 0, max: 3000 }),
      multiline: boolean,
      min_length: integer({ min: 0, max: 3000 }),
      max_length: integer({ min: 1, max: 3000 }),
    },
    textLengths,
  ),
  file_input: object(
    {},
    { ...actionId, filetypes: list(string()), max_files: integer({ min: 1, max: 10 }) },
  ),
});

export const contextElement = byType({
  image: imageElement,
  plain_text: anyText(3000),
  mrkdwn: anyText(3000),
});

export const contextActionsElement = byType({
  feedback_buttons: object(
    { positive_button: feedbackButton, negative_button: feedbackButton },
    actionId,
  ),
  icon_button: object(
    { icon: string(), text: plainText(75) },
    {
      ...confirmable,
      value: string({ max: 2000 }),
      accessibility_label: string({ max: 75 }),
      visible_to_user_ids: list(id),
    },
  ),
});
