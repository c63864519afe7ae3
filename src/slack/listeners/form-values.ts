import type { FormValues } from '../define-modal.ts';
import type { Body } from '../guard.ts';

/** One value a block: text, the chosen option, or the chosen options. */
export function formValues(state: Record<string, Record<string, Body>>): FormValues {
  return Object.fromEntries(
    Object.entries(state).map(([blockId, elements]) => {
      const element = Object.values(elements)[0];
      return [blockId, chosen(element)];
    }),
  );
}

function chosen(element: Body): string | string[] | undefined {
  if (Array.isArray(element?.selected_options))
    return element.selected_options.map((option: Body) => String(option.value));
  const value =
    element?.selected_option?.value ??
    element?.selected_user ??
    element?.selected_conversation ??
    element?.selected_date_time ??
    element?.selected_date ??
    element?.value;
  return value === null || value === undefined ? undefined : String(value);
}
