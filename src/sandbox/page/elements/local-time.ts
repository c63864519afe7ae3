/** Unix seconds ⇄ what `<input type="datetime-local">` holds, in a person's time zone. */
export function localDateTime(seconds: number, timeZone: string): string {
  // Swedish writes dates as ISO does: 2026-11-23 16:30:00.
  const text = new Date(seconds * 1000).toLocaleString('sv-SE', { timeZone });
  return text.slice(0, 16).replace(' ', 'T');
}

export function secondsOfLocal(text: string, timeZone: string): number {
  const asIfUtc = Date.parse(`${text}Z`) / 1000;
  // The zone's offset at about that moment; a second look gets the hours around a clock change right.
  const first = asIfUtc - offsetAt(asIfUtc, timeZone);
  return asIfUtc - offsetAt(first, timeZone);
}

function offsetAt(seconds: number, timeZone: string): number {
  return Date.parse(`${localDateTime(seconds, timeZone)}Z`) / 1000 - Math.floor(seconds / 60) * 60;
}
