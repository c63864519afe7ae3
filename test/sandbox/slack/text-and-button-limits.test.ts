import { limit, testLimits } from './block-limits.ts';
import { actions, button, confirm, divider, many, plain, words } from './block-samples.ts';

testLimits([
  limit('blocks in a message', '/blocks', (n) => many(n, () => divider), 50),
  limit('blocks in a modal', '/blocks', (n) => many(n, () => divider), 100, 'modal'),
  limit('blocks on a home tab', '/blocks', (n) => many(n, () => divider), 100, 'home'),
  limit('block_id', '/blocks/0/block_id', (n) => ({ type: 'divider', block_id: words(n) }), 255),
  limit(
    'action_id',
    '/blocks/0/elements/0/action_id',
    (n) => actions(button({ action_id: words(n) })),
    255,
  ),
  limit('section text', '/blocks/0/text/text', (n) => ({ type: 'section', text: plain(n) }), 3000),
  limit(
    'section fields',
    '/blocks/0/fields',
    (n) => ({ type: 'section', fields: many(n, () => plain(1)) }),
    10,
  ),
  limit(
    'text of a field',
    '/blocks/0/fields/0/text',
    (n) => ({ type: 'section', fields: [plain(n)] }),
    2000,
  ),
  limit('header', '/blocks/0/text/text', (n) => ({ type: 'header', text: plain(n) }), 150),
  limit(
    'context elements',
    '/blocks/0/elements',
    (n) => ({ type: 'context', elements: many(n, () => plain(1)) }),
    10,
  ),
  limit('actions elements', '/blocks/0/elements', (n) => actions(...many(n, () => button())), 25),
  limit(
    'button text',
    '/blocks/0/elements/0/text/text',
    (n) => actions({ type: 'button', text: plain(n) }),
    75,
  ),
  limit(
    'button value',
    '/blocks/0/elements/0/value',
    (n) => actions(button({ value: words(n) })),
    2000,
  ),
  limit('button url', '/blocks/0/elements/0/url', (n) => actions(button({ url: words(n) })), 3000),
  limit(
    'accessibility label',
    '/blocks/0/elements/0/accessibility_label',
    (n) => actions(button({ accessibility_label: words(n) })),
    75,
  ),
  limit(
    'confirm title',
    '/blocks/0/elements/0/confirm/title/text',
    (n) => confirm({ title: plain(n) }),
    100,
  ),
  limit(
    'confirm text',
    '/blocks/0/elements/0/confirm/text/text',
    (n) => confirm({ text: plain(n) }),
    300,
  ),
  limit(
    'confirm button',
    '/blocks/0/elements/0/confirm/confirm/text',
    (n) => confirm({ confirm: plain(n) }),
    30,
  ),
  limit(
    'deny button',
    '/blocks/0/elements/0/confirm/deny/text',
    (n) => confirm({ deny: plain(n) }),
    30,
  ),
]);
