import type { z } from 'zod';
import type { ActionId } from './action-ids.ts';
import type { CommandContext } from './context.ts';

interface Click<P> extends CommandContext {
  payload: P;
  /** The message whose button was pressed; absent on forms and App Home. */
  message?: { channel: string; ts: string };
}

export interface ActionDeclaration<S extends z.ZodType> {
  id: ActionId;
  /** What the button's row holds; written by us, and checked again all the same. */
  payload: S;
  /**
   * May this person press? Asked before a one-shot button is used up.
   * @returns the sentence that the person reads instead, or null to go on.
   */
  refuse?(click: Click<z.output<S>>): Promise<string | null>;
  run(click: Click<z.output<S>>): Promise<void>;
}

export interface Action {
  id: ActionId;
  /** Reads the payload and gives the two steps, with their types inside. */
  prepare(
    payload: unknown,
    click: Omit<Click<unknown>, 'payload'>,
  ): { refuse(): Promise<string | null>; run(): Promise<void> };
}

/** Declares what happens when a button is pressed. One file each in actions/. */
export function defineAction<S extends z.ZodType>({
  id,
  payload: schema,
  refuse,
  run,
}: ActionDeclaration<S>): Action {
  return {
    id,
    prepare(payload, click) {
      const pressed = { ...click, payload: schema.parse(payload) };
      return {
        refuse: async () => (await refuse?.(pressed)) ?? null,
        run: () => run(pressed),
      };
    },
  };
}
