/** Small pieces of Block Kit, as long or as many as a test wants them. */

export type Fields = Record<string, unknown>;

export function words(length: number): string {
  return 'x'.repeat(length);
}

export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export function plain(length: number): Fields {
  return { type: 'plain_text', text: words(length) };
}

export function option(text: number, value = 1): Fields {
  return { text: plain(text), value: words(value) };
}

export function options(count: number): Fields[] {
  return many(count, (index) => ({ text: plain(1), value: `v${index}` }));
}

export function button(more: Fields = {}): Fields {
  return { type: 'button', text: plain(1), ...more };
}

export function actions(...elements: Fields[]): Fields {
  return { type: 'actions', elements };
}

export function input(element: Fields, more: Fields = {}): Fields {
  return { type: 'input', label: plain(1), element, ...more };
}

export function menu(more: Fields): Fields {
  return { type: 'static_select', options: options(1), ...more };
}

export function raw(length: number): Fields {
  return { type: 'raw_text', text: words(length) };
}

export function dataTable(rows: number, columns: number, more: Fields = {}): Fields {
  return {
    type: 'data_table',
    caption: 'c',
    rows: many(rows, () => many(columns, () => raw(1))),
    ...more,
  };
}

export function line(series: number, points: number, more: Fields = {}): Fields {
  const categories = many(points, (index) => `c${index}`);
  return {
    type: 'data_visualization',
    title: 't',
    chart: {
      type: 'line',
      series: many(series, (index) => ({
        name: `s${index}`,
        data: categories.map((label) => ({ label, value: 1 })),
      })),
      axis_config: { categories },
    },
    ...more,
  };
}

export function pie(segments: number, value = 1): Fields {
  const data = many(segments, (index) => ({ label: `l${index}`, value }));
  return { type: 'data_visualization', title: 't', chart: { type: 'pie', segments: data } };
}

export function confirm(more: Fields): Fields {
  return actions(button({ confirm: { text: plain(1), ...more } }));
}

export const divider = { type: 'divider' };
export const header = { type: 'header', text: plain(1) };
export const richText = {
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }],
};
