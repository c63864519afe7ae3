import type { State } from '../azure/state.ts';
import { createLogFaults } from './faults.ts';
import { createQueryLimits } from './limits.ts';
import type { Logs } from './routes.ts';
import { createLogWorkspaces } from './workspaces.ts';

/** Log Analytics over the pretend fleet. */
export function createLogs({
  state,
  clock,
  ingestionSeconds,
  throttling,
}: {
  state: State;
  clock: () => Date;
  ingestionSeconds: number;
  throttling: boolean;
}): Logs {
  return {
    workspaces: createLogWorkspaces({ state, clock, delaySeconds: ingestionSeconds }),
    faults: createLogFaults(),
    limits: createQueryLimits({ clock, enforced: throttling }),
  };
}
