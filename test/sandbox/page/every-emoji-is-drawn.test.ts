import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { emojiCharacter } from '../../../src/sandbox/page/text/emoji.tsx';

test('every shortcode that Drawbridge writes is drawn by the page', async () => {
  const names = new Set<string>();
  for (const file of globSync('src/slack/**/*.ts'))
    for (const [, name] of (await readFile(file, 'utf8')).matchAll(/['"`]:([a-z][a-z_]+):[ '"`]/g))
      names.add(name ?? '');
  expect(names).toContain('double_vertical_bar');
  expect([...names].filter((name) => !emojiCharacter(name))).toEqual([]);
});
