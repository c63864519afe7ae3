/**
 * Buttons for a view. A view stays pure: it says what a button does, and gets an element whose
 * value is filled in when the button's row has been stored, before the message goes out.
 */
import type { Button, ConfirmationDialog, Overflow, StaticSelect } from '@slack/types';
import { createButtons } from '../store/buttons.ts';
import type { Queryable } from '../store/pool.ts';
import { type ActionId, linkActionId } from './action-ids.ts';
import { clipped } from './blocks.ts';

const dayMs = 86_400_000;

export interface ButtonSpec {
  action: ActionId;
  payload: unknown;
  /** Shown on the button, 75 characters at most. */
  text: string;
  /** Works once, whoever presses. */
  oneShot?: boolean;
  style?: 'primary' | 'danger';
  confirm?: { title: string; text: string; confirm: string; deny?: string };
  /** Said by screen readers where the text alone is ambiguous. */
  label?: string;
  /** How long it works; 14 days where nothing is said. */
  lifetimeMs?: number;
}

export interface Drawing {
  button(spec: ButtonSpec): Button;
  /** A menu of up to 5 (overflow) things to do. */
  overflow(specs: ButtonSpec[]): Overflow;
  /** A menu of up to 100 things to do, behind a placeholder. */
  menu(placeholder: string, specs: ButtonSpec[]): StaticSelect;
  link(text: string, url: string): Button;
}

interface Pending {
  spec: ButtonSpec;
  assign(id: string): void;
}

/** A drawing for one rendering, and `store`, which makes its buttons work. */
export function createDrawing(): Drawing & {
  store(db: Queryable, now: Date): Promise<void>;
} {
  const pending: Pending[] = [];
  const used = new Map<string, number>();

  /** Slack wants action ids to be unique in a message. */
  function unique(action: string): string {
    const count = (used.get(action) ?? 0) + 1;
    used.set(action, count);
    return count === 1 ? action : `${action}.${count}`;
  }

  function option(spec: ButtonSpec) {
    const made = {
      text: { type: 'plain_text' as const, text: clipped(spec.text, 75) },
      value: `not-stored-${pending.length}`,
    };
    pending.push({
      spec,
      assign: (id) => {
        made.value = id;
      },
    });
    return made;
  }

  return {
    button(spec) {
      const made: Button = {
        type: 'button',
        action_id: unique(spec.action),
        text: { type: 'plain_text', text: clipped(spec.text, 75), emoji: false },
        value: `not-stored-${pending.length}`,
        ...(spec.style && { style: spec.style }),
        ...(spec.confirm && { confirm: dialog(spec.confirm, spec.style) }),
        ...(spec.label && { accessibility_label: clipped(spec.label, 75) }),
      };
      pending.push({
        spec,
        assign: (id) => {
          made.value = id;
        },
      });
      return made;
    },
    overflow(specs) {
      return {
        type: 'overflow',
        action_id: unique(specs[0]?.action ?? 'menu'),
        options: specs.slice(0, 5).map(option),
      };
    },
    menu(placeholder, specs) {
      return {
        type: 'static_select',
        action_id: unique(specs[0]?.action ?? 'menu'),
        placeholder: { type: 'plain_text', text: clipped(placeholder, 150) },
        options: specs.slice(0, 100).map(option),
      };
    },
    link(text, url) {
      return {
        type: 'button',
        action_id: unique(linkActionId),
        text: { type: 'plain_text', text: clipped(text, 75), emoji: false },
        url,
      };
    },
    async store(db, now) {
      const rows = pending.map(({ spec }) => ({
        action: spec.action,
        payload: spec.payload as never,
        oneShot: spec.oneShot ?? false,
        expiresAt: new Date(now.getTime() + (spec.lifetimeMs ?? 14 * dayMs)),
      }));
      const ids = await createButtons(db, rows, now);
      pending.forEach(({ assign }, index) => {
        assign(ids[index] as string);
      });
    },
  };
}

function dialog(
  { title, text, confirm, deny = 'Cancel' }: NonNullable<ButtonSpec['confirm']>,
  style: ButtonSpec['style'],
): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: clipped(title, 100) },
    text: { type: 'plain_text', text: clipped(text, 300) },
    confirm: { type: 'plain_text', text: clipped(confirm, 30) },
    deny: { type: 'plain_text', text: clipped(deny, 30) },
    ...(style && { style }),
  };
}

/** The action behind an element's id: `fix.3` is the third `fix` of its message. */
export function actionOf(actionId: string): string {
  return actionId.replace(/\.\d+$/, '');
}
