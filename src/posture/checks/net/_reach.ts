/** Which pods policies leave open to an address that Azure serves inside every node, and what closes it. */
import { stringify } from 'yaml';
import { listed } from '../../combine.ts';
import { type Finding, notApplicable, unknown } from '../../define-check.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { closingPolicy } from '../../network-policies/closing.ts';
import {
  type Endpoint,
  type ExposedPods,
  type NamespaceExposure,
  podsIn,
} from '../../network-policies/exposure.ts';
import { exposureOf } from '../../network-policies/of-cluster.ts';
import type { Engine } from '../../network-policies/types.ts';
import { count, evidenceOf, judgeObjects, type Offence } from '../../offenders.ts';

const mostCommands = 3;
const mostReasons = 3;

/** @param called `the metadata service`. */
export function judgeReach(
  look: Look,
  { endpoints, engine, called }: { endpoints: readonly Endpoint[]; engine: Engine; called: string },
): Finding {
  const pods = look.objects('pods');
  const found = exposureOf(look, { endpoints, engine });
  const offences = (which: 'open' | 'unclear' | 'hostNetwork') =>
    found.flatMap((one) => one[which].map((exposed) => offence(one.namespace, exposed)));
  const unclear = found.flatMap((one) => one.unclear);
  const onNode = sayHostNetwork(found, called);
  const asked = found.reduce(
    (sum, one) => sum + one.closed + podsIn([...one.open, ...one.unclear, ...one.hostNetwork]),
    0,
  );
  const finding = judgeObjects(pods, {
    asked,
    offences: offences('open'),
    failed: () => `${sayOpen(found, called)}${onNode}`,
    passed: `Policies keep ${called} from every pod outside system namespaces.${onNode}`,
    nothing: notApplicable('No pods run outside system namespaces.', pods.evidence),
  });
  const [first, ...others] = evidenceOf(pods, offences('unclear'));
  if (!first) return finding.outcome === 'pass' ? withHosts(finding) : finding;
  const message = `Whether ${called} is open to ${count(podsIn(unclear), 'pod')} cannot be told: ${reasons(unclear)}.`;
  return finding.outcome === 'fail'
    ? { ...finding, unclear: { message, evidence: [first, ...others] } }
    : unknown(`${message}${onNode}`, first, ...others);

  function withHosts(passed: Finding): Finding {
    const [head, ...rest] = passed.evidence;
    return { ...passed, evidence: [head, ...rest, ...evidenceOf(pods, offences('hostNetwork'))] };
  }
}

function offence(namespace: string, { workload, pods, endpoints, because }: ExposedPods): Offence {
  const [kind = '', name = ''] = workload.split('/');
  return {
    object: `${kind} ${namespace}/${name}`,
    path: `egress to ${endpoints.map(({ address, port, protocol }) => `${address} ${protocol} ${port}`).join(', ')}`,
    value: `${count(pods, 'pod')}: ${because.join('; ')}`,
  };
}

function sayOpen(found: readonly NamespaceExposure[], called: string): string {
  const open = found.filter((one) => one.open.length > 0);
  const pods = podsIn(open.flatMap((one) => one.open));
  const where = open.map((one) => `${podsIn(one.open)} in ${one.namespace}`);
  const few = where.slice(0, mostReasons);
  const more = where.length - few.length;
  const places = [...few, ...(more > 0 ? [`others in ${count(more, 'more namespace')}`] : [])];
  const those = open.flatMap((one) => one.open);
  return `Policies leave ${called} open to ${count(pods, 'pod')}: ${listed(places)}. ${capital(reasons(those))}.`;
}

/** `no policy for egress selects it (18 pods), and NetworkPolicy … allows it (6 pods)` */
function reasons(exposed: readonly ExposedPods[]): string {
  const sums = new Map<string, number>();
  for (const { because, pods } of exposed)
    sums.set(because.join(' and '), (sums.get(because.join(' and ')) ?? 0) + pods);
  const sorted = [...sums].toSorted((left, right) => right[1] - left[1]);
  const few = sorted.slice(0, mostReasons).map(([why, pods]) => `${why} (${count(pods, 'pod')})`);
  const more = sorted.length - few.length;
  return [...few, ...(more > 0 ? [count(more, 'more reason')] : [])].join('; ');
}

function sayHostNetwork(found: readonly NamespaceExposure[], called: string): string {
  const pods = podsIn(found.flatMap((one) => one.hostNetwork));
  if (pods === 0) return '';
  return pods === 1
    ? ` One pod on the host network reaches ${called} whatever policies say: only leaving that network closes it.`
    : ` ${pods} pods on the host network reach ${called} whatever policies say: only leaving that network closes it.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A command for each of the first few namespaces that are open, with the policy that closes it. */
export function closingCommands(
  look: Look,
  { endpoints, engine }: { endpoints: readonly Endpoint[]; engine: Engine },
): string[] {
  const families = look.cluster.texts('properties.networkProfile.ipFamilies').value ?? [];
  const addresses = [...new Set(endpoints.map(({ address }) => address))];
  return exposureOf(look, { endpoints, engine })
    .filter(({ open }) => open.length > 0)
    .slice(0, mostCommands)
    .map(({ namespace }) => {
      const ipv6 = families.includes('IPv6');
      const policy = closingPolicy({ namespace, addresses, engine, ipv6 });
      return `${kubectl(look, 'apply --filename -')} <<'EOF'\n${stringify(policy)}EOF`;
    });
}
