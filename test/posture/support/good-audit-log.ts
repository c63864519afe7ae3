import type { Planes } from '../../../src/fleet/snapshot.ts';
import { type CorePlanes, goodPlanes, workspaceId } from './planes.ts';

export type AuditedPlanes = CorePlanes & Pick<Planes, 'auditLog'>;

/** The good cluster with an audit log that arrives and in which nothing is wrong. */
export function goodAudited(): AuditedPlanes {
  return {
    ...goodPlanes(),
    auditLog: {
      workspaceId,
      table: 'AKSAudit',
      window: { from: '2026-11-22T12:00:00.000Z', to: '2026-11-23T12:00:00.000Z' },
      newest: '2026-11-23T11:58:21.1234567Z',
      writesOnly: false,
      partial: null,
      deprecatedApis: [],
    },
  };
}

/** A version of an API that an operator calls and that is about to go. */
export const oldApi: Planes['auditLog']['deprecatedApis'][number] = {
  group: 'policy',
  version: 'v1beta1',
  resource: 'poddisruptionbudgets',
  removedRelease: '1.25',
  callers: ['system:serviceaccount:legacy:operator'],
  userAgents: ['operator/0.9'],
  writes: 0,
  calls: 12,
  lastSeen: '2026-11-23T11:00:00.0000000Z',
  lastWrite: null,
};
