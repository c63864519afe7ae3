import { stringify } from 'yaml';
import { type Check, defineCheck, notApplicable } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { type Direction, defaultDeny } from '../../network-policies/default-deny.ts';
import { policiesOf, policyPlanes, userNamespaces } from '../../network-policies/of-cluster.ts';
import { judgeObjects, type Offence, withUnclear } from '../../offenders.ts';
import { cis, kubescape } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';

const mostCommands = 3;

function judgements(look: Look, direction: Direction) {
  const read = policiesOf(look, 'other');
  return userNamespaces(look).map((namespace) => ({
    namespace,
    ...defaultDeny(namespace, direction, read),
  }));
}

function judgeDefault(look: Look, direction: Direction, words: { open: string; closed: string }) {
  const plane = soundObjects(look, 'networkPolicies');
  const found = judgements(look, direction);
  const offences = (wanted: string): Offence[] =>
    found
      .filter(({ verdict }) => verdict === wanted)
      .map(({ namespace, because }) => ({
        object: `Namespace ${namespace}`,
        path: `default deny, ${direction}`,
        value: because.length > 0 ? because.join('; ') : 'no policy selects every pod',
      }));
  const finding = judgeObjects(plane, {
    asked: found.length,
    offences: offences('open'),
    failed: (names) => `${words.open} in ${names}. What no policy mentions is open there.`,
    passed: `${words.closed} in every namespace outside the system.`,
    nothing: notApplicable('Nothing runs outside system namespaces.', plane.evidence),
  });
  return withUnclear(finding, {
    offences: offences('unknown'),
    message: (names) =>
      `Calico’s own policies select pods of ${names}: what they close is not worked out here.`,
    plane,
  });
}

function denyAll(look: Look, direction: Direction) {
  const open = judgements(look, direction).filter(({ verdict }) => verdict === 'open');
  const names = ({ namespace }: { namespace: string }) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `default-deny-${direction.toLowerCase()}`, namespace },
    spec: {
      podSelector: {},
      policyTypes: [direction],
      ...(direction === 'Egress' && { egress: [resolveNames] }),
    },
  });
  return {
    steps:
      direction === 'Ingress'
        ? 'First write policies for what has to come in, from observed traffic, then deny the rest, one namespace at a time. Where the finding names a rule that lets everything in, narrow that rule.'
        : 'First write policies for what has to go out, from observed traffic, then deny the rest but for names, one namespace at a time. Where the finding names a rule that lets everything out, narrow that rule.',
    commands: open
      .slice(0, mostCommands)
      .map((one) => `${kubectl(look, 'apply --filename -')} <<'EOF'\n${stringify(names(one))}EOF`),
  };
}

const resolveNames = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

function defaultDenyCheck(
  direction: Direction,
  check: Pick<Check, 'id' | 'title' | 'severity' | 'why' | 'references'>,
): Check {
  const word = direction.toLowerCase();
  return defineCheck({
    ...check,
    group: 'NET',
    needs: ['workloads', ...policyPlanes],
    evaluate: (look) =>
      judgeDefault(look, direction, {
        open: `No policy denies ${word} by default`,
        closed: `Policies deny ${word} by default`,
      }),
    fix: manual((look) => denyAll(look, direction)),
  });
}

export const checks = [
  defaultDenyCheck('Ingress', {
    id: 'AKS-NET-005',
    title: 'Every namespace denies what comes in by default',
    severity: 'high',
    why: 'Where nothing is denied by default, a taken pod of any team reaches every port of every other: the database is found by scanning.',
    references: [cis('4.4.2'), kubescape('C-0030'), kubescape('C-0054'), kubescape('C-0206')],
  }),
  defaultDenyCheck('Egress', {
    id: 'AKS-NET-006',
    title: 'Every namespace denies what goes out by default',
    severity: 'medium',
    why: 'Where nothing is denied by default, a taken pod calls home, fetches tools and sends data anywhere it likes.',
    references: [kubescape('C-0030')],
  }),
];
