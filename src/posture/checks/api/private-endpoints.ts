import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { type Node, NotKnown } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { subscriptionOf } from '../../resource-id.ts';
import { isPrivate } from './_access.ts';

function judge(connection: Node, { ref, config }: Look) {
  const status = connection.word('properties.privateLinkServiceConnectionState.status');
  const endpoint = connection.text('properties.privateEndpoint.id');
  const evidence = [status.evidence, endpoint.evidence];
  if (status.value === undefined)
    throw new NotKnown(
      `The state of the private endpoint connection ${connection.object} is not known.`,
      status.evidence,
    );
  if (status.value === 'pending') return { ok: false, evidence };
  if (status.value !== 'approved') return { ok: true, evidence };
  const subscription = endpoint.value && subscriptionOf(endpoint.value);
  if (!subscription)
    throw new NotKnown(
      `Where the private endpoint connection ${connection.object} comes from is not known.`,
      endpoint.evidence,
    );
  const allowed = [ref.subscriptionId, ...config.privateEndpointSubscriptions];
  return { ok: allowed.some((id) => id.toLowerCase() === subscription), evidence };
}

export const checks = [
  defineCheck({
    id: 'AKS-API-007',
    title: 'Private endpoint connections only from known subscriptions',
    group: 'API',
    severity: 'medium',
    why: 'An approved private endpoint is a door into the cluster from another network, maybe another tenant’s. One that is pending waits for a careless click.',
    needs: ['managedCluster'],
    uses: ['privateEndpointConnections'],
    references: [aksDocs('private-clusters')],
    evaluate(look) {
      const closed = isPrivate(look);
      if (!closed.value)
        return notApplicable(
          'The cluster is public: private endpoints are for private ones.',
          closed.evidence,
        );
      const { items, evidence } = look.list('privateEndpointConnections');
      return forAll({
        objects: items,
        ask: (connection) => judge(connection, look),
        nothing: pass('There are no private endpoint connections.', evidence),
        failed: (names) =>
          `Pending, or from a subscription that is not on the list: ${listed(names)}.`,
        passed: 'Every private endpoint connection comes from a known subscription.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Ask who needs each connection. Reject those that nobody knows; put the subscriptions of the others into the configuration (posture.privateEndpointSubscriptions).',
      commands: failing(look.list('privateEndpointConnections').items, (connection) =>
        judge(connection, look),
      ).map(
        ({ object }) =>
          `az network private-endpoint-connection reject --id ${shellWord(`${look.ref.id}/privateEndpointConnections/${object}`)}`,
      ),
    })),
  }),
];
