/**
 * Block Kit's rules, offline: what Slack would refuse in a message, a modal or a home tab.
 * Slack publishes no schema; the numbers come from https://docs.slack.dev/reference/block-kit and,
 * where it is silent, from what its servers were seen to refuse.
 */
import { checkAcrossBlocks } from './validation/across-blocks.ts';
import { blockRules, onlyOn, type Surface } from './validation/blocks.ts';
import {
  byType,
  type Fields,
  isObject,
  list,
  type Problem,
  type Report,
} from './validation/rules.ts';
import { viewRules } from './validation/views.ts';

export type { Surface } from './validation/blocks.ts';
export type { Problem } from './validation/rules.ts';

const maxBlocks: Record<Surface, number> = { message: 50, modal: 100, home: 100 };
/** Top-level text of a message: https://docs.slack.dev/reference/methods/chat.postMessage */
export const maxTextCharacters = 40_000;

const block = byType(blockRules);

function rightSurface(value: unknown, surface: Surface, pointer: string, report: Report): void {
  if (!isObject(value) || typeof value.type !== 'string') return;
  const places = onlyOn.get(value.type);
  if (places && !places.includes(surface))
    report(
      `${pointer}/type`,
      'not_allowed_here',
      `unsupported type: ${value.type} is not allowed in a ${surface}`,
    );
}

/**
 * Everything that Slack would refuse in these blocks, with JSON pointers that start at `/blocks`.
 * An empty list means that Slack takes them.
 */
export function validateBlocks(blocks: unknown, surface: Surface): Problem[] {
  const problems: Problem[] = [];
  function report(pointer: string, code: Problem['code'], message: string): void {
    problems.push({ pointer, code, message });
  }
  list(block, { max: maxBlocks[surface] })(blocks, '/blocks', report);
  if (!Array.isArray(blocks)) return problems;
  blocks.forEach((value, index) => {
    rightSurface(value, surface, `/blocks/${index}`, report);
  });
  checkAcrossBlocks(blocks, surface, report);
  return problems;
}

/**
 * Everything that Slack would refuse in a view for `views.open`, `update`, `push` or `publish`.
 * Pointers start at `/view`.
 */
export function validateView(view: unknown): Problem[] {
  const problems: Problem[] = [];
  function report(pointer: string, code: Problem['code'], message: string): void {
    problems.push({ pointer, code, message });
  }
  byType(viewRules)(view, '/view', report);
  if (!isObject(view)) return problems;
  const { type, blocks } = view as Fields;
  if (type !== 'modal' && type !== 'home') return problems;
  const inBlocks = validateBlocks(blocks ?? [], type);
  return [...problems, ...inBlocks.map((p) => ({ ...p, pointer: `/view${p.pointer}` }))];
}
