import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { duration } from '../../config/duration.ts';
import { checks } from '../../posture/checks/index.generated.ts';
import { clipped, section } from '../blocks.ts';
import { defineModal, type FormValues } from '../define-modal.ts';
import { bold } from '../escape.ts';
import { waive } from '../waive.ts';

const dayChoices = [1, 7, 14, 30, 60, 90, 180, 365];
/** A form carries 3,000 characters at most. */
const mostChecks = 100;
const mostObjects = 20;
const whole = 'all';

const input = z.object({
  scope: z.object({
    ids: z.array(z.string()).optional(),
    names: z.array(z.string()).optional(),
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
  where: z.string(),
  /** Of one of them, by its id. */
  checks: z.array(z.string()).min(1),
  /** What of the finding may be waived by itself. */
  objects: z.array(z.string()),
  maxDays: z.number(),
  preset: z.object({
    object: z.string().optional(),
    days: z.number().optional(),
    reason: z.string().optional(),
  }),
  renews: z.string().optional(),
});

type Form = z.infer<typeof input>;

export const modal = defineModal({
  callbackId: 'waive',
  input,
  open: (form) => ({
    title: form.renews ? 'Renew a waiver' : 'Waive a finding',
    submit: 'Ask for approval',
    blocks: [
      section(
        `On ${bold(clipped(form.where, 200))}. The finding is not fixed by this: reports show it as waived, with your reason, until the time is over.`,
      ),
      ...checkField(form),
      ...objectField(form),
      durationField(form),
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why it can be borne' },
        hint: { type: 'plain_text', text: 'Approvers decide on it, and every report shows it.' },
        element: {
          type: 'plain_text_input',
          action_id: 'value',
          multiline: true,
          max_length: 1000,
          ...(form.preset.reason && { initial_value: form.preset.reason }),
        },
      },
    ],
  }),
  async submit({ input: form, values, ...context }) {
    const check = form.checks.length === 1 ? form.checks[0] : text(values.check);
    if (!check) return { kind: 'errors', errors: { check: 'Choose the finding.' } };
    const object = objectFrom(form, values);
    const result = await waive(context, {
      ...{ check, scope: form.scope, reason: text(values.reason) ?? '' },
      forMs: duration(text(values.duration) ?? '') ?? 0,
      ...(object !== undefined && { object }),
      ...(form.renews && { renews: form.renews }),
    });
    if (result.kind === 'asked') return { kind: 'done' };
    const errors = shownErrors(form, result.fields);
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    return { kind: 'done', after: () => context.answer(result.sentence) };
  },
});

/** What the form is opened with, cut to what it may carry. */
export function waiveInput(form: z.input<typeof input>): z.input<typeof input> {
  return {
    ...form,
    checks: form.checks.slice(0, mostChecks),
    objects: form.objects.join('').length < 700 ? form.objects.slice(0, mostObjects) : [],
    preset: {
      ...form.preset,
      ...(form.preset.object && { object: clipped(form.preset.object, 200) }),
      ...(form.preset.reason && { reason: clipped(form.preset.reason, 500) }),
    },
  };
}

function checkField({ checks: ids }: Form): KnownBlock[] {
  if (ids.length === 1) return [section(bold(titleOf(ids[0] ?? '')))];
  return [
    {
      type: 'input',
      block_id: 'check',
      label: { type: 'plain_text', text: 'Finding' },
      element: {
        type: 'static_select',
        action_id: 'value',
        options: ids.map((id) => option(id, titleOf(id))),
      },
    },
  ];
}

function objectField({ checks: ids, objects, preset }: Form): KnownBlock[] {
  const label = { type: 'plain_text' as const, text: 'What of it' };
  if (ids.length === 1 && objects.length === 0 && !preset.object) return [];
  if (objects.length === 0)
    return [
      {
        type: 'input',
        block_id: 'object',
        optional: true,
        label,
        hint: { type: 'plain_text', text: 'One node pool, for example; empty for all of it.' },
        element: {
          type: 'plain_text_input',
          action_id: 'value',
          max_length: 200,
          ...(preset.object && { initial_value: preset.object }),
        },
      },
    ];
  // An object's name can be longer than the value of an option, so its place stands for it.
  const options = [
    option(whole, 'All of it'),
    ...objects.map((object, index) => option(String(index), `Only ${object}`)),
  ];
  const chosen = objects.findIndex((object) => isSame(object, preset.object));
  return [
    {
      type: 'input',
      block_id: 'object',
      label,
      element: {
        type: 'static_select',
        action_id: 'value',
        options,
        initial_option: options[chosen + 1],
      },
    },
  ];
}

function durationField({ maxDays, preset }: Form): KnownBlock {
  const days = [...new Set([...dayChoices.filter((each) => each < maxDays), maxDays])];
  const options = days.map((each) => option(`${each}d`, each === 1 ? '1 day' : `${each} days`));
  const wanted = preset.days ?? Math.min(30, maxDays);
  // Rounded up to what is offered; the person sees what is chosen.
  const at = days.findIndex((each) => each >= wanted);
  return {
    type: 'input',
    block_id: 'duration',
    label: { type: 'plain_text', text: 'For how long' },
    hint: { type: 'plain_text', text: `At most ${maxDays} days. Then the finding counts again.` },
    element: {
      type: 'static_select',
      action_id: 'value',
      options,
      initial_option: options[at < 0 ? options.length - 1 : at],
    },
  };
}

function objectFrom({ objects }: Form, values: FormValues): string | undefined {
  const chosen = text(values.object);
  if (chosen === undefined || objects.length === 0) return chosen;
  return chosen === whole ? undefined : objects[Number(chosen)];
}

/** Below the fields that the form has; one that it lacks has no place for its problem. */
function shownErrors({ checks: ids, objects }: Form, fields: Record<string, string>) {
  const shown = new Set(['duration', 'reason']);
  if (ids.length > 1) shown.add('check');
  if (ids.length > 1 || objects.length > 0) shown.add('object');
  return Object.fromEntries(Object.entries(fields).filter(([field]) => shown.has(field)));
}

function titleOf(check: string): string {
  const title = checks.find(({ id }) => id === check)?.title;
  return title ? `${check} ${title}` : check;
}

function option(value: string, words: string) {
  return { value, text: { type: 'plain_text' as const, text: clipped(words, 75) } };
}

function isSame(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function text(value: string | string[] | undefined): string | undefined {
  const plain = Array.isArray(value) ? value.join(' ') : value;
  return plain?.trim() || undefined;
}
