/** Who calls. An Entra cluster knows an application by its object id. */
import { seededGuid } from '../fleet/wire.ts';

export interface User {
  /** How tests and the control endpoints call it. */
  word: string;
  /** What the API server calls it. */
  name: string;
  /** The bearer token that it shows; made up, and worth nothing anywhere else. */
  token: string;
  groups: string[];
}

/** The same identities as in Azure: their object ids agree. */
export function defaultUsers(): User[] {
  return [user('reader'), user('writer')];
}

/** An identity of the sandbox; its token is `sandbox-WORD`. */
export function user(word: string, groups: string[] = []): User {
  return {
    word,
    name: seededGuid('object', word),
    token: `sandbox-${word}`,
    groups: [...groups, 'system:authenticated'],
  };
}
