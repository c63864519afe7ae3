import type { DataTableBlock } from '@slack/types';
import { useId, useMemo, useState } from 'react';
import { Icon } from '../layout/icons.tsx';
import { CellContent, cellWords, compareCells } from './cells.tsx';

interface Sorting {
  column: number;
  descending: boolean;
}

/** https://docs.slack.dev/reference/block-kit/blocks/data-table-block: pages, sorting and search in the client. */
export function DataTable({ block }: { block: DataTableBlock }) {
  const { caption, page_size: pageSize = 5, row_header_column_index: rowHeader = 0 } = block;
  const [head = [], ...body] = block.rows;
  const id = useId();
  const [sorting, setSorting] = useState<Sorting>();
  const [query, setQuery] = useState('');
  const [page, setPage] = useState(0);

  const rows = useMemo(() => {
    const [, ...all] = block.rows;
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const kept = all.filter((row) => {
      const text = row.map(cellWords).join(' ').toLowerCase();
      return words.every((word) => text.includes(word));
    });
    if (!sorting) return kept;
    const sign = sorting.descending ? -1 : 1;
    return kept.sort((a, b) => sign * compareCells(a[sorting.column], b[sorting.column]));
  }, [block.rows, query, sorting]);

  const pages = Math.max(1, Math.ceil(rows.length / pageSize));
  const shownPage = Math.min(page, pages - 1);
  const first = shownPage * pageSize;
  const shown = rows.slice(first, first + pageSize);

  function sortBy(column: number) {
    setPage(0);
    if (sorting?.column !== column) setSorting({ column, descending: false });
    else setSorting(sorting.descending ? undefined : { column, descending: true });
  }

  return (
    <section className="data-table" aria-labelledby={`${id}-caption`}>
      <div className="data-table__bar">
        <span className="data-table__title" id={`${id}-caption`}>
          {caption}
        </span>
        {body.length > pageSize && (
          <input
            type="search"
            className="field data-table__search"
            placeholder="Filter rows"
            aria-label={`Filter ${caption}`}
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setPage(0);
            }}
          />
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls sideways, with the keyboard too */}
      <section className="table-frame" aria-label={caption} tabIndex={0}>
        <table className="table table--data">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {head.map((cell, column) => (
                <th
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place alone
                  key={column}
                  scope="col"
                  className={columnClass(body, column)}
                  aria-sort={
                    sorting?.column === column
                      ? sorting.descending
                        ? 'descending'
                        : 'ascending'
                      : undefined
                  }
                >
                  <button type="button" className="data-table__sort" onClick={() => sortBy(column)}>
                    <CellContent cell={cell} />
                    <SortIcon of={sorting?.column === column ? sorting : undefined} />
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two rows may hold the same words
              <tr key={first + index}>
                {row.map((cell, column) => {
                  const Tag = column === rowHeader ? 'th' : 'td';
                  return (
                    <Tag
                      // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place alone
                      key={column}
                      scope={column === rowHeader ? 'row' : undefined}
                      className={cellClass(columnClass(body, column), cell)}
                    >
                      <CellContent cell={cell} />
                    </Tag>
                  );
                })}
              </tr>
            ))}
            {shown.length === 0 && (
              <tr>
                <td colSpan={head.length}>No row holds “{query}”.</td>
              </tr>
            )}
          </tbody>
        </table>
      </section>
      {pages > 1 && (
        <nav className="data-table__pager" aria-label={`Pages of ${caption}`}>
          <span aria-live="polite">
            {first + 1}–{first + shown.length} of {rows.length}
          </span>
          <button
            type="button"
            className="button button--small"
            disabled={shownPage === 0}
            onClick={() => setPage(shownPage - 1)}
          >
            Previous
          </button>
          <button
            type="button"
            className="button button--small"
            disabled={shownPage === pages - 1}
            onClick={() => setPage(shownPage + 1)}
          >
            Next
          </button>
        </nav>
      )}
    </section>
  );
}

function SortIcon({ of }: { of?: Sorting }) {
  return (
    <span className="data-table__arrow">
      <Icon name={of ? (of.descending ? 'chevron' : 'up') : 'sort'} />
    </span>
  );
}

/** A short single word, a name or a number, is never broken in two; long text gets room. */
function cellClass(className: string | undefined, cell: Parameters<typeof cellWords>[0]) {
  const words = cellWords(cell);
  const isOneWord = words.length <= 32 && !/\s/.test(words);
  const kind = isOneWord ? 'table__word' : words.length > 28 ? 'table__long' : undefined;
  return [className, kind].filter(Boolean).join(' ') || undefined;
}

/** Numbers stand on the right. */
function columnClass(body: DataTableBlock['rows'], column: number): string | undefined {
  return body.length > 0 && body.every((row) => row[column]?.type === 'raw_number')
    ? 'table__number'
    : undefined;
}
