import type { InputBlock } from '@slack/types';
import { z } from 'zod';
import { clusterOptionsId } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import { defineModal, type FormValues } from '../define-modal.ts';
import { lineFrom, type Said } from '../grammar/parse.ts';
import type { Spec } from '../grammar/spec.ts';
import { readValue } from '../grammar/values.ts';

const field = z.object({
  name: z.string(),
  description: z.string(),
  type: z.enum(['cluster', 'duration', 'cidr', 'word', 'rest', 'count', 'switch', 'choice']),
  choices: z.array(z.string()).optional(),
});

type Field = z.infer<typeof field>;

/** Asks for what a command still needs, and runs it. */
export const modal = defineModal({
  callbackId: 'ask',
  input: z.object({
    command: z.string(),
    said: z.object({
      args: z.record(z.string(), z.string()),
      flags: z.record(z.string(), z.string()),
    }),
    fields: z.array(field),
  }),
  open: ({ command, fields }) => ({
    title: clipped(command, 24),
    submit: 'Run',
    blocks: fields.map(inputOf),
  }),
  async submit({ input, values, deps, runLine }) {
    const command = deps.registry.commands.find(({ name }) => name === input.command);
    const errors: Record<string, string> = {};
    const args = { ...input.said.args };
    for (const { name } of input.fields) {
      const spec = command?.args[name];
      const value = await typed(values, name, spec, deps.fleet.byKey);
      if (!spec || value === undefined) {
        errors[name] = 'Please fill this in.';
        continue;
      }
      const read = readValue(spec, name, value);
      if (!read.ok) errors[name] = read.problem;
      args[name] = value;
    }
    if (!command || Object.keys(errors).length > 0) return { kind: 'errors', errors };
    const line = lineFrom(command, { args, flags: input.said.flags });
    return { kind: 'done', after: () => runLine(line) };
  },
});

/** What the form is opened with, from the specs of what is missing. */
export function askInput(
  { name, args }: { name: string; args: Record<string, Spec> },
  { said, missing }: { said: Said; missing: string[] },
): { command: string; said: Said; fields: Field[] } {
  return {
    command: name,
    said,
    fields: missing.map((each) => {
      const spec = args[each] as Spec;
      return {
        name: each,
        description: spec.description,
        type: spec.type,
        ...(spec.type === 'choice' && { choices: [...spec.choices] }),
      };
    }),
  };
}

function inputOf({ name, description, type, choices }: Field): InputBlock {
  const label = { type: 'plain_text' as const, text: clipped(sentence(name), 2000) };
  const hint = { type: 'plain_text' as const, text: clipped(sentence(description), 2000) };
  const common = { type: 'input' as const, block_id: name, label, hint };
  if (type === 'cluster')
    return {
      ...common,
      element: {
        type: 'external_select',
        action_id: clusterOptionsId,
        min_query_length: 0,
        placeholder: { type: 'plain_text', text: 'Name, tag or subscription' },
      },
    };
  if (choices)
    return {
      ...common,
      element: {
        type: 'static_select',
        action_id: 'choice',
        options: choices.map((choice) => ({
          text: { type: 'plain_text', text: clipped(choice, 75) },
          value: choice,
        })),
      },
    };
  return {
    ...common,
    element: { type: 'plain_text_input', action_id: 'text', max_length: 500, multiline: false },
  };
}

/** What was filled in as a word of the command; a cluster's option carries a key for its id. */
async function typed(
  values: FormValues,
  name: string,
  spec: Spec | undefined,
  byKey: (key: string) => Promise<{ id: string } | undefined>,
): Promise<string | undefined> {
  const value = values[name];
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return spec?.type === 'cluster' ? (await byKey(value))?.id : value.trim();
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
