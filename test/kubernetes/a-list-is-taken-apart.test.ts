import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listIn } from '../../src/kubernetes/list-bytes.ts';
import { createPageMemory } from '../../src/kubernetes/page-memory.ts';

function whole(text: string): unknown {
  const { around, items } = listIn(Buffer.from(text));
  const found = [...items()];
  return found.length > 0 ? { ...around, items: found } : around;
}

test('taken apart and put together, a list is what it was', () => {
  const item = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
  const list = fc.record({
    kind: fc.constantFrom('PodList', 'a "items": [ list'),
    metadata: fc.dictionary(fc.constantFrom('continue', 'items', 'x'), fc.jsonValue()),
    items: fc.array(item),
    more: fc.jsonValue(),
  });
  fc.assert(
    fc.property(list, fc.boolean(), fc.constantFrom(0, 2), (value, isReversed, space) => {
      const entries = Object.entries(value);
      const text = JSON.stringify(
        Object.fromEntries(isReversed ? entries.reverse() : entries),
        null,
        space,
      );
      expect(whole(text)).toEqual(JSON.parse(text));
    }),
  );
});

test.each([
  ['no items', '{"kind":"Status","message":"items: ["}'],
  ['null for items', '{"kind":"PodList","metadata":{},"items":null}'],
  ['items deeper down', '{"spec":{"items":[{"a":1}]},"metadata":{}}'],
  ['a list that is no object', '[{"a":1}]'],
  ['a text alone', '"items"'],
])('%s', (_what, text) => {
  expect(whole(text)).toEqual(JSON.parse(text));
});

test.each(['', '{"items":[{"a":1}', '{"items":[{"a":1},', '{"items":[{"a":"b', '<html>', '{"a":}'])(
  'what is cut off or no JSON is not taken for a list: %s',
  (text) => {
    expect(() => whole(text)).toThrow(SyntaxError);
  },
);

test('an item that is no JSON is told when it is made', () => {
  expect(() => whole('{"items":[{"a":1},{"a":nothing}]}')).toThrow(SyntaxError);
});

test('memory is used again, and grows with what it holds', () => {
  const memory = createPageMemory();
  memory.add(Buffer.from('first'));
  expect(memory.bytes().toString()).toBe('first');
  memory.clear();
  expect(memory.bytes()).toHaveLength(0);
  const large = Buffer.alloc(100_000, 'x');
  memory.add(Buffer.from('a'));
  memory.add(large);
  memory.add(large);
  expect(memory.bytes().toString()).toBe(`a${large}${large}`);
  memory.clear();
  memory.add(Buffer.from('last'));
  expect(memory.bytes().toString()).toBe('last');
});
