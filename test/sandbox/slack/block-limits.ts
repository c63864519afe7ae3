/** Tests of one limit each: what lies at it is taken, what lies beyond it is refused. */
import { expect, test } from 'vitest';
import { type Surface, validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import type { Fields } from './block-samples.ts';

/** A limit: the blocks at it are taken, those beyond it are refused at that pointer. */
export interface Limit {
  what: string;
  at: Fields | Fields[];
  beyond: Fields | Fields[];
  pointer: string;
  surface?: Surface;
}

/** A limit on a length or a number. */
export function limit(
  what: string,
  pointer: string,
  make: (n: number) => Fields | Fields[],
  max: number,
  surface?: Surface,
): Limit {
  return { what, pointer, at: make(max), beyond: make(max + 1), surface };
}

export function testLimits(limits: Limit[]): void {
  test.each(limits)('$what: taken at the limit, refused beyond it', (tried) => {
    const { at, beyond, pointer, surface = 'message' } = tried;
    expect(validateBlocks([at].flat(), surface)).toEqual([]);
    const pointers = validateBlocks([beyond].flat(), surface).map((problem) => problem.pointer);
    expect(pointers).toContain(pointer);
  });
}
