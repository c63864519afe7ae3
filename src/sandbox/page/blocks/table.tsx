import type { TableBlock } from '@slack/types';
import { CellContent } from './cells.tsx';

export function Table({ block }: { block: TableBlock }) {
  const [head = [], ...body] = block.rows;
  const alignOf = (column: number) => block.column_settings?.[column]?.align ?? 'left';
  const wrapOf = (column: number) =>
    block.column_settings?.[column]?.is_wrapped ? 'normal' : 'nowrap';
  const styleOf = (column: number) => ({ textAlign: alignOf(column), whiteSpace: wrapOf(column) });
  return (
    // A wide table scrolls sideways, with the keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="table-frame" aria-label="Table" tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            {head.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place alone
              <th key={column} scope="col" style={styleOf(column)}>
                <CellContent cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place alone
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is known by its place alone
                <td key={column} style={styleOf(column)}>
                  <CellContent cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
