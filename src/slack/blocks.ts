/** Blocks that `@slack/types` does not know yet, and short ways to write those that it does. */
import type {
  Block,
  ContextBlock,
  DataTableBlock,
  HeaderBlock,
  KnownBlock,
  RawNumberElement,
  RawTextElement,
  SectionBlock,
} from '@slack/types';

/** https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
export interface DataVisualizationBlock extends Block {
  type: 'data_visualization';
  title: string;
  chart:
    | {
        type: 'line' | 'bar' | 'area';
        series: { name: string; data: { label: string; value: number }[] }[];
        axis_config: { categories: string[]; x_label?: string; y_label?: string };
      }
    | { type: 'pie'; segments: { label: string; value: number }[] };
}

export type ViewBlock = KnownBlock | DataVisualizationBlock;

/** What a view makes. `text` is what notifications and screen readers say: the worst news first. */
export interface Rendered {
  text: string;
  blocks: ViewBlock[];
  /** The whole of it, for what does not fit into a message. */
  attachment?: { filename: string; title: string; content: string };
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: clipped(text, 150) } };
}

/** `text` is mrkdwn: everything that others chose has been through `escape`. */
export function section(text: string, more: Partial<SectionBlock> = {}): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: clipped(text, 3000) }, ...more };
}

export function context(...texts: string[]): ContextBlock {
  return {
    type: 'context',
    elements: texts.map((text) => ({ type: 'mrkdwn', text: clipped(text, 3000) })),
  };
}

export type Cell = string | number;

export function dataTable({
  caption,
  columns,
  rows,
  pageSize = 10,
  rowHeader = 0,
}: {
  caption: string;
  columns: string[];
  rows: Cell[][];
  pageSize?: number;
  /** The column by which screen readers name a row. */
  rowHeader?: number;
}): DataTableBlock {
  return {
    type: 'data_table',
    caption,
    page_size: pageSize,
    row_header_column_index: rowHeader,
    rows: [columns, ...rows].map((row) => row.map(cell)),
  };
}

/** A cell is read at a glance; and no single row may be too long for a table (10,000 characters). */
const longestCell = 300;

/** Cells are not parsed by Slack, so nothing has to be escaped; an empty one is refused. */
function cell(value: Cell): RawTextElement | RawNumberElement {
  return typeof value === 'number'
    ? { type: 'raw_number', value, text: String(value) }
    : { type: 'raw_text', text: value === '' ? '–' : clipped(value, longestCell) };
}

/** Cut at `limit` UTF-16 units, and never in the middle of a character. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
