import { actionIds } from '../action-ids.ts';
import { clipped, type Rendered, section } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { code, escapeMrkdwn } from '../escape.ts';

export interface WrongWords {
  problem: string;
  /** The whole line as it was probably meant. */
  instead?: string;
  /** The command that was meant, where that much is clear. */
  command?: string;
  slashCommand: string;
}

export function wrongWords(
  { problem, instead, command, slashCommand }: WrongWords,
  { button }: Pick<Drawing, 'button'>,
): Rendered {
  const said = clipped(problem, 1_000);
  const meant = instead
    ? [`Did you mean ${code(clipped(`${slashCommand} ${instead}`, 500))}?`]
    : [];
  return {
    text: said,
    blocks: [
      section([escapeMrkdwn(said), ...meant].join('\n')),
      {
        type: 'actions',
        elements: [
          ...(instead
            ? [
                button({
                  action: actionIds.runCommand,
                  payload: { line: instead },
                  text: `Run ${instead}`,
                  style: 'primary' as const,
                }),
              ]
            : []),
          button({
            action: actionIds.runCommand,
            payload: { line: command ? `help ${command}` : 'help' },
            text: command ? `How ${command} works` : 'What I can do',
          }),
        ],
      },
    ],
  };
}

/** Something required was not said, where no form can be opened without a press. */
export function needsMore(
  { command, needed, line }: { command: string; needed: string[]; line: string },
  { button }: Pick<Drawing, 'button'>,
): Rendered {
  const text = `${command} needs more: ${needed.join(', ')}`;
  return {
    text,
    blocks: [
      section(`*${escapeMrkdwn(command)}* needs more: ${escapeMrkdwn(needed.join(', '))}.`),
      {
        type: 'actions',
        elements: [
          button({
            action: actionIds.runCommand,
            payload: { line },
            text: 'Fill in…',
            style: 'primary',
          }),
        ],
      },
    ],
  };
}
