/** Menus that load their options from the app: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
import type { Ground } from '../ground.ts';
import { envelopeFields, userInPayload } from '../payloads.ts';
import type { Act, ActResult, Person } from '../protocol.ts';
import { option, optionGroup } from '../validation/elements.ts';
import { isObject, list, object, type Problem } from '../validation/rules.ts';
import { findContainer, findElement, whereItHappened } from './container.ts';

const answer = object(
  {},
  { options: list(option, { max: 100 }), option_groups: list(optionGroup, { max: 100 }) },
);

/** Slack asks only when this many characters were typed, unless the menu says otherwise. */
const defaultMinQueryLength = 3;

/** A person types into a menu; the app is asked what it offers. */
export async function options(
  ground: Ground,
  person: Person,
  { container, block_id: blockId, action_id: actionId, value }: Extract<Act, { do: 'options' }>,
): Promise<ActResult> {
  const found = findContainer(ground, person, container);
  if (!found) return { ok: false, error: `${container.type}_not_found` };
  const placed = findElement(found, blockId, actionId);
  const isExternal = /external_select$/.test(String(placed?.element.type));
  if (!placed || !isExternal) return { ok: false, error: 'element_not_found' };
  const least = placed.element.min_query_length ?? defaultMinQueryLength;
  if (value.length < Number(least)) return { ok: true, options: [] };
  const payload = {
    type: 'block_suggestion',
    user: userInPayload(person),
    ...envelopeFields(ground),
    ...whereItHappened(ground, found),
    action_id: actionId,
    block_id: blockId,
    value,
  };
  const outcome = await ground.delivery.deliver({
    kind: 'interactive',
    name: 'block_suggestion',
    payload,
  });
  if (!outcome.ok) return { ok: false, error: outcome.error };
  const problems: Problem[] = [];
  answer(outcome.response, '', (pointer, code, message) =>
    problems.push({ pointer, code, message }),
  );
  const { response } = outcome;
  if (problems.length > 0 || !isObject(response) || !(response.options || response.option_groups)) {
    ground.journal.add({ kind: 'act', name: 'options', error: 'invalid_options', problems });
    return { ok: false, error: 'invalid_options' };
  }
  return {
    ok: true,
    options: response.options as ActResult['options'],
    optionGroups: response.option_groups as ActResult['optionGroups'],
  };
}
