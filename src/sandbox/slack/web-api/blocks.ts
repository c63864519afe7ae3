import { badArgument } from '../errors.ts';
import { validateBlocks, validateView } from '../validate-blocks.ts';
import { isObject } from '../validation/rules.ts';
import type { Call, Method } from './method.ts';

/** `blocks.validate`: https://docs.slack.dev/reference/methods/blocks.validate */
function validate({ args }: Call) {
  const given = ['blocks', 'message', 'view'].filter((name) => args.text(name) !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw badArgument(name ?? 'blocks', 'exactly one of blocks, message, view is needed');
  const value = args.json(name);
  const blocks = name === 'message' && isObject(value) ? value.blocks : value;
  const problems = name === 'view' ? validateView(value) : validateBlocks(blocks ?? [], 'message');
  if (problems.length === 0) return {};
  return { ok: false, error: 'invalid_blocks', errors: problems };
}

export const blockMethods: Method[] = [
  { name: 'blocks.validate', scopes: [], tier: 4, run: validate },
];
