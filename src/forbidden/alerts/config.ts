/** When alerts end, come back and lapse. */
import { z } from 'zod';
import { duration } from '../../config/duration.ts';
import { loadSection } from '../../config/section.ts';

function span(otherwise: string) {
  return z
    .string('should be a length of time with its unit, such as 8h')
    .default(otherwise)
    .transform((text, context) => {
      const length = duration(text);
      if (length !== undefined) return length;
      context.addIssue(`"${text}" is not a length of time; write 30m, 8h or 7d`);
      return z.NEVER;
    });
}

function count(otherwise: number, least: number) {
  return z
    .int(`should be a whole number from ${least} on`)
    .min(least, { error: ({ input }) => `"${input}" is less than ${least}` })
    .default(otherwise);
}

/**
 * Section `alerts` of the configuration file:
 *
 *     alerts:
 *       acknowledgedFor: 8h              # so long an acknowledgement holds
 *       quietAfter: 6h                   # so long without a call, looked at all the time, and an alert ends
 *       reopenWithin: 7d                 # so long the same comes back in the same thread
 *       notLookedAfter: 45m              # so long not everything was seen of a log, and that is an alarm
 *       longestMute: 90d                 # the longest that a mute may hold
 *       perHour: 20                      # so many new messages a place gets in an hour; the rest is one message
 *       incidents:
 *         clusters: 3                    # one caller on so many clusters is one message
 *         actors: 3                      # so many callers that one change broke are one message
 *       automation: medium               # the highest severity of what GitOps, CI and operators are refused
 */
const alertConfigSchema = z
  .strictObject({
    acknowledgedFor: span('8h'),
    quietAfter: span('6h'),
    reopenWithin: span('7d'),
    notLookedAfter: span('45m'),
    longestMute: span('90d'),
    perHour: count(20, 1),
    incidents: z.strictObject({ clusters: count(3, 2), actors: count(3, 2) }).prefault({}),
    automation: z
      .enum(['critical', 'high', 'medium', 'low', 'info'], {
        error: ({ input }) => `"${input}" is not one of critical, high, medium, low, info`,
      })
      .default('medium'),
  })
  .prefault({});

/** Times in milliseconds. */
export type AlertConfig = z.output<typeof alertConfigSchema>;

export const defaultAlertConfig: AlertConfig = alertConfigSchema.parse(undefined);

/** @throws ConfigError with line and column */
export function loadAlertConfig(yamlText: string, { file }: { file?: string } = {}): AlertConfig {
  return loadSection(yamlText, {
    ...{ name: 'alerts', schema: alertConfigSchema },
    keys: Object.keys(alertConfigSchema.unwrap().shape),
    file,
  });
}
