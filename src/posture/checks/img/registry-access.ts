import { failing, listed } from '../../combine.ts';
import { defineCheck } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { type Node, NotKnown } from '../../read.ts';
import { azqr, checkov, prowler } from '../../references.ts';
import { azAcr, everyRegistry } from './_registries.ts';

function isOff(name: 'adminUserEnabled' | 'anonymousPullEnabled') {
  return (registry: Node) => {
    const enabled = registry.flag(`properties.${name}`);
    if (enabled.value === undefined)
      throw new NotKnown(`Azure does not say whether ${name} is set.`, enabled.evidence);
    return { ok: !enabled.value, evidence: [enabled.evidence] };
  };
}

function judgeNetwork(registry: Node) {
  const access = registry.word('properties.publicNetworkAccess');
  const rule = registry.word('properties.networkRuleSet.defaultAction');
  return {
    ok: access.value === 'disabled' || rule.value === 'deny',
    evidence: [access.evidence, rule.evidence],
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-IMG-008',
    title: 'Registries without the admin user',
    group: 'IMG',
    severity: 'high',
    why: 'The admin user is one shared password that may push: who finds it puts his own image under a trusted name.',
    needs: ['managedCluster', 'containerRegistries'],
    references: [checkov('CKV_AZURE_137'), prowler('containerregistry_admin_user_disabled')],
    evaluate(look) {
      return everyRegistry(look, {
        ask: isOff('adminUserEnabled'),
        failed: (names) => `The admin user is on in ${listed(names)}.`,
        passed: 'The admin user is off in every registry.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Give whoever uses the password a role of his own first: pushes with it fail from then on.',
      commands: failing(look.list('containerRegistries').items, isOff('adminUserEnabled')).map(
        (registry) => azAcr(registry, '--admin-enabled false'),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-IMG-009',
    title: 'Registries without anonymous pull',
    group: 'IMG',
    severity: 'high',
    why: 'Everybody on the Internet can take the images, and with them the code, the versions to attack, and secrets left inside.',
    needs: ['managedCluster', 'containerRegistries'],
    references: [checkov('CKV_AZURE_138')],
    evaluate(look) {
      return everyRegistry(look, {
        ask: isOff('anonymousPullEnabled'),
        failed: (names) => `Anybody may pull from ${listed(names)}.`,
        passed: 'No registry lets anybody pull without signing in.',
      });
    },
    fix: manual((look) => ({
      steps: 'Make sure that every cluster that pulls has the role AcrPull.',
      commands: failing(look.list('containerRegistries').items, isOff('anonymousPullEnabled')).map(
        (registry) => azAcr(registry, '--anonymous-pull-enabled false'),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-IMG-010',
    title: 'Registries closed to foreign networks',
    group: 'IMG',
    severity: 'medium',
    why: 'A stolen token or password for an open registry works from everywhere: images can be taken, or replaced, without coming near the network.',
    needs: ['managedCluster', 'containerRegistries'],
    references: [
      checkov('CKV_AZURE_139'),
      prowler('containerregistry_not_publicly_accessible'),
      azqr('cr-004'),
    ],
    evaluate(look) {
      return everyRegistry(look, {
        ask: judgeNetwork,
        failed: (names) => `Open to every network: ${listed(names)}.`,
        passed: 'Every registry is closed to foreign networks.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Only the tier Premium has this. Give the nodes’ network a private endpoint to the registry, or put its addresses into the rules, before the door closes.',
      commands: failing(look.list('containerRegistries').items, judgeNetwork).map((registry) =>
        azAcr(registry, '--sku Premium --default-action Deny'),
      ),
    })),
  }),
];
