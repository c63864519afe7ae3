import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { ViewBlock } from './blocks.ts';
import type { CommandContext } from './context.ts';

export interface ModalContent {
  /** 24 characters at most. */
  title: string;
  submit?: string;
  close?: string;
  blocks: ViewBlock[];
}

/** What the person filled in, by block id; an empty field is undefined. */
export type FormValues = Record<string, string | string[] | undefined>;

interface Submission<I> extends CommandContext {
  input: I;
  values: FormValues;
}

/** `errors` go below the fields, by block id. `done` closes the form, and `after` runs once Slack has been answered. */
export type SubmissionResult =
  | { kind: 'errors'; errors: Record<string, string> }
  | { kind: 'done'; after?: () => Promise<void> };

export interface ModalDeclaration<S extends z.ZodType> {
  callbackId: string;
  /** What the form is about; travels with it, and is checked when it comes back. Holds no right by itself. */
  input: S;
  /** Pure, and quick: Slack's trigger lives for three seconds. */
  open(input: z.output<S>): ModalContent;
  /**
   * Called when a field with `dispatch_action` gets another value. What the form is about from then on, or null to
   * leave it; what was filled in stays, where block and action ids do.
   */
  change?(submission: Submission<z.output<S>>): Promise<z.input<S> | null>;
  /** Has about two seconds before the form closes by itself; longer work goes into `after`. */
  submit(submission: Submission<z.output<S>>): Promise<SubmissionResult>;
}

export interface AnyModal<I> {
  callbackId: string;
  view(input: I, where: ModalPlace): ModalView;
}

export interface Modal extends AnyModal<never> {
  /** The form as it is after a change; null where it stays as it is. */
  change(
    metadata: string,
    submission: (where: ModalPlace) => Omit<Submission<unknown>, 'input'>,
  ): Promise<ModalView | null>;
  submit(
    metadata: string,
    submission: (where: ModalPlace) => Omit<Submission<unknown>, 'input'>,
  ): Promise<SubmissionResult>;
}

/** Where the form was asked for; a submission does not say it by itself. */
export interface ModalPlace {
  channel?: string;
  threadTs?: string;
  /** The workflow whose report offered it. */
  askedFrom?: { workflow: string; hash: string | null };
}

const place = z.object({
  channel: z.string().optional(),
  threadTs: z.string().optional(),
  askedFrom: z.object({ workflow: z.string(), hash: z.string().nullable() }).optional(),
});

/** Where an open form was asked for, as its metadata says; nowhere, where it says nothing. */
export function placeOf(metadata: unknown): ModalPlace {
  try {
    return z.object({ where: place }).parse(JSON.parse(String(metadata))).where;
  } catch {
    return {};
  }
}

/** Declares a form. One file each in modals/ (or views/change-*.ts). */
export function defineModal<S extends z.ZodType>({
  callbackId,
  input: schema,
  open,
  change,
  submit,
}: ModalDeclaration<S>): Modal & AnyModal<z.output<S>> {
  const envelope = z.object({ input: schema, where: place });
  const read = (metadata: string) =>
    envelope.parse(JSON.parse(metadata)) as { input: z.output<S>; where: ModalPlace };
  function view(input: z.output<S>, where: ModalPlace): ModalView {
    const { title, submit: send, close, blocks } = open(input);
    return {
      type: 'modal',
      callback_id: callbackId,
      // 3,000 characters at most: ids and short texts only.
      private_metadata: JSON.stringify({ input, where }),
      title: { type: 'plain_text', text: title },
      ...(send && { submit: { type: 'plain_text', text: send } }),
      close: { type: 'plain_text', text: close ?? 'Cancel' },
      blocks: blocks as ModalView['blocks'],
    };
  }
  return {
    callbackId,
    view,
    async change(metadata, submission) {
      const { input, where } = read(metadata);
      const changed = await change?.({ ...submission(where), input });
      return changed ? view(schema.parse(changed), where) : null;
    },
    async submit(metadata, submission) {
      const { input, where } = read(metadata);
      return submit({ ...submission(where), input });
    },
  };
}
