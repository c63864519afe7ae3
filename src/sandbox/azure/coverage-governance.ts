/** What the stand-in serves of roles, policies, locks and what else holds clusters to the rules. */
import { row, type Served } from './coverage-row.ts';

const subscription = '/subscriptions/:subscription';
const group = `${subscription}/resourcegroups/:group`;
const cluster = `${group}/providers/microsoft.containerservice/managedclusters/:cluster`;
const authorization = 'providers/microsoft.authorization';
const configuration = `${cluster}/providers/microsoft.kubernetesconfiguration`;

const served: [path: string, does: string, lacks?: string][] = [
  [
    `${cluster}/${authorization}/roleassignments`,
    'roles at the cluster and above it',
    'the filter atScope() alone',
  ],
  [`${cluster}/${authorization}/policyassignments`, 'policies that hold for the cluster'],
  [`${cluster}/${authorization}/policyexemptions`, 'exemptions from them, expired ones included'],
  [`${subscription}/${authorization}/locks`, 'locks of a subscription, at every level'],
  [
    `${cluster}/providers/microsoft.containerservice/deploymentsafeguards/default`,
    'deployment safeguards, 404 where they are off',
  ],
  [`${configuration}/extensions`, 'extensions of the cluster'],
  [`${configuration}/fluxconfigurations`, 'what Flux brings, and whether it arrived'],
  [
    `${subscription}/providers/microsoft.insights/eventtypes/management/values`,
    'the activity log of one resource, or of one resource provider, for 90 days',
    'other filters',
  ],
  [
    `${group}/providers/microsoft.containerregistry/registries/:name`,
    'a registry, 404 where it was deleted',
  ],
];

export const governanceCoverage: Served[] = served.map(([path, does, lacks]) =>
  row('Around a cluster', 'GET', path, does, lacks),
);
