import { z } from 'zod';
import { duration } from '../../../config/duration.ts';

const ranges = z.array(z.string().trim().min(1)).min(1, 'Give at least one range.').max(2000);

/** What can be asked of the list of authorized ranges. */
export const paramsSchema = z.discriminatedUnion('operation', [
  z.strictObject({
    operation: z.literal('add'),
    ranges,
    /** `4h`, `90 minutes`, `2 days`: taken back that long after it was applied. */
    for: z.string().trim().min(1).optional(),
  }),
  z.strictObject({ operation: z.literal('remove'), ranges }),
  z.strictObject({ operation: z.literal('replace'), ranges }),
  /** Undoes a replacement; planned against whatever the list is by then. */
  z.strictObject({
    operation: z.literal('edit'),
    add: z.array(z.string()),
    remove: z.array(z.string()),
  }),
  /** Moves the end of a timed opening; no property of the cluster changes. */
  z.strictObject({
    operation: z.literal('extend'),
    openingId: z.uuid(),
    until: z.iso.datetime({ offset: true }),
  }),
]);

export type Params = z.infer<typeof paramsSchema>;

/** Minutes in a duration as people write it, or undefined. A bare number is not a duration. */
export function parseMinutes(text: string): number | undefined {
  const milliseconds = duration(text);
  return milliseconds === undefined ? undefined : Math.round(milliseconds / 60_000);
}

export function showMinutes(minutes: number): string {
  const units: [number, string][] = [
    [24 * 60, 'day'],
    [60, 'hour'],
    [1, 'minute'],
  ];
  const [size, unit] = units.find(([s]) => minutes >= s && minutes % s === 0) ?? [1, 'minute'];
  const number = minutes / size;
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}
