import type { StateValues } from '../../slack/protocol.ts';

/** What one element holds, in Slack's own shape. */
export type Value = StateValues[string][string];

/** The values that the workspace knows, with what was typed since laid over them. */
export function overlaid(known: StateValues, touched: StateValues): StateValues {
  const all = { ...known };
  for (const [blockId, actions] of Object.entries(touched)) {
    all[blockId] = { ...all[blockId], ...actions };
  }
  return all;
}
