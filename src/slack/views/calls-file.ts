import type { Call } from '../../forbidden/calls.ts';
import { asCsv } from '../csv.ts';

const columns = [
  'time',
  'cluster',
  'caller',
  'acted as',
  'verb',
  'resource',
  'namespace',
  'name',
  'address',
  'agent',
  'code',
  'kind',
  'reason',
  'audit id',
];

function cells(call: Call, cluster: string): (string | number)[] {
  return [
    ...[call.at, cluster, call.actor, call.actedAs, call.verb, call.resource, call.namespace],
    ...[call.name, call.address, call.agent, call.code ?? '', call.kind, call.reason, call.auditId],
  ];
}

/** Calls as CSV, with everything that a table in a thread has no room for. */
export function callsFile(calls: readonly Call[], nameOf: (clusterId: string) => string): string {
  return asCsv(
    columns,
    calls.map((call) => cells(call, nameOf(call.clusterId))),
  );
}
