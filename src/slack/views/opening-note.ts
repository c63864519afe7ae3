/** 15 minutes before a timed opening ends, when it is closed, and loudly when it cannot be. */

import type { KnownBlock } from '@slack/types';
import type { ChangeValue } from '../../remediation/types.ts';
import { actionIds } from '../action-ids.ts';
import type { Rendered } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { code, mention, when } from '../escape.ts';
import { brief } from './change-text.ts';

export interface OpeningValue {
  change: ChangeValue;
  opening: ChangeValue['openings'][number];
}

export const view = defineView<OpeningValue>({
  name: 'opening-note',
  load: ({ changes }, id) => changes.describeOpening(id),
  render: openingNote,
  recipient: ({ change }) => change.requester,
});

export function openingNote({ change, opening }: OpeningValue, { button }: Drawing): Rendered {
  const cluster = change.cluster.name;
  const range = code(opening.range);
  const on = `*${brief(cluster, 80)}*`;
  const problem = opening.problem
    ? `${opening.problem.message}${opening.problem.hint ? ` ${opening.problem.hint}` : ''}`
    : '';
  const said: Record<string, { text: string; plain: string }> = {
    open: {
      text: `${range} on ${on} is taken away ${when(opening.until)}. Need it longer? That asks the approvers again.`,
      plain: `${opening.range} on ${cluster} is taken away soon`,
    },
    closing: {
      text: `${range} on ${on} is being taken away${problem ? `: ${brief(problem, 400)}` : '.'}`,
      plain: `${opening.range} on ${cluster} is being taken away`,
    },
    closed: {
      text: `*Closed:* ${range} is no longer authorized on ${on}.`,
      plain: `Closed: ${opening.range} on ${cluster}`,
    },
    kept: {
      text: `*Kept:* ${range} stays authorized on ${on}: ${brief(problem || 'it was there before, or another opening still needs it', 400)}.`,
      plain: `Kept: ${opening.range} on ${cluster}`,
    },
    stuck: {
      text: `:rotating_light: *Still open, and it should not be:* ${range} on ${on} could not be taken away. ${brief(problem, 400)} It is tried again; if it is urgent, remove the range in Azure.`,
      plain: `Still open, and it should not be: ${opening.range} on ${cluster}`,
    },
  };
  const { text, plain } = said[opening.state] ?? {
    text: `${range} on ${on}: ${opening.state}`,
    plain: opening.state,
  };
  const canAct = opening.state === 'open' || opening.state === 'stuck';
  const blocks: KnownBlock[] = [
    { type: 'section', text: { type: 'mrkdwn', text } },
    ...(canAct
      ? [
          {
            type: 'actions' as const,
            elements: [
              ...(opening.state === 'open'
                ? [
                    button({
                      action: actionIds.extend,
                      payload: { openingId: opening.id, range: opening.range },
                      text: 'Extend…',
                      label: `Ask for more time for ${opening.range}`,
                    }),
                  ]
                : []),
              button({
                action: actionIds.closeNow,
                payload: { openingId: opening.id },
                text: 'Close now',
                label: `Take ${opening.range} away now`,
              }),
            ],
          },
        ]
      : []),
    {
      type: 'context',
      elements: [
        {
          type: 'mrkdwn',
          text: `Opened for ${mention(change.requester)}${change.reason ? `: ${brief(change.reason, 200)}` : ''}`,
        },
      ],
    },
  ];
  return { text: plain, blocks };
}
