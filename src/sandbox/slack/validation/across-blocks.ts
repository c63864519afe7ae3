/** What Slack demands of all the blocks of one payload together. */

import type { Surface } from './blocks.ts';
import { type Fields, isObject, type Report } from './rules.ts';
import { shownCharacters } from './shown-characters.ts';

/** Legal blocks are refused above this in total (https://github.com/slackapi/bolt-js/issues/2509). */
const maxMessageCharacters = 13_200;
/** All markdown blocks of one payload: https://docs.slack.dev/reference/block-kit/blocks/markdown-block */
const maxMarkdownCharacters = 12_000;

interface Placed {
  block: Fields;
  pointer: string;
}

function childrenOf({ block, pointer }: Placed): Placed[] {
  const field =
    block.type === 'container'
      ? 'child_blocks'
      : block.type === 'carousel'
        ? 'elements'
        : undefined;
  const children = field ? block[field] : undefined;
  if (!Array.isArray(children)) return [];
  return children
    .filter(isObject)
    .map((child, index) => ({ block: child, pointer: `${pointer}/${field}/${index}` }));
}

/** The elements that a person can use in one block. */
function elementsOf({ type, elements, element, accessory, actions }: Fields): Fields[] {
  const own = type === 'carousel' ? [] : [elements, element, accessory, actions].flat();
  return own.filter(isObject);
}

function uniqueIds(placed: Placed[], report: Report): void {
  const blockIds = new Set<unknown>();
  for (const { block, pointer } of placed) {
    const { block_id: blockId } = block;
    if (typeof blockId === 'string') {
      if (blockIds.has(blockId))
        report(`${pointer}/block_id`, 'duplicate', `block_id "${blockId}" already exists`);
      blockIds.add(blockId);
    }
    const actionIds = new Set<unknown>();
    for (const { action_id: actionId } of elementsOf(block)) {
      if (actionId === undefined) continue;
      if (actionIds.has(actionId))
        report(
          pointer,
          'duplicate',
          `action_id "${String(actionId)}" already exists in this block`,
        );
      actionIds.add(actionId);
    }
  }
}

function atMost(placed: Placed[], type: string, max: number, report: Report): void {
  const found = placed.filter(({ block }) => block.type === type);
  const [extra] = found.slice(max);
  if (extra)
    report(
      extra.pointer,
      'too_many_items',
      `no more than ${max} ${type} block${max === 1 ? '' : 's'} allowed`,
    );
}

function oneFocus(placed: Placed[], report: Report): void {
  const focused = placed.filter(({ block }) =>
    elementsOf(block).some((e) => e.focus_on_load === true),
  );
  const [extra] = focused.slice(1);
  if (extra) report(extra.pointer, 'invalid_value', 'only one element may have focus_on_load');
}

/** Rules between the blocks of one payload; each block by itself is checked before. */
export function checkAcrossBlocks(blocks: unknown[], surface: Surface, report: Report): void {
  const top = blocks.map((block, index) => ({ block, pointer: `/blocks/${index}` }));
  const known = top.filter((entry): entry is Placed => isObject(entry.block));
  const placed = known.flatMap((entry) => [entry, ...childrenOf(entry)]);
  uniqueIds(placed, report);
  oneFocus(placed, report);
  if (surface !== 'message') return;
  atMost(placed, 'table', 1, report);
  atMost(placed, 'plan', 1, report);
  atMost(placed, 'data_visualization', 2, report);
  const markdown = known.filter(({ block }) => block.type === 'markdown').map(({ block }) => block);
  if (shownCharacters(markdown) > maxMarkdownCharacters)
    report(
      '/blocks',
      'too_long',
      `markdown blocks together must be less than ${maxMarkdownCharacters + 1} characters`,
    );
  if (shownCharacters(blocks) > maxMessageCharacters)
    report(
      '/blocks',
      'msg_blocks_too_long',
      `all blocks together must be less than ${maxMessageCharacters + 1} characters`,
    );
}
