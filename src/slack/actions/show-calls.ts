import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { showCalls, showCallsPayload } from '../show-calls.ts';

/** Calls one by one, in the thread of the message whose button was pressed. */
export const action = defineAction({
  id: actionIds.showCalls,
  payload: showCallsPayload,
  run: ({ payload, message, ...context }) =>
    showCalls(context, payload, context.origin.threadTs ?? message?.ts),
});
