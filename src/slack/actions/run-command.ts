import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';

/** A button that runs a line, as if the person had typed it. Rights are judged for whoever presses. */
export const action = defineAction({
  id: actionIds.runCommand,
  payload: z.object({ line: z.string() }),
  run: ({ payload, runLine }) => runLine(payload.line),
});
