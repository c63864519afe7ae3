/** What the stand-in serves of the resources around clusters. */
import { row, type Served } from './coverage-row.ts';

const subscription = '/subscriptions/:subscription';
const group = `${subscription}/resourcegroups/:group`;
const location = `${subscription}/providers/microsoft.containerservice/locations/:location`;

export const aroundCoverage: Served[] = [
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.containerservice/fleets/:name/members`,
    'clusters of a Fleet Manager',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.containerservice/fleets/:name/updateruns`,
    'its update runs, with how each stands',
    'none is carried out',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.managedidentity/userassignedidentities/:name/federatedidentitycredentials`,
    'whose tokens an identity trusts',
  ),
  row(
    'Around a cluster',
    'GET',
    `${subscription}/providers/microsoft.compute/locations/:location/usages`,
    'quota of cores, and what of it is taken',
    'the same numbers everywhere, whatever runs',
  ),
  row(
    'Around a cluster',
    'GET',
    `${location}/meshrevisionprofiles`,
    'revisions of the Istio add-on',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/virtualnetworks`,
    'networks of a resource group',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/virtualnetworks/:name`,
    'one network, with its subnets',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/networksecuritygroups`,
    'security groups of a resource group',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/networksecuritygroups/:name`,
    'one security group, with its rules',
    'no default rules',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/routetables/:name`,
    'a route table',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/loadbalancers`,
    'load balancers of a resource group',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/loadbalancers/:name`,
    'one load balancer',
    'no rules and pools of their own',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/applicationgateways/:name`,
    'an application gateway',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.network/applicationgatewaywebapplicationfirewallpolicies/:name`,
    'a web application firewall policy',
  ),
  row(
    'Around a cluster',
    'GET',
    `${subscription}/providers/microsoft.servicenetworking/trafficcontrollers`,
    'Application Gateways for Containers of a subscription',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.servicenetworking/trafficcontrollers/:name`,
    'one of them',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.servicenetworking/trafficcontrollers/:name/associations`,
    'the subnets that it serves',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.servicenetworking/trafficcontrollers/:name/securitypolicies`,
    'its security policies',
  ),
  row('Around a cluster', 'GET', `${group}/providers/microsoft.keyvault/vaults/:name`, 'a vault'),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.keyvault/vaults/:vault/keys/:name`,
    'a key without its material',
  ),
  row(
    'Around a cluster',
    'GET',
    `${group}/providers/microsoft.keyvault/vaults/:vault/keys/:name/versions/:version`,
    'one version of it',
  ),
  row(
    'Around a cluster',
    'GET',
    `${subscription}/providers/microsoft.security/pricings/:name`,
    'a plan of Defender for Cloud',
  ),
];
