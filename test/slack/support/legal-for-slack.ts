import { expect } from 'vitest';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';

/** Slack would take the message, it says something by itself, and nothing that others chose is parsed. */
export function expectLegal({ text, blocks }: { text: string; blocks: unknown[] }): void {
  expect(validateBlocks(blocks as never, 'message')).toEqual([]);
  expect(charactersOf(blocks)).toBeLessThanOrEqual(12_600);
  expect(text.trim()).not.toBe('');
  for (const mrkdwn of mrkdwnIn(blocks)) {
    expect(mrkdwn).not.toContain('<!channel>');
    expect(mrkdwn).not.toContain('<https://evil.example');
  }
}

/** Everything in blocks that Slack parses for mentions and links. */
function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as Record<string, unknown>;
  if (type === 'mrkdwn' && typeof text === 'string') return [text];
  return Object.values(value).flatMap(mrkdwnIn);
}
