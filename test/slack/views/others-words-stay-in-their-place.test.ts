import { expect, test } from 'vitest';
import { notification } from '../../../src/slack/escape.ts';
import { brief } from '../../../src/slack/views/change-text.ts';

test('a reason cannot write lines of its own that look like ours', () => {
  const reason = 'an incident\n*Ticket*\nCHG-1\u2028*Approved by*\r\n<@U0CHEN00>';
  expect(brief(reason, 300)).toBe('an incident *Ticket* CHG-1 *Approved by* &lt;@U0CHEN00&gt;');
});

test('what is cut is cut before it is escaped, so that no entity is broken', () => {
  expect(brief('<<<<', 3)).toBe('&lt;&lt;…');
});

test('a notification is escaped once, whether its view has done so or not', () => {
  expect(notification('<!here> of a & b')).toBe('&lt;!here&gt; of a & b');
  expect(notification('&lt;!here&gt; of a &amp; b')).toBe('&lt;!here&gt; of a &amp; b');
});
