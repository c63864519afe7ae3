/** `table` and `data_table`: https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
import { richText } from './rich-text.ts';
import {
  boolean,
  byType,
  type Fields,
  integer,
  isObject,
  list,
  number,
  object,
  oneOf,
  type Report,
  type Rule,
  string,
} from './rules.ts';
import { shownCharacters } from './shown-characters.ts';

/** All cells of a table together. */
const maxTableCharacters = 10_000;

const rawText = object({ text: string() });
const rawNumber = object({ value: number, text: string() });
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });

const columnSettings: Rule = (value, pointer, report) => {
  // A column without settings of its own is skipped with null.
  if (value !== null)
    object({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean })(
      value,
      pointer,
      report,
    );
};

function cellsFit({ rows }: Fields, pointer: string, report: Report): void {
  if (shownCharacters(rows) > maxTableCharacters)
    report(`${pointer}/rows`, 'too_long', `must be less than ${maxTableCharacters + 1} characters`);
}

export const table = object(
  { rows: list(list(cell, { min: 1, max: 20 }), { min: 1, max: 100 }) },
  { block_id: string({ max: 255 }), column_settings: list(columnSettings, { max: 20 }) },
  cellsFit,
);

function rectangular(block: Fields, pointer: string, report: Report): void {
  const rows = Array.isArray(block.rows) ? block.rows.filter(Array.isArray) : [];
  const header = rows[0];
  if (!header) return;
  header.forEach((entry, index) => {
    if (isObject(entry) && entry.type === 'rich_text')
      report(
        `${pointer}/rows/0/${index}`,
        'unsupported_type',
        'a header cell must not be rich_text',
      );
  });
  rows.forEach((row, index) => {
    if (row.length !== header.length)
      report(
        `${pointer}/rows/${index}`,
        'invalid_value',
        `must have ${header.length} cells, as the header has`,
      );
  });
  if (Number(block.row_header_column_index) >= header.length)
    report(
      `${pointer}/row_header_column_index`,
      'invalid_value',
      `must be at most ${header.length - 1}`,
    );
  cellsFit(block, pointer, report);
}

/** The first row is the header, so there is at least one row more, and at most a hundred. */
export const dataTable = object(
  {
    rows: list(list(cell, { min: 1, max: 20 }), { min: 2, max: 101 }),
    caption: string(),
  },
  {
    block_id: string({ max: 255 }),
    page_size: integer({ min: 1, max: 100 }),
    row_header_column_index: integer({ min: 0, max: 19 }),
  },
  rectangular,
);
