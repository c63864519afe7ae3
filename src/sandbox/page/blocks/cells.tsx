import type { DataTableBlock, TableBlock } from '@slack/types';
import { RichText, richTextWords } from '../text/rich-text.tsx';

export type Cell = DataTableBlock['rows'][number][number] | TableBlock['rows'][number][number];

export function CellContent({ cell }: { cell: Cell }) {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : cellWords(cell);
}

export function cellWords(cell: Cell | undefined): string {
  if (!cell) return '';
  if (cell.type === 'rich_text') return richTextWords(cell);
  if (cell.type === 'raw_number') return cell.text ?? String(cell.value);
  return cell.text;
}

/** Numbers by value, words as people sort them: pool2 before pool10. */
export function compareCells(a: Cell | undefined, b: Cell | undefined): number {
  if (a?.type === 'raw_number' && b?.type === 'raw_number') return a.value - b.value;
  return cellWords(a).localeCompare(cellWords(b), 'en', { numeric: true, sensitivity: 'base' });
}
