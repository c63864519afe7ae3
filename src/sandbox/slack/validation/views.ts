/** Modals and home tabs: https://docs.slack.dev/reference/views */
import {
  boolean,
  type Fields,
  isObject,
  object,
  plainText,
  type Report,
  type Rule,
  string,
} from './rules.ts';

/** The blocks have rules of their own, checked apart. */
function anything(): void {}

function submitForInputs({ blocks, submit }: Fields, pointer: string, report: Report): void {
  const hasInput = Array.isArray(blocks) && blocks.some((b) => isObject(b) && b.type === 'input');
  if (hasInput && submit === undefined)
    report(pointer, 'missing_field', 'missing required field: submit (the view has input blocks)');
}

const common: Record<string, Rule> = {
  private_metadata: string({ min: 0, max: 3000 }),
  callback_id: string({ min: 0, max: 255 }),
  external_id: string({ min: 0, max: 255 }),
};

export const viewRules: Record<string, Rule> = {
  modal: object(
    { title: plainText(24), blocks: anything },
    {
      ...common,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
    submitForInputs,
  ),
  home: object({ blocks: anything }, common),
};
