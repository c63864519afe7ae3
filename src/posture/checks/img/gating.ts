import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IMG-015',
    title: 'Gated deployment on',
    group: 'IMG',
    severity: 'low',
    why: 'Without a gate an image starts although Defender already knows its holes.',
    needs: ['managedCluster'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'enablement-guide-runtime-gated',
        url: 'https://learn.microsoft.com/azure/defender-for-cloud/enablement-guide-runtime-gated',
      },
    ],
    evaluate({ cluster }) {
      const gate = cluster.flag('properties.securityProfile.defender.securityGating.enabled');
      // A preview's property: an API version that does not know it leaves it out.
      if (gate.value === undefined)
        return unknown(
          'Azure’s answer does not say: gated deployment is a preview that the API version in use leaves out.',
          gate.evidence,
        );
      return gate.value
        ? pass('Gated deployment is on.', gate.evidence)
        : fail('Gated deployment is off.', gate.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Turn on Defender for Containers with the extension for gating (AKS-DEF-003), watch its audit for a while, then let it refuse.',
      commands: [azAks(look, 'update', '--enable-defender')],
    })),
  }),
];
