import { limit, testLimits } from './block-limits.ts';
import { dataTable, divider, line, many, pie, plain, raw, words } from './block-samples.ts';

testLimits([
  limit('markdown', '/blocks/0/text', (n) => ({ type: 'markdown', text: words(n) }), 12_000),
  limit(
    'markdown in all',
    '/blocks',
    (n) => [
      { type: 'markdown', text: words(6_000) },
      { type: 'markdown', text: words(n - 6_000) },
    ],
    12_000,
  ),
  limit(
    'all blocks',
    '/blocks',
    (n) => [
      ...many(4, () => ({ type: 'section', text: plain(3000) })),
      { type: 'section', text: plain(n - 12_000) },
    ],
    13_200,
  ),
  limit(
    'context actions',
    '/blocks/0/elements',
    (n) => ({
      type: 'context_actions',
      elements: many(n, () => ({ type: 'icon_button', icon: 'trash', text: plain(1) })),
    }),
    5,
  ),
  limit(
    'table rows',
    '/blocks/0/rows',
    (n) => ({ type: 'table', rows: many(n, () => [raw(1)]) }),
    100,
  ),
  limit(
    'table cells',
    '/blocks/0/rows/0',
    (n) => ({ type: 'table', rows: [many(n, () => raw(1))] }),
    20,
  ),
  limit(
    'table characters',
    '/blocks/0/rows',
    (n) => ({ type: 'table', rows: [[raw(5_000), raw(n - 5_000)]] }),
    10_000,
  ),
  limit(
    'tables in a message',
    '/blocks/1',
    (n) => many(n, () => ({ type: 'table', rows: [[raw(1)]] })),
    1,
  ),
  limit('data table rows', '/blocks/0/rows', (n) => dataTable(n + 1, 1), 100),
  limit('data table columns', '/blocks/0/rows/0', (n) => dataTable(2, n), 20),
  limit(
    'data table page size',
    '/blocks/0/page_size',
    (n) => dataTable(2, 1, { page_size: n }),
    100,
  ),
  limit(
    'data table row header',
    '/blocks/0/row_header_column_index',
    (n) => dataTable(2, 3, { row_header_column_index: n }),
    2,
  ),
  limit(
    'data table characters',
    '/blocks/0/rows',
    (n) => ({ type: 'data_table', caption: 'c', rows: [[raw(5_000)], [raw(n - 5_001)]] }),
    10_001,
  ),
  limit('chart title', '/blocks/0/title', (n) => line(1, 1, { title: words(n) }), 50),
  limit('chart series', '/blocks/0/chart/series', (n) => line(n, 1), 6),
  limit('chart points', '/blocks/0/chart/series/0/data', (n) => line(1, n), 20),
  limit('pie segments', '/blocks/0/chart/segments', (n) => pie(n), 6),
  limit('charts in a message', '/blocks/2', (n) => many(n, () => line(1, 1)), 2),
  limit('card title', '/blocks/0/title/text', (n) => ({ type: 'card', title: plain(n) }), 150),
  limit(
    'card subtitle',
    '/blocks/0/subtitle/text',
    (n) => ({ type: 'card', title: plain(1), subtitle: plain(n) }),
    150,
  ),
  limit('card body', '/blocks/0/body/text', (n) => ({ type: 'card', body: plain(n) }), 200),
  limit(
    'cards of a carousel',
    '/blocks/0/elements',
    (n) => ({ type: 'carousel', elements: many(n, () => ({ type: 'card', title: plain(1) })) }),
    10,
  ),
  limit(
    'container title',
    '/blocks/0/title/text',
    (n) => ({ type: 'container', title: plain(n), child_blocks: [divider] }),
    150,
  ),
  limit(
    'container children',
    '/blocks/0/child_blocks',
    (n) => ({ type: 'container', child_blocks: many(n, () => divider) }),
    10,
  ),
  limit(
    'plans in a message',
    '/blocks/1',
    (n) => many(n, () => ({ type: 'plan', title: 'p', tasks: [] })),
    1,
  ),
]);
