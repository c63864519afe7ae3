import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, notApplicable } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { azurePolicy } from '../../references.ts';

function fluxOf({ list }: Look): Node[] {
  return list('extensions').items.filter(
    (extension) => extension.word('properties.extensionType').value === 'microsoft.flux',
  );
}

function judgeExtension(extension: Node) {
  const state = extension.word('properties.provisioningState');
  return { ok: state.value === 'succeeded', evidence: [state.evidence] };
}

/** https://learn.microsoft.com/azure/azure-arc/kubernetes/conceptual-gitops-flux2 */
function judgeConfiguration(configuration: Node) {
  const state = configuration.word('properties.complianceState');
  return {
    ok: state.value === 'compliant' || state.value === 'pending',
    evidence: [state.evidence],
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-GOV-013',
    title: 'GitOps works where it is used',
    group: 'GOV',
    severity: 'info',
    why: 'Where Flux has stopped, the cluster no longer is what the repository says: changes by hand stay, and fixes do not arrive.',
    needs: ['extensions', 'fluxConfigurations'],
    references: [azurePolicy('c7f49635'), azurePolicy('cadd9445')],
    evaluate(look) {
      const extensions = look.list('extensions');
      const configurations = look.list('fluxConfigurations');
      const isExtension = new Set(fluxOf(look));
      return forAll({
        objects: [...isExtension, ...(isExtension.size > 0 ? configurations.items : [])],
        ask: (one) => (isExtension.has(one) ? judgeExtension(one) : judgeConfiguration(one)),
        nothing: notApplicable(
          'The Flux extension is not installed. (Argo CD and a Flux of your own are not looked at.)',
          extensions.evidence,
          configurations.evidence,
        ),
        failed: (names) => `Flux does not bring what the repository says: ${listed(names)}.`,
        passed: 'Flux brings what the repository says.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Look at what each configuration reports, and mend the repository or the access to it.',
      commands: failing(look.list('fluxConfigurations').items, judgeConfiguration).map(
        ({ object }) =>
          `az k8s-configuration flux show --cluster-type managedClusters --cluster-name ${shellWord(look.ref.name)} --resource-group ${shellWord(look.ref.resourceGroup)} --name ${shellWord(object)}`,
      ),
    })),
  }),
];
