import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy } from '../../references.ts';

/** https://learn.microsoft.com/azure/aks/image-cleaner */
const [least, most] = [24, 2160];

export const checks = [
  defineCheck({
    id: 'AKS-IMG-012',
    title: 'Image Cleaner on',
    group: 'IMG',
    severity: 'low',
    why: 'Old images with holes stay on the nodes, and a pod that may not pull can still start them.',
    needs: ['managedCluster'],
    references: [azurePolicy('af3c26b2'), azurePolicy('7e49285c'), aksDocs('image-cleaner')],
    evaluate({ cluster }) {
      const enabled = cluster.flag('properties.securityProfile.imageCleaner.enabled');
      const hours = cluster.number('properties.securityProfile.imageCleaner.intervalHours');
      const evidence = [enabled.evidence, hours.evidence] as const;
      if (!enabled.value) return fail('Image Cleaner is off.', ...evidence);
      const interval = hours.value ?? 0;
      return interval >= least && interval <= most
        ? pass(`Image Cleaner runs every ${interval} hours.`, ...evidence)
        : fail(
            `The interval of Image Cleaner is not between ${least} and ${most} hours.`,
            ...evidence,
          );
    },
    fix: manual((look) => ({
      steps: 'Turn it on; it removes images that nothing uses and that have known holes.',
      commands: [
        azAks(look, 'update', '--enable-image-cleaner --image-cleaner-interval-hours 168'),
      ],
      set: {
        'properties.securityProfile.imageCleaner.enabled': true,
        'properties.securityProfile.imageCleaner.intervalHours': 168,
      },
    })),
  }),
];
