/**
 * Every kind of block, its fields and limits.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
import { chart } from './charts.ts';
import {
  actionsElement,
  button,
  contextActionsElement,
  contextElement,
  imageElement,
  imageFields,
  inputElement,
  oneImageSource,
  sectionAccessory,
} from './elements.ts';
import { richText } from './rich-text.ts';
import {
  anyText,
  boolean,
  byType,
  type Fields,
  list,
  object,
  oneOf,
  plainText,
  type Report,
  type Rule,
  string,
} from './rules.ts';
import { dataTable, table } from './tables.ts';

const blockId = { block_id: string({ max: 255 }) };

function textOrFields(block: Fields, pointer: string, report: Report): void {
  if (block.text === undefined && block.fields === undefined)
    report(pointer, 'missing_field', 'missing required field: text or fields');
}

function somethingOnTheCard(block: Fields, pointer: string, report: Report): void {
  if (!['hero_image', 'title', 'actions', 'body'].some((field) => block[field] !== undefined))
    report(pointer, 'missing_field', 'must have one of hero_image, title, actions, body');
}

function titled(block: Fields, pointer: string, report: Report): void {
  if (block.title !== undefined && block.rich_text_title !== undefined)
    report(pointer, 'invalid_value', 'must not have both title and rich_text_title');
}

/** Slack knows `pending` only for the tasks of a plan. */
const taskFields = {
  details: richText,
  output: richText,
  sources: list(byType({ url: object({ url: string({ max: 3000 }), text: string() }) })),
  ...blockId,
};
const taskTitle = { task_id: string({ max: 255 }), title: string() };
const topLevelTask = object(
  { ...taskTitle, status: oneOf('in_progress', 'complete', 'error') },
  taskFields,
);
const taskOfPlan = byType({
  task_card: object(
    { ...taskTitle, status: oneOf('pending', 'in_progress', 'complete', 'error') },
    taskFields,
  ),
});

const card = object(
  {},
  {
    ...blockId,
    hero_image: byType({ image: imageElement }),
    icon: byType({ image: imageElement }),
    title: anyText(150),
    subtitle: anyText(150),
    body: anyText(200),
    actions: list(byType({ button }), { min: 1 }),
  },
  somethingOnTheCard,
);

const plainBlocks: Record<string, Rule> = {
  actions: object({ elements: list(actionsElement, { min: 1, max: 25 }) }, blockId),
  context: object({ elements: list(contextElement, { min: 1, max: 10 }) }, blockId),
  divider: object({}, blockId),
  file: object({ source: oneOf('remote'), external_id: string({ max: 255 }) }, blockId),
  header: object({ text: plainText(150) }, blockId),
  image: object(
    { alt_text: string({ max: 2000 }) },
    { ...blockId, ...imageFields, title: plainText(2000) },
    oneImageSource,
  ),
  input: object(
    { label: plainText(2000), element: inputElement },
    { ...blockId, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: richText,
  section: object(
    {},
    {
      ...blockId,
      text: anyText(3000),
      fields: list(anyText(2000), { min: 1, max: 10 }),
      accessory: sectionAccessory,
      expand: boolean,
    },
    textOrFields,
  ),
  table,
  video: object(
    {
      video_url: string({ max: 3000 }),
      thumbnail_url: string({ max: 3000 }),
      alt_text: string({ max: 2000 }),
      title: plainText(199),
    },
    {
      ...blockId,
      title_url: string({ max: 3000 }),
      author_name: string({ max: 49 }),
      provider_name: string(),
      provider_icon_url: string({ max: 3000 }),
      description: plainText(200),
    },
  ),
};

/** Every block type that Slack knows, with its rule. */
export const blockRules: Record<string, Rule> = {
  ...plainBlocks,
  alert: object(
    { text: anyText(3000) },
    { ...blockId, level: oneOf('default', 'info', 'warning', 'error', 'success') },
  ),
  card,
  carousel: object({ elements: list(byType({ card }), { min: 1, max: 10 }) }, blockId),
  container: object(
    { child_blocks: list(byType(plainBlocks), { min: 1, max: 10 }) },
    {
      ...blockId,
      title: plainText(150),
      rich_text_title: richText,
      subtitle: anyText(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: byType({ image: imageElement }),
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
    titled,
  ),
  context_actions: object({ elements: list(contextActionsElement, { min: 1, max: 5 }) }, blockId),
  data_table: dataTable,
  data_visualization: chart,
  markdown: object({ text: string({ max: 12_000 }) }, blockId),
  plan: object({ title: string() }, { ...blockId, tasks: list(taskOfPlan) }),
  task_card: topLevelTask,
};

export type Surface = 'message' | 'modal' | 'home';

/** Where each block may stand. A block that is not listed may stand everywhere. */
export const onlyOn = new Map<string, readonly Surface[]>([
  ['alert', ['modal']],
  ['carousel', ['message', 'home']],
  ['container', ['message']],
  ['context_actions', ['message']],
  ['data_table', ['message', 'home']],
  ['data_visualization', ['message']],
  ['file', ['message']],
  ['markdown', ['message']],
  ['plan', ['message']],
  ['table', ['message', 'home']],
  ['task_card', ['message']],
]);
