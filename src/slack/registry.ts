import { actions } from './actions/index.generated.ts';
import { commands } from './commands/index.generated.ts';
import type { Action } from './define-action.ts';
import type { Command } from './define-command.ts';
import type { Modal } from './define-modal.ts';
import type { View } from './define-view.ts';
import { modals } from './modals/index.generated.ts';
import { views } from './views/index.generated.ts';

/** Everything that people can type, press, fill in or be shown. Handed in, so that a command can list the others. */
export interface Registry {
  commands: readonly Command[];
  actions: readonly Action[];
  modals: readonly Modal[];
  views: readonly View[];
}

export const registry: Registry = { commands, actions, modals, views };
