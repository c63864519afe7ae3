import { limit, testLimits } from './block-limits.ts';
import { actions, input, many, menu, option, options, plain, words } from './block-samples.ts';

testLimits([
  limit(
    'options of a menu',
    '/blocks/0/elements/0/options',
    (n) => actions(menu({ options: options(n) })),
    100,
  ),
  limit(
    'option groups',
    '/blocks/0/elements/0/option_groups',
    (n) =>
      actions({
        type: 'static_select',
        option_groups: many(n, () => ({ label: plain(1), options: options(1) })),
      }),
    100,
  ),
  limit(
    'options of a group',
    '/blocks/0/elements/0/option_groups/0/options',
    (n) =>
      actions({ type: 'static_select', option_groups: [{ label: plain(1), options: options(n) }] }),
    100,
  ),
  limit(
    'option text',
    '/blocks/0/elements/0/options/0/text/text',
    (n) => actions(menu({ options: [option(n)] })),
    75,
  ),
  limit(
    'option value',
    '/blocks/0/elements/0/options/0/value',
    (n) => actions(menu({ options: [option(1, n)] })),
    150,
  ),
  limit(
    'option description',
    '/blocks/0/elements/0/options/0/description/text',
    (n) => actions(menu({ options: [{ ...option(1), description: plain(n) }] })),
    75,
  ),
  limit(
    'placeholder',
    '/blocks/0/elements/0/placeholder/text',
    (n) => actions(menu({ placeholder: plain(n) })),
    150,
  ),
  limit(
    'radio buttons',
    '/blocks/0/elements/0/options',
    (n) => actions({ type: 'radio_buttons', options: options(n) }),
    10,
  ),
  limit(
    'checkboxes',
    '/blocks/0/elements/0/options',
    (n) => actions({ type: 'checkboxes', options: options(n) }),
    10,
  ),
  limit(
    'overflow',
    '/blocks/0/elements/0/options',
    (n) => actions({ type: 'overflow', options: options(n) }),
    5,
  ),
  limit(
    'input label',
    '/blocks/0/label/text',
    (n) => input({ type: 'plain_text_input' }, { label: plain(n) }),
    2000,
    'modal',
  ),
  limit(
    'input hint',
    '/blocks/0/hint/text',
    (n) => input({ type: 'plain_text_input' }, { hint: plain(n) }),
    2000,
    'modal',
  ),
  limit(
    'max_length of a field',
    '/blocks/0/element/max_length',
    (n) => input({ type: 'plain_text_input', max_length: n }),
    3000,
    'modal',
  ),
  limit(
    'files of a file input',
    '/blocks/0/element/max_files',
    (n) => input({ type: 'file_input', max_files: n }),
    10,
    'modal',
  ),
  limit(
    'image alt_text',
    '/blocks/0/alt_text',
    (n) => ({ type: 'image', image_url: 'https://x', alt_text: words(n) }),
    2000,
  ),
  limit(
    'image url',
    '/blocks/0/image_url',
    (n) => ({ type: 'image', image_url: words(n), alt_text: 'x' }),
    3000,
  ),
]);
