import { expect, test } from 'vitest';
import { AzureError } from '../../src/azure/errors.ts';
import { explain } from '../../src/slack/explain.ts';

test.each(['denied', 'invalid', 'server'] as const)(
  'what Azure says of an error (%s) calls nobody and links to nothing',
  (kind) => {
    const said = explain(new AzureError(kind, 'reading <!channel> & <https://evil.example|here>'));
    expect(said).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;');
    expect(said).not.toMatch(/<[!@#h]/);
  },
);

test('an error of ours says nothing of its inside', () => {
  const error = new Error('password=hunter2 at postgres://user:secret@db/x');
  expect(explain(error)).not.toMatch(/hunter2|secret/);
});
