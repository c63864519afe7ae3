import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azurePolicy } from '../../references.ts';

const drivers = {
  diskCSIDriver: { name: 'disk driver', flag: '--enable-disk-driver' },
  fileCSIDriver: { name: 'file driver', flag: '--enable-file-driver' },
  snapshotController: { name: 'snapshot controller', flag: '--enable-snapshot-controller' },
};

function offDrivers({ cluster }: Look) {
  const seen = Object.entries(drivers).map(([key, driver]) => ({
    ...driver,
    path: `properties.storageProfile.${key}.enabled`,
    enabled: cluster.flag(`properties.storageProfile.${key}.enabled`),
  }));
  return {
    off: seen.filter(({ enabled }) => enabled.value === false),
    evidence: seen.map(({ enabled }) => enabled.evidence),
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-019',
    title: 'CSI storage drivers on',
    group: 'NODE',
    severity: 'low',
    why: 'Without Azure’s drivers somebody runs his own, with rights on every disk and nobody who patches it.',
    needs: ['managedCluster'],
    references: [azurePolicy('c5110b6e'), azurePolicy('4f3823b6'), aksDocs('csi-storage-drivers')],
    evaluate(look) {
      const { off, evidence } = offDrivers(look);
      const [first = look.evidenceOf('managedCluster'), ...rest] = evidence;
      return off.length === 0
        ? pass('The storage drivers are on.', first, ...rest)
        : fail(`Off: the ${listed(off.map(({ name }) => name))}.`, first, ...rest);
    },
    fix: manual((look) => ({
      steps: 'Turn them on; drivers of your own for the same storage go away first.',
      commands: [
        azAks(
          look,
          'update',
          offDrivers(look)
            .off.map(({ flag }) => flag)
            .join(' '),
        ),
      ],
      set: Object.fromEntries(offDrivers(look).off.map(({ path }) => [path, true])),
    })),
  }),
];
