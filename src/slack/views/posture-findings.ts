import type { KnownBlock, StaticSelect } from '@slack/types';
import type { CheckResult } from '../../posture/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import type { ButtonSpec, Drawing } from '../drawing.ts';
import { bold, code, escapeMrkdwn } from '../escape.ts';
import { codeBlock } from './fix-by-hand.ts';
import { guid, isSet, severityWords, tellingFirst, valueInWords } from './posture-words.ts';

const mostEvidence = 3;
const marks = {
  critical: ':red_circle:',
  high: ':large_orange_circle:',
  medium: ':large_yellow_circle:',
  low: ':white_circle:',
  info: ':white_circle:',
};
const weight = { critical: 79, high: 78, medium: 77, low: 76, info: 75 };

export function fixable({ outcome, fix }: CheckResult): boolean {
  return outcome === 'fail' && fix?.kind === 'action';
}

/** One finding with what was seen, and a button where it can be fixed from here. */
export function findingPiece(
  clusterId: string,
  result: CheckResult,
  /** Where it is new, why; plain text. */
  news: string | undefined,
  { button }: Drawing,
): Piece {
  const { severity, title, check, message, evidence, why } = result;
  // What only a GUID names tells a reader nothing here; Details and the file hold it.
  const readable = evidence.filter(({ object = '' }) => !guid.test(object));
  const shown = tellingFirst(readable.length > 0 ? readable : evidence).slice(0, mostEvidence);
  const seen = shown.map(
    ({ path, value, object }) =>
      `${code(clipped(path.replace(/^properties\./, ''), 200))} ${isSet(value) ? `= ${code(valueInWords(value))}` : 'is not set'}${object ? ` in ${escapeMrkdwn(clipped(object, 80))}` : ''}`,
  );
  if (evidence.length > shown.length) seen.push(`and ${evidence.length - shown.length} more`);
  const block: KnownBlock = {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: clipped(
        [
          `${marks[severity]} *${severityWords[severity]}*${news === undefined ? '' : ', new'}: ${bold(clipped(message, 600))}`,
          `Wanted: ${escapeMrkdwn(title)} (${check})`,
          ...(news ? [`New: ${escapeMrkdwn(clipped(news, 400))}`] : []),
          ...seen,
          ...(why ? [`_Opens:_ ${escapeMrkdwn(clipped(why, 300))}`] : []),
          ...manual(result),
        ].join('\n'),
        3000,
      ),
    },
  };
  const spec = fixSpec(clusterId, result);
  if (spec)
    block.accessory = button({ ...spec, text: 'Fix…', label: `Fix: ${title}`, style: 'primary' });
  return { importance: weight[severity], blocks: [block], kind: 'finding' };
}

/** The other fixable findings, in one menu. */
export function fixMenu(
  clusterId: string,
  results: readonly CheckResult[],
  { menu }: Drawing,
): StaticSelect[] {
  const specs = results.flatMap((result) => fixSpec(clusterId, result) ?? []);
  return specs.length > 0 ? [menu('Fix…', specs)] : [];
}

function fixSpec(
  clusterId: string,
  { check, title, fix, outcome }: CheckResult,
): ButtonSpec | undefined {
  if (outcome !== 'fail' || fix?.kind !== 'action') return undefined;
  return {
    action: actionIds.fix,
    payload: { clusterId, check, action: fix.action, params: fix.params },
    text: title,
  };
}

function manual({ fix }: CheckResult): string[] {
  if (fix?.kind === 'rebuild')
    return [
      `_Only at creation (the command_ \`rebuild\` _writes a replacement):_ ${escapeMrkdwn(clipped(fix.why, 300))}`,
    ];
  if (fix?.kind !== 'manual') return [];
  // Lines for a template take room: here they stand only where they are the way, not a second one.
  const lines = fix.commands.length === 0 && fix.bicep ? [codeBlock(fix.bicep, 700)] : [];
  return [`_By hand:_ ${escapeMrkdwn(clipped(fix.steps, 300))}`, ...lines];
}
