import type { MultiSelect, Option, OptionGroup, Select } from '@slack/types';
import type { WorkspaceState } from '../../slack/protocol.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Combobox } from './combobox.tsx';
import type { ComboChoice } from './use-choices.ts';
import type { ElementProps } from './use-element.ts';
import { useElement } from './use-element.ts';

type AnySelect = Select | MultiSelect;

/** The field of the state value that each kind holds, without its plural s. */
const fields = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
} as const;

/** Every select of Block Kit, single and multi: they differ in where the choices come from. */
export function SelectElement(props: ElementProps<AnySelect>) {
  const { element } = props;
  const { state } = useWorkspace();
  const { value, change, isBusy, isWaiting, options } = useElement(props);

  const isMultiple = element.type.startsWith('multi_');
  const kind = element.type.replace(/^multi_/, '') as keyof typeof fields;
  const field = isMultiple ? `${fields[kind]}s` : fields[kind];
  const all = localChoices(element, kind, state);
  const held = value[field];
  const chosen = (Array.isArray(held) ? held : held ? [held] : []).map(
    (each) => all.find((choice) => choice.option === each) ?? heldChoice(each),
  );

  async function load(query: string): Promise<ComboChoice[]> {
    const result = await options(query);
    return [
      ...(result.options ?? []).map((option) => optionChoice(option)),
      ...(result.optionGroups ?? []).flatMap((group) =>
        group.options.map((option) => optionChoice(option, group.label.text)),
      ),
    ];
  }

  return (
    <Combobox
      chosen={chosen}
      isMultiple={isMultiple}
      maxChosen={'max_selected_items' in element ? element.max_selected_items : undefined}
      placeholder={element.placeholder?.text}
      source={
        kind === 'external_select' ? { load, minQueryLength: minLength(element) } : { choices: all }
      }
      isWaiting={isWaiting && props.dispatches}
      isBusy={isBusy}
      labelledBy={props.labelledBy}
      describedBy={props.describedBy}
      invalid={props.invalid}
      actionId={element.action_id}
      onChange={(next) => {
        const picked = next.map((choice) => choice.option);
        void change({ [field]: isMultiple ? picked : (picked[0] ?? null) });
      }}
    />
  );
}

/** Slack asks the app only after three letters, unless the element says otherwise. */
function minLength(element: AnySelect): number {
  return ('min_query_length' in element ? element.min_query_length : undefined) ?? 3;
}

function localChoices(
  element: AnySelect,
  kind: keyof typeof fields,
  state: WorkspaceState,
): ComboChoice[] {
  if ('options' in element || 'option_groups' in element) {
    const { options = [], option_groups = [] } = element as {
      options?: Option[];
      option_groups?: OptionGroup[];
    };
    return [
      ...options.map((option) => optionChoice(option)),
      ...option_groups.flatMap((group) =>
        group.options.map((option) => optionChoice(option, group.label.text)),
      ),
    ];
  }
  if (kind === 'users_select') {
    return state.people.map(({ id, name, title }) => ({
      key: id,
      label: name,
      description: title,
      option: id,
    }));
  }
  if (kind === 'conversations_select' || kind === 'channels_select') {
    return state.channels
      .filter((channel) => channel.kind === 'channel')
      .map(({ id, name, topic }) => ({
        key: id,
        label: `#${name}`,
        description: topic,
        option: id,
      }));
  }
  return [];
}

function optionChoice(
  option: Pick<Option, 'text' | 'value'> & Partial<Option>,
  group?: string,
): ComboChoice {
  const { text, value, description } = option;
  return {
    key: value ?? text.text,
    label: text.text,
    description: description?.text,
    group,
    option,
  };
}

/** A chosen thing that is not among the choices at hand: an initial or a typed-ahead one. */
function heldChoice(held: unknown): ComboChoice {
  if (typeof held === 'string') return { key: held, label: held, option: held };
  return optionChoice(held as Option);
}
