/** What becomes of an alert, and what is said of it: one table. */
import type { AlertState } from '../../store/alerts.ts';

export type AlertEvent =
  /** More calls of the sort that people know. */
  | 'calls'
  /** Calls that are worse than what people were told of. */
  | 'worse'
  | 'acknowledged'
  | 'unacknowledged'
  /** The time of the acknowledgement is over. */
  | 'lapsed'
  | 'muted'
  /** The mute has ended. */
  | 'unmuted'
  /** Long enough without a call, and looked at all the time. */
  | 'quiet'
  /** A person says that it is over. */
  | 'settled';

/** `reply` is said in the thread and shown in the channel: only that notifies anybody. */
export interface Turn {
  to: AlertState;
  say: 'nothing' | 'reply';
}

const table: Record<AlertState, Partial<Record<AlertEvent, Turn>>> = {
  open: {
    calls: { to: 'open', say: 'nothing' },
    worse: { to: 'open', say: 'reply' },
    acknowledged: { to: 'acknowledged', say: 'nothing' },
    muted: { to: 'muted', say: 'nothing' },
    quiet: { to: 'resolved', say: 'nothing' },
    settled: { to: 'resolved', say: 'nothing' },
  },
  acknowledged: {
    calls: { to: 'acknowledged', say: 'nothing' },
    // Somebody took care of what was known, not of this.
    worse: { to: 'open', say: 'reply' },
    acknowledged: { to: 'acknowledged', say: 'nothing' },
    unacknowledged: { to: 'open', say: 'nothing' },
    lapsed: { to: 'open', say: 'reply' },
    muted: { to: 'muted', say: 'nothing' },
    quiet: { to: 'resolved', say: 'nothing' },
    settled: { to: 'resolved', say: 'nothing' },
  },
  muted: {
    calls: { to: 'muted', say: 'nothing' },
    worse: { to: 'open', say: 'reply' },
    unmuted: { to: 'open', say: 'reply' },
    quiet: { to: 'resolved', say: 'nothing' },
    settled: { to: 'resolved', say: 'nothing' },
  },
  resolved: {
    calls: { to: 'open', say: 'reply' },
    worse: { to: 'open', say: 'reply' },
    muted: { to: 'muted', say: 'nothing' },
  },
};

/** Null where the event means nothing in this state. */
export function turn(state: AlertState, event: AlertEvent): Turn | null {
  return table[state][event] ?? null;
}
