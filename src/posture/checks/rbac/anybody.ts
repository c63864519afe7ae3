import type { Grant } from '../../access/access.ts';
import type { Rule } from '../../access/rules.ts';
import { type Subject, saySubject } from '../../access/subjects.ts';
import { defineCheck } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { kubescape, trivy } from '../../references.ts';
import { accessOf, type Holding, sayHoldings } from './_holdings.ts';
import { answer, commandsFor } from './_powers.ts';

/** What `system:public-info-viewer` gives, and the public keys of the cluster. */
const publicPaths = [
  '/healthz',
  '/livez',
  '/readyz',
  '/version',
  '/version/',
  '/.well-known/openid-configuration',
  '/.well-known/openid-configuration/',
  '/openid/v1/jwks',
  '/openid/v1/jwks/',
];

/** What `system:discovery` and `system:basic-user` give besides. */
const discoveryPaths = ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'];
const reviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'];

/** A path of the list, or one below it. */
function isBelow(url: string, paths: readonly string[]): boolean {
  return paths.some(
    (path) => url === path || url.startsWith(path.endsWith('/') ? path : `${path}/`),
  );
}

function onlyReads(rule: Rule, paths: readonly string[]): boolean {
  return (
    rule.nonResourceURLs.every((url) => isBelow(url, paths)) &&
    rule.verbs.every((verb) => verb === 'get' || verb === 'head')
  );
}

/** By what it holds and not by its name: a default role may have been widened. */
function isHarmlessTo(rule: Rule, paths: readonly string[], mayReview: boolean): boolean {
  const givesNothing = rule.verbs.length === 0;
  if (rule.resources.length === 0) return givesNothing || onlyReads(rule, paths);
  const isReview =
    rule.verbs.every((verb) => verb === 'create') &&
    rule.apiGroups.every((group) =>
      ['authorization.k8s.io', 'authentication.k8s.io'].includes(group),
    ) &&
    rule.resources.every((resource) => reviews.includes(resource));
  return givesNothing || (mayReview && isReview && rule.nonResourceURLs.length === 0);
}

const anonymous = ['User system:anonymous', 'Group system:unauthenticated'];
const everybody = ['Group system:authenticated', 'Group system:serviceaccounts'];

/** One for each binding and subject. */
function elevated(look: Look, subjects: readonly string[]): Holding[] {
  const isAnonymous = subjects === anonymous;
  const paths = isAnonymous ? publicPaths : [...publicPaths, ...discoveryPaths];
  return accessOf(look).bindings.flatMap((binding) =>
    binding.subjects.flatMap((subject, index) => {
      if (!subject || !subjects.includes(saySubject(subject))) return [];
      const placed = binding.rules.find(({ rule }) => !isHarmlessTo(rule, paths, !isAnonymous));
      if (!placed) return [];
      return [
        holding(subject, {
          subject,
          index,
          binding,
          namespace: binding.namespace,
          placed,
          names: undefined,
        }),
      ];
    }),
  );
}

function holding(subject: Subject, grant: Grant): Holding {
  return { subject: saySubject(subject), power: 'everything', grant };
}

export const checks = [
  defineCheck({
    id: 'AKS-RBAC-003',
    title: 'Nobody gets rights without signing in',
    group: 'RBAC',
    severity: 'critical',
    why: 'Whoever reaches the API server holds these rights, without any login; on a public cluster that is the whole Internet.',
    needs: ['roles', 'roleBindings'],
    references: [kubescape('C-0262'), trivy('KSV-0122')],
    evaluate(look) {
      const found = elevated(look, anonymous);
      return answer(look, 'AKS-RBAC-003', found, {
        failed: `${found.length === 1 ? 'A binding gives' : `${found.length} bindings give`} rights to callers who have not signed in: ${sayHoldings(found)}.`,
        passed: 'Callers who have not signed in see health and version, and nothing else.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Find in the audit log who uses it (system:anonymous), give them a login, then take the subject out of the binding.',
      commands: commandsFor(look, elevated(look, anonymous)),
    })),
  }),
  defineCheck({
    id: 'AKS-RBAC-004',
    title: 'Nobody gets rights by merely signing in',
    group: 'RBAC',
    severity: 'high',
    why: 'Everyone in the tenant who can reach the API server is in system:authenticated, and so is every pod: one compromised container has these rights.',
    needs: ['roles', 'roleBindings'],
    references: [kubescape('C-0265'), trivy('KSV-01011')],
    evaluate(look) {
      const found = elevated(look, everybody);
      return answer(look, 'AKS-RBAC-004', found, {
        failed: `${found.length === 1 ? 'A binding gives' : `${found.length} bindings give`} rights to everyone who signs in, or to every pod: ${sayHoldings(found)}.`,
        passed: 'Who merely signs in can discover the API and ask for his own rights.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Bind the role to the group or the service account that needs it, then take the subject out of the binding.',
      commands: commandsFor(look, elevated(look, everybody)),
    })),
  }),
];
