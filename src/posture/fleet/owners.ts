/** Which team a cluster belongs to, and where that team is told. */
import { z } from 'zod';
import { loadSection } from '../../config/section.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';

/**
 * Section `owners` of the configuration file:
 *
 *     owners:
 *       tag: team                        # the tag of a cluster that names its team
 *       channels:
 *         storefront: C0STOREFR          # a team that is told in a channel of its own
 *
 * Without a tag, a report on the fleet is not split by team. A team without a channel gets its part in the
 * thread below the report.
 */
const ownersSchema = z
  .strictObject(
    {
      tag: z
        .string('should be the name of a tag, such as team')
        .trim()
        .min(1, 'is empty')
        .optional(),
      channels: z
        .record(
          z.string(),
          z.string('should be the id of a channel, such as C0STOREFR').regex(/^[CG][A-Z0-9]{4,}$/, {
            error: ({ input }) =>
              `"${input}" is not the id of a channel; it looks like C0STOREFR (in Slack: View channel details, at the bottom)`,
          }),
          'should be teams with the ids of their channels',
        )
        .default({}),
    },
    'should be { tag: …, channels: … }',
  )
  .refine(({ tag, channels }) => tag !== undefined || Object.keys(channels).length === 0, {
    message: 'names channels, but not the tag that names the team; add for example "tag: team"',
  })
  .prefault({});

export type Owners = z.output<typeof ownersSchema>;

export const noOwners: Owners = { channels: {} };

/** @throws ConfigError with line and column */
export function loadOwners(yamlText: string, { file }: { file?: string } = {}): Owners {
  return loadSection(yamlText, {
    name: 'owners',
    schema: ownersSchema,
    keys: ['tag', 'channels'],
    file,
  });
}

/** The team of a cluster; null where it has no such tag, or teams are not told apart. */
export function ownerOf({ tag }: Owners, { tags }: Pick<ClusterRef, 'tags'>): string | null {
  if (tag === undefined) return null;
  // Azure's tag names do not distinguish case.
  const found = Object.entries(tags).find(([name]) => name.toLowerCase() === tag.toLowerCase());
  return found?.[1].trim() || null;
}

/** The channel that a team is told in; teams are compared without regard to case. */
export function channelOf({ channels }: Owners, owner: string): string | undefined {
  const found = Object.entries(channels).find(
    ([team]) => team.toLowerCase() === owner.toLowerCase(),
  );
  return found?.[1];
}
