import type { Person } from '../rights/person.ts';
import type { Rendered } from './blocks.ts';
import type { SlackDeps } from './context.ts';
import type { Drawing } from './drawing.ts';

export interface RenderContext extends Drawing {
  now: Date;
  /** What the readers of this message chose: page, filters. Empty at first. */
  state: Record<string, unknown>;
  /** 0 at first; from `state`. */
  page: number;
  slashCommand: string;
}

export interface ViewDeclaration<V> {
  /** As in `outgoing.view`; stable, because stored rows name it. */
  name: string;
  /** Reads the value as it is now; null where it is gone. */
  load(
    deps: Pick<
      SlackDeps,
      | 'db'
      | 'client'
      | 'changes'
      | 'rollouts'
      | 'waivers'
      | 'alerts'
      | 'now'
      | 'fleet'
      | 'rights'
      | 'portal'
    >,
    valueId: string,
  ): Promise<V | null>;
  /** Pure: the value in, blocks out. */
  render(value: V, context: RenderContext): Rendered;
  /** Who asked: gets it as a direct message where the bot may not speak. */
  recipient?(value: V): Person | null;
}

export interface View {
  name: string;
  load(
    deps: Parameters<ViewDeclaration<unknown>['load']>[0],
    valueId: string,
  ): Promise<LoadedView | null>;
}

/** A value with its view: can be drawn for each message that shows it. */
export interface LoadedView {
  render(context: RenderContext): Rendered;
  recipient: Person | null;
}

/** Declares how a stored value is shown in a message. One file each in views/. */
export function defineView<V>({ name, load, render, recipient }: ViewDeclaration<V>): View {
  return {
    name,
    async load(deps, valueId) {
      const value = await load(deps, valueId);
      return value === null
        ? null
        : { render: (context) => render(value, context), recipient: recipient?.(value) ?? null };
    },
  };
}

export function pageOf(state: Record<string, unknown>): number {
  return typeof state.page === 'number' && state.page > 0 ? Math.floor(state.page) : 0;
}
