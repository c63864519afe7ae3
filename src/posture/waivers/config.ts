/** How long findings may be waived. */
import { z } from 'zod';
import { loadSection } from '../../config/section.ts';

/**
 * Section `waivers` of the configuration file:
 *
 *     waivers:
 *       maxDays: 90                      # the longest that a waiver may hold, from when it is asked for
 */
const waiverConfigSchema = z
  .strictObject({
    maxDays: z
      .int('should be a whole number of days')
      .min(1, 'should be 1 or more')
      .max(730, 'should be 730 or less: a waiver is never permanent')
      .default(90),
  })
  .prefault({});

export type WaiverConfig = z.output<typeof waiverConfigSchema>;

export const defaultWaiverConfig: WaiverConfig = waiverConfigSchema.parse(undefined);

/** @throws ConfigError with line and column */
export function loadWaiverConfig(yamlText: string, { file }: { file?: string } = {}): WaiverConfig {
  return loadSection(yamlText, {
    ...{ name: 'waivers', schema: waiverConfigSchema, keys: ['maxDays'] },
    file,
  });
}
