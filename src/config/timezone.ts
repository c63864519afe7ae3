import { z } from 'zod';

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const timezone = z
  .string('should be a time zone, such as Europe/Berlin')
  .refine(isTimezone, {
    error: ({ input }) =>
      `"${input}" is not the name of a time zone; write for example Europe/Berlin`,
  });
