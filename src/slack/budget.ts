/**
 * Keeps a message within what Slack takes: 50 blocks, and about 13,200 characters over all of them
 * although each block is legal by itself (https://github.com/slackapi/bolt-js/issues/2509).
 * What does not fit is left out by importance, and is said to be.
 */
import type { Cell, ViewBlock } from './blocks.ts';

export const messageBudget = { blocks: 50, characters: 12_000 };
/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
export const tableBudget = { rows: 100, characters: 10_000 };

export interface Piece {
  blocks: ViewBlock[];
  /** The higher, the later it is left out. */
  importance: number;
  /** What it is one of, so that its absence can be told: `finding`. After one is left out, so are those that follow. */
  kind?: string;
}

export interface Fitted {
  blocks: ViewBlock[];
  /** How many of each kind were left out. */
  left: Record<string, number>;
}

/** The most important pieces that fit, in the order in which they were given. */
export function withinBudget(
  pieces: readonly Piece[],
  budget: { blocks: number; characters: number } = messageBudget,
): Fitted {
  const kept = new Set<Piece>();
  const closed = new Set<string>();
  const left: Record<string, number> = {};
  let blocks = 0;
  let characters = 0;
  const byImportance = pieces
    .map((piece, index) => ({ piece, index }))
    .sort((a, b) => b.piece.importance - a.piece.importance || a.index - b.index);
  for (const { piece } of byImportance) {
    const size = charactersOf(piece.blocks);
    const kind = piece.kind ?? 'part';
    const fits =
      !closed.has(kind) &&
      blocks + piece.blocks.length <= budget.blocks &&
      characters + size <= budget.characters;
    if (fits) {
      kept.add(piece);
      blocks += piece.blocks.length;
      characters += size;
      continue;
    }
    if (piece.kind) closed.add(kind);
    left[kind] = (left[kind] ?? 0) + 1;
  }
  return {
    blocks: pieces.filter((piece) => kept.has(piece)).flatMap((piece) => piece.blocks),
    left,
  };
}

/** Fields whose text people read; ids, values and addresses do not count. */
const shown = new Set([
  'text',
  'title',
  'subtitle',
  'caption',
  'name',
  'label',
  'alt_text',
  'x_label',
  'y_label',
]);

export function charactersOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + charactersOf(item), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [field, content]) =>
      sum +
      (typeof content === 'string'
        ? shown.has(field)
          ? content.length
          : 0
        : charactersOf(content)),
    0,
  );
}

export interface TablePage {
  rows: Cell[][];
  /** 1-based, for "rows 1 to 40 of 96". */
  from: number;
  to: number;
  total: number;
  page: number;
  pages: number;
}

/**
 * One page of a long table, as many rows as fit. A page past the end is the last one.
 * @param characters what the columns' titles leave over
 */
export function tablePage(
  rows: readonly Cell[][],
  page: number,
  { rows: most, characters }: { rows: number; characters: number } = tableBudget,
): TablePage {
  const starts: number[] = [0];
  let count = 0;
  let size = 0;
  rows.forEach((row, index) => {
    const length = row.reduce<number>((sum, cell) => sum + String(cell).length, 0);
    if (count > 0 && (count + 1 > most || size + length > characters)) {
      starts.push(index);
      count = 0;
      size = 0;
    }
    count += 1;
    size += length;
  });
  const at = Math.min(Math.max(0, page), starts.length - 1);
  const begin = starts[at] as number;
  const end = starts[at + 1] ?? rows.length;
  return {
    rows: rows.slice(begin, end),
    from: rows.length === 0 ? 0 : begin + 1,
    to: end,
    total: rows.length,
    page: at,
    pages: starts.length,
  };
}
