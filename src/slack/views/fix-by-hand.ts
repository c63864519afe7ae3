import type { Fix } from '../../posture/types.ts';
import { clipped, section, type ViewBlock } from '../blocks.ts';
import { escapeMrkdwn } from '../escape.ts';

const mostCode = 2_700;

/** Steps, commands, and the lines for the cluster's own template, each in a block of its own. */
export function fixByHand({
  steps,
  commands,
  bicep,
}: Extract<Fix, { kind: 'manual' }>): ViewBlock[] {
  return [
    section(escapeMrkdwn(steps)),
    ...(commands.length > 0 ? [section(codeBlock(commands.join('\n')))] : []),
    ...(bicep
      ? [section(`${commands.length > 0 ? 'Or in' : 'In'} Bicep:\n${codeBlock(bicep)}`)]
      : []),
  ];
}

/** Three backticks inside would end the block. */
export function codeBlock(text: string, limit = mostCode): string {
  return `\`\`\`${clipped(escapeMrkdwn(text.replaceAll('```', "'''")), limit)}\`\`\``;
}
