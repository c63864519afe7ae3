import { checkedYaml, type KnownKeys, type YamlProblem } from '../config/checked-yaml.ts';
import { type Rights, rightsSchema } from './schema.ts';

/** Everything that is wrong with a file of rights, each with its place. */
export class RightsError extends Error {
  readonly problems: YamlProblem[];

  constructor(file: string, problems: YamlProblem[]) {
    super(
      problems
        .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
        .join('\n'),
    );
    this.name = 'RightsError';
    this.problems = problems;
  }
}

/** The keys that each object of the file may have, by the last name of its path. */
const keys: KnownKeys = {
  '': ['teams', 'rules', 'approvals', 'channels'],
  rules: ['name', 'allow', 'deny', 'to', 'clusters'],
  to: ['everyone', 'users', 'groups', 'channels'],
  clusters: ['names', 'tags'],
  approvals: ['risk', 'clusters', 'need', 'approvers', 'expires', 'reason', 'ticket'],
  approvers: ['users', 'groups'],
  channels: ['clusters', 'approvals'],
};

/**
 * Reads a file of rights. Throws a RightsError that names every problem with line and column;
 * a file with a problem is never used in part.
 */
export function loadRights(text: string, { file = 'rights.yaml' }: { file?: string } = {}): Rights {
  const read = checkedYaml(text, { schema: rightsSchema, keys });
  if (read.ok) return read.data;
  throw new RightsError(file, read.problems);
}
