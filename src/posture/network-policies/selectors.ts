import { every, not, type Sure, sure } from './sure.ts';

/** A LabelSelector as on the wire: whatever stood in a file. */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** The value of a label: undefined where there is none, `unclear` where nobody can tell. */
export type LabelOf = (key: string) => { value: string | undefined } | 'unclear';

export function labelsOf(labels: Record<string, string> = {}): LabelOf {
  return (key) => ({ value: Object.hasOwn(labels, key) ? labels[key] : undefined });
}

/** Does the selector choose what has these labels? An empty one chooses everything. */
export function selects(selector: LabelSelector | undefined | null, labelOf: LabelOf): Sure {
  const { matchLabels, matchExpressions } = selector ?? {};
  return every(
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => isOneOf(labelOf(key), [value])),
    ...(matchExpressions ?? []).map((expression) => meets(expression, labelOf)),
  );
}

/** Chooses everything, whatever its labels are. */
export function selectsAll(selector: LabelSelector | undefined | null): boolean {
  const { matchLabels, matchExpressions } = selector ?? {};
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}

/** `NotIn` and `DoesNotExist` also choose what lacks the label. */
function meets(
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
  labelOf: LabelOf,
): Sure {
  const label = labelOf(key);
  switch (operator) {
    case 'In':
      return isOneOf(label, values);
    case 'NotIn':
      return not(isOneOf(label, values));
    case 'Exists':
      return exists(label);
    case 'DoesNotExist':
      return not(exists(label));
    default:
      return 'unclear';
  }
}

function exists(label: ReturnType<LabelOf>): Sure {
  return label === 'unclear' ? label : sure(label.value !== undefined);
}

function isOneOf(label: ReturnType<LabelOf>, values: readonly string[]): Sure {
  if (label === 'unclear') return label;
  return sure(label.value !== undefined && values.includes(label.value));
}
