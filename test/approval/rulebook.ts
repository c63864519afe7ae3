import type { Rulebook } from '../../src/approval/judge-decision.ts';
import { loadRights } from '../../src/rights/load.ts';
import type { Membership, Person } from '../../src/rights/person.ts';
import type { RequestRow } from '../../src/store/approval-requests.ts';

export const rivera: Person = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA', name: 'Ana Rivera' };
export const chen: Person = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00', name: 'Wei Chen' };
export const okafor: Person = { teamId: 'T0DRAWBRG', userId: 'U0OKAFOR', name: 'Ngozi Okafor' };
export const linden: Person = { teamId: 'T0DRAWBRG', userId: 'U0LINDEN', name: 'Sam Linden' };
export const stranger: Person = { teamId: 'T0OTHERCO', userId: 'U0CHEN00', name: 'Wei Chen' };

export const opened = new Date('2026-05-04T09:00:00Z');
export const now = new Date('2026-05-04T09:30:00Z');
export const hash = 'a'.repeat(64);

export function inApprovers(readAt: Date = now): Membership {
  return { groups: [{ id: 'S0APPROV', handle: 'aks-approvers' }], readAt: readAt.toISOString() };
}

export function inNothing(readAt: Date = now): Membership {
  return { groups: [], readAt: readAt.toISOString() };
}

export function rulebook({ need = 1 }: { need?: number } = {}): Rulebook {
  return {
    rights: loadRights(`
teams: [T0DRAWBRG]
rules:
  - allow: [approve]
    to: { groups: [aks-approvers] }
approvals:
  - need: ${need}
`),
    risk: 'high',
    cluster: { name: 'aks-prod-weu', tags: { env: 'prod' } },
  };
}

export function policyOf(need: number) {
  return {
    need,
    approvers: { users: [], groups: ['aks-approvers'] },
    expiresInMinutes: 240,
    reason: 'optional' as const,
  };
}

export function request(more: Partial<RequestRow> = {}): RequestRow {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    version: 0,
    subjectKind: 'change',
    subjectId: '22222222-2222-4222-8222-222222222222',
    clusterId: '/subscriptions/s/aks-prod-weu',
    hash,
    policy: policyOf(1),
    requester: rivera,
    editors: [rivera],
    state: 'waiting',
    createdAt: opened,
    expiresAt: new Date('2026-05-04T13:00:00Z'),
    decidedAt: null,
    ...more,
  };
}
