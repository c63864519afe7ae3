import { sayBindingToRole } from '../../access/bindings.ts';
import { saySubject } from '../../access/subjects.ts';
import { listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { checkov, cis, kubescape, trivy } from '../../references.ts';
import { accessOf } from './_holdings.ts';
import { commandsFor } from './_powers.ts';
import { type Signed, sayWorkload, userWorkloads } from './_tokens.ts';

const most = 100;
const mostNamed = 5;

/** `Deployment shop/web, CronJob shop/sync and 3 more` */
function someOf(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${more} more` : listed(names);
}

/** Bindings that name the account `default` of a namespace, whatever role they give. */
function bindingsOfDefaults(look: Look) {
  const { systemNamespaces } = look.config;
  return accessOf(look).bindings.flatMap((binding) =>
    binding.subjects.flatMap((subject, index) =>
      subject?.kind === 'ServiceAccount' &&
      subject.name === 'default' &&
      !systemNamespaces.includes(subject.namespace ?? '')
        ? [{ grant: { subject, index, binding, namespace: binding.namespace } }]
        : [],
    ),
  );
}

function underDefault(look: Look): Signed[] {
  return userWorkloads(look).filter(
    ({ account, mounted }) => account.name === 'default' && mounted,
  );
}

/** Nothing but what everyone who signs in may do. */
function isWithoutRights({ account }: Signed, look: Look): boolean {
  const groups = ['Group system:authenticated', 'Group system:serviceaccounts'];
  return !accessOf(look)
    .bindingsOf(account)
    .some(
      (binding) =>
        binding.rules.length > 0 &&
        binding.subjects.some(
          (subject) =>
            subject &&
            !groups.includes(saySubject(subject)) &&
            (saySubject(subject) === saySubject(account) ||
              saySubject(subject) === `Group system:serviceaccounts:${account.namespace}`),
        ),
    );
}

function needless(look: Look): Signed[] {
  return userWorkloads(look).filter((one) => one.mounted && isWithoutRights(one, look));
}

function dontMount(look: Look, found: readonly Signed[]): string[] {
  const accounts = new Map(found.map(({ account }) => [saySubject(account), account]));
  const patch = shellWord('{"automountServiceAccountToken":false}');
  return [...accounts.values()]
    .slice(0, mostNamed)
    .map(({ name, namespace }) =>
      kubectl(
        look,
        'patch serviceaccount',
        shellWord(name),
        inNamespace(namespace),
        '--patch',
        patch,
      ),
    );
}

export const checks = [
  defineCheck({
    id: 'AKS-RBAC-015',
    title: 'Default service accounts unused',
    group: 'RBAC',
    severity: 'medium',
    why: 'Every pod of a namespace that names no account runs as `default`: a right that one of them needs, all of them have, and the audit log cannot tell them apart.',
    needs: ['roles', 'roleBindings', 'serviceAccounts', 'workloads'],
    references: [
      cis('4.1.5'),
      kubescape('C-0189'),
      kubescape('C-0239'),
      checkov('CKV_K8S_41'),
      checkov('CKV_K8S_42'),
    ],
    evaluate(look) {
      const workloads = look.objects('workloads');
      const bindings = bindingsOfDefaults(look);
      const running = underDefault(look);
      const { seen, evidence } = look.objects('roleBindings');
      const [first, ...others] = [
        ...bindings.map(({ grant: { subject, binding, index } }) =>
          seen(saySubject(subject), sayBindingToRole(binding), `subjects[${index}]`),
        ),
        ...running.map(({ workload }) =>
          workloads.seen(sayWorkload(workload), 'spec.serviceAccountName', 'default'),
        ),
      ].slice(0, most);
      if (!first)
        return pass(
          'No default service account has rights, and no pod carries the token of one.',
          evidence,
          workloads.evidence,
        );
      const problems = [
        ...(bindings.length > 0
          ? [
              `rights are bound to ${someOf([...new Set(bindings.map(({ grant }) => saySubject(grant.subject)))])}`,
            ]
          : []),
        ...(running.length > 0
          ? [
              `${running.length === 1 ? 'a workload carries its' : `${running.length} workloads carry its`} token: ${someOf(running.map(({ workload }) => sayWorkload(workload)))}`,
            ]
          : []),
      ];
      return fail(
        `The default service account is in use: ${problems.join('; ')}.`,
        first,
        ...others,
      );
    },
    fix: manual((look) => ({
      steps:
        'Give each workload a service account of its own (`serviceAccountName`), bind its rights to that one, and let the default account mount no token.',
      commands: [
        ...commandsFor(look, bindingsOfDefaults(look)),
        ...dontMount(look, underDefault(look)),
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-RBAC-016',
    title: 'Tokens mounted only where they are needed',
    group: 'RBAC',
    severity: 'medium',
    why: 'Whoever breaks into the pod signs in to the API server with the token that lies there, learns what runs in the cluster, and has whatever is bound to the account later.',
    needs: ['roles', 'roleBindings', 'serviceAccounts', 'workloads'],
    references: [
      cis('4.1.6'),
      kubescape('C-0034'),
      kubescape('C-0190'),
      kubescape('C-0261'),
      trivy('KSV-0036'),
      checkov('CKV_K8S_38'),
    ],
    evaluate(look) {
      const workloads = look.objects('workloads');
      const all = userWorkloads(look);
      const found = needless(look);
      const [first, ...others] = found
        .slice(0, most)
        .map(({ workload, path, value }) => workloads.seen(sayWorkload(workload), path, value));
      if (first)
        return fail(
          `${found.length === 1 ? 'A workload carries' : `${found.length} workloads carry`} the token of a service account that has no rights: ${someOf(found.map(({ workload }) => sayWorkload(workload)))}.`,
          first,
          ...others,
        );
      return all.length === 0
        ? notApplicable('Nothing runs outside the namespaces of the system.', workloads.evidence)
        : pass(
            'Only workloads whose service account has rights carry its token.',
            workloads.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Set `automountServiceAccountToken: false` on the service account, or in the pod’s spec where the account is shared. Workload identity goes on working: its token is another one.',
      commands: dontMount(look, needless(look)),
    })),
  }),
];
