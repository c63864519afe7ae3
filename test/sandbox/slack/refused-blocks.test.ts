import { describe, expect, test } from 'vitest';
import { type Surface, validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import {
  actions,
  button,
  dataTable,
  divider,
  type Fields,
  header,
  input,
  line,
  many,
  menu,
  option,
  pie,
  plain,
  raw,
  richText,
  words,
} from './block-samples.ts';

const refused: [
  what: string,
  blocks: Fields[],
  pointer: string,
  code: string,
  surface?: Surface,
][] = [
  ['an unknown block', [{ type: 'bogus_block' }], '/blocks/0/type', 'unsupported_type'],
  [
    'an unknown element',
    [actions({ type: 'bogus' })],
    '/blocks/0/elements/0/type',
    'unsupported_type',
  ],
  [
    'an element in the wrong block',
    [actions({ type: 'plain_text_input' })],
    '/blocks/0/elements/0/type',
    'unsupported_type',
  ],
  ['a name from Object.prototype', [{ type: 'constructor' }], '/blocks/0/type', 'unsupported_type'],
  ['a block without a type', [{}], '/blocks/0', 'missing_field'],
  ['a misspelt field', [{ ...header, txt: 'x' }], '/blocks/0', 'additional_property'],
  ['an empty text', [{ type: 'header', text: plain(0) }], '/blocks/0/text/text', 'too_short'],
  [
    'mrkdwn in a header',
    [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
    '/blocks/0/text/type',
    'unsupported_type',
  ],
  ['a section without text or fields', [{ type: 'section' }], '/blocks/0', 'missing_field'],
  ['no elements', [actions()], '/blocks/0/elements', 'too_few_items'],
  [
    'an unknown style',
    [actions(button({ style: 'default' }))],
    '/blocks/0/elements/0/style',
    'invalid_value',
  ],
  [
    'two blocks with one block_id',
    [
      { ...divider, block_id: 'a' },
      { ...divider, block_id: 'a' },
    ],
    '/blocks/1/block_id',
    'duplicate',
  ],
  [
    'two elements of a block with one action_id',
    [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
    '/blocks/0',
    'duplicate',
  ],
  [
    'a menu without options',
    [actions({ type: 'static_select' })],
    '/blocks/0/elements/0',
    'invalid_value',
  ],
  [
    'an initial option that is not offered',
    [actions(menu({ initial_option: option(1, 9) }))],
    '/blocks/0/elements/0',
    'invalid_value',
  ],
  [
    'a date in another form',
    [actions({ type: 'datepicker', initial_date: '1.2.2026' })],
    '/blocks/0/elements/0/initial_date',
    'invalid_value',
  ],
  [
    'min_length above max_length',
    [input({ type: 'plain_text_input', min_length: 5, max_length: 4 })],
    '/blocks/0/element',
    'invalid_value',
    'modal',
  ],
  [
    'two focused elements',
    many(2, () => input({ type: 'plain_text_input', focus_on_load: true })),
    '/blocks/1',
    'invalid_value',
    'modal',
  ],
  ['an image without a source', [{ type: 'image', alt_text: 'x' }], '/blocks/0', 'invalid_value'],
  [
    'an alert in a message',
    [{ type: 'alert', text: plain(1) }],
    '/blocks/0/type',
    'not_allowed_here',
  ],
  [
    'an alert on a home tab',
    [{ type: 'alert', text: plain(1) }],
    '/blocks/0/type',
    'not_allowed_here',
    'home',
  ],
  ['a chart on a home tab', [line(1, 1)], '/blocks/0/type', 'not_allowed_here', 'home'],
  ['a chart in a modal', [line(1, 1)], '/blocks/0/type', 'not_allowed_here', 'modal'],
  [
    'a table in a modal',
    [{ type: 'table', rows: [[raw(1)]] }],
    '/blocks/0/type',
    'not_allowed_here',
    'modal',
  ],
  [
    'markdown in a modal',
    [{ type: 'markdown', text: 'x' }],
    '/blocks/0/type',
    'not_allowed_here',
    'modal',
  ],
  [
    'a data table without a caption',
    [{ ...dataTable(2, 1), caption: undefined }],
    '/blocks/0',
    'missing_field',
  ],
  ['a data table with a header alone', [dataTable(1, 1)], '/blocks/0/rows', 'too_few_items'],
  [
    'a ragged data table',
    [{ ...dataTable(2, 2), rows: [[raw(1), raw(1)], [raw(1)]] }],
    '/blocks/0/rows/1',
    'invalid_value',
  ],
  [
    'a rich_text header cell',
    [{ ...dataTable(2, 1), rows: [[richText], [richText]] }],
    '/blocks/0/rows/0/0',
    'unsupported_type',
  ],
  ['an empty cell', [{ type: 'table', rows: [[raw(0)]] }], '/blocks/0/rows/0/0/text', 'too_short'],
  ['a slice of nothing', [pie(2, 0)], '/blocks/0/chart/segments/0/value', 'invalid_value'],
  ['an empty card', [{ type: 'card' }], '/blocks/0', 'missing_field'],
  [
    'a card in a container',
    [{ type: 'container', child_blocks: [{ type: 'card', title: plain(1) }] }],
    '/blocks/0/child_blocks/0/type',
    'unsupported_type',
  ],
  [
    'a plan with a text object as title',
    [{ type: 'plan', title: plain(1) }],
    '/blocks/0/title',
    'wrong_type',
  ],
  [
    'a task that waits outside a plan',
    [{ type: 'task_card', task_id: '1', title: 't', status: 'pending' }],
    '/blocks/0/status',
    'invalid_value',
  ],
];

test.each(refused)('%s is refused', (_, blocks, pointer, code, surface = 'message') => {
  const found = validateBlocks(JSON.parse(JSON.stringify(blocks)), surface);
  expect(found.map((problem) => [problem.pointer, problem.code])).toContainEqual([pointer, code]);
});

describe('charts', () => {
  test('have one point for each category in every series', () => {
    const chart = line(2, 2);
    const { series } = chart.chart as { series: { data: unknown[] }[] };
    series[1]?.data.pop();
    expect(validateBlocks([chart], 'message')[0]?.pointer).toBe('/blocks/0/chart/series/1/data');
  });

  test('have a name of its own for every series', () => {
    const chart = line(2, 1);
    const { series } = chart.chart as { series: { name: string }[] };
    for (const one of series) one.name = 'same';
    expect(validateBlocks([chart], 'message')[0]?.code).toBe('duplicate');
  });
});

test('what is legal everywhere is taken everywhere', () => {
  const blocks = [
    header,
    {
      type: 'section',
      text: { type: 'mrkdwn', text: '*x*' },
      accessory: button({ action_id: 'a' }),
    },
    {
      type: 'context',
      elements: [
        { type: 'mrkdwn', text: 'x' },
        { type: 'image', image_url: 'https://x', alt_text: 'x' },
      ],
    },
    actions(
      button({
        action_id: 'a',
        style: 'danger',
        confirm: { title: plain(1), text: plain(1), confirm: plain(1), deny: plain(1) },
      }),
    ),
    richText,
    divider,
  ];
  for (const surface of ['message', 'modal', 'home'] as const)
    expect(validateBlocks(blocks, surface)).toEqual([]);
});

test('the words are those of Slack, with a pointer to the place', () => {
  const [problem] = validateBlocks([actions(button({ value: words(2001) }))], 'message');
  expect(problem).toEqual({
    pointer: '/blocks/0/elements/0/value',
    code: 'too_long',
    message: 'must be less than 2001 characters',
  });
});
