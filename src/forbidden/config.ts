/** Who is who among the callers of a cluster, and from when on something is much. */
import { z } from 'zod';
import { loadSection } from '../config/section.ts';

const patterns = z
  .array(z.string('should be a pattern such as system:serviceaccount:argocd:*').trim().min(1))
  .default([]);

const actorRule = z.strictObject(
  {
    class: z.enum(['gitops', 'ci', 'operator'], 'should be gitops, ci or operator'),
    users: patterns,
    agents: patterns,
    groups: patterns,
  },
  'should be { class: …, users: […], agents: […], groups: […] }',
);

const count = (usual: number) =>
  z.number('should be a whole number').int().min(1).max(1_000_000).default(usual);

/**
 * Section `forbidden` of the configuration file:
 *
 *     forbidden:
 *       actors:
 *         - class: gitops
 *           users: ['system:serviceaccount:argocd:*']
 *       noise: ['system:serviceaccount:monitoring:prometheus']
 *       manyNamespaces: 5
 *       manyNames: 15
 *       burst: 20
 */
const forbiddenSchema = z
  .strictObject(
    {
      /** Identities that belong to machinery; the first rule that fits says the class. */
      actors: z.array(actorRule, 'should be a list').default([]),
      /** Callers besides the platform's own whose refusals only count in the footer. */
      noise: patterns,
      /** Refused in so many namespaces is unusual. */
      manyNamespaces: count(5),
      /** Refused for so many objects by name is enumeration. */
      manyNames: count(15),
      /** So many refusals in ten minutes are a burst where there is no history to compare with. */
      burst: count(20),
    },
    'should hold actors, noise, manyNamespaces, manyNames, burst',
  )
  .prefault({});

export type ForbiddenConfig = z.output<typeof forbiddenSchema>;

export const defaultForbiddenConfig: ForbiddenConfig = forbiddenSchema.parse({});

/** @throws ConfigError with line and column */
export function loadForbiddenConfig(
  yamlText: string,
  { file }: { file?: string } = {},
): ForbiddenConfig {
  return loadSection(yamlText, {
    name: 'forbidden',
    schema: forbiddenSchema,
    keys: ['actors', 'noise', 'manyNamespaces', 'manyNames', 'burst'],
    file,
  });
}
