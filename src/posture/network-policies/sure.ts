/** Three values, so that what cannot be decided never passes for a yes or a no (Kleene’s logic). */
export type Sure = 'yes' | 'no' | 'unclear';

export function sure(value: boolean): Sure {
  return value ? 'yes' : 'no';
}

export function not(value: Sure): Sure {
  if (value === 'unclear') return value;
  return value === 'yes' ? 'no' : 'yes';
}

/** Yes where all are. */
export function every(...values: Sure[]): Sure {
  if (values.includes('no')) return 'no';
  return values.includes('unclear') ? 'unclear' : 'yes';
}

/** Yes where one is. */
export function some(...values: Sure[]): Sure {
  if (values.includes('yes')) return 'yes';
  return values.includes('unclear') ? 'unclear' : 'no';
}
