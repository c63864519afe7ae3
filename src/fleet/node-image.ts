/** What the name of a node image tells. */
const dayMs = 24 * 60 * 60 * 1000;

/**
 * The day a node image was made, from its name. Linux: `AKSUbuntu-2204gen2containerd-202610.09.0`, with
 * the day of the last security patch after it where the channel SecurityPatch adds one; Windows:
 * `AKSWindows-2022-containerd-20348.2700.261013`; long ago: `AKSUbuntu:1604:2020.03.11`. Undefined for
 * names of another form, and for days that are in no calendar.
 * https://learn.microsoft.com/azure/aks/node-image-upgrade
 */
export function imageDate(image: string): Date | undefined {
  const linux = /-(\d{4})(\d{2})\.(\d{2})\.\d+(?:-(\d{4})\.(\d{2})\.(\d{2}))?$/.exec(image);
  if (linux) {
    const [, year, month, day, patchYear, patchMonth, patchDay] = linux;
    return dateOf(patchYear ?? year, patchMonth ?? month, patchDay ?? day);
  }
  const first = /^AKS[^:]+:[^:]+:(\d{4})\.(\d{2})\.(\d{2})$/i.exec(image);
  if (first) return dateOf(first[1], first[2], first[3]);
  const windows = /^AKSWindows-.*\.(\d{2})(\d{2})(\d{2})$/i.exec(image);
  return windows ? dateOf(`20${windows[1]}`, windows[2], windows[3]) : undefined;
}

function dateOf(year = '', month = '', day = ''): Date | undefined {
  const text = `${year}-${month}-${day}`;
  const date = new Date(`${text}T00:00:00Z`);
  // The 30th of February is read as a day in March.
  const isThere = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isThere ? date : undefined;
}

export function daysOld(date: Date, now: Date): number {
  return Math.floor((now.getTime() - date.getTime()) / dayMs);
}

/** The image without the day of its last security patch: upgrade profiles name it so. */
export function imageName(image: string): string {
  return image.toLowerCase().replace(/(\.\d{2}\.\d+)-\d{4}\.\d{2}\.\d{2}$/, '$1');
}
