import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy } from '../../references.ts';
import { access, isPrivate } from './_access.ts';

export const checks = [
  defineCheck({
    id: 'AKS-API-005',
    title: 'Run command disabled',
    group: 'API',
    severity: 'medium',
    why: 'Run command starts a pod inside the cluster from the Azure API, past authorized ranges and private networking. Without Entra ID it runs as cluster-admin.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('89f2d532'),
      azurePolicy('1b708b0a'),
      aksDocs('access-private-cluster'),
    ],
    evaluate({ cluster }) {
      const off = cluster.flag(access.runCommandOff);
      return off.value
        ? pass('Run command is disabled.', off.evidence)
        : fail('Run command is enabled: Azure’s API is a way into the cluster.', off.evidence);
    },
    fix: manual((look) => ({
      steps: isPrivate(look).value
        ? 'Run command may be somebody’s only way into this private cluster: make sure that another one works. Where it has to stay, keep the role that allows it (managedClusters/runCommand/action) to a few people, and waive this check.'
        : 'Make sure that no pipeline uses `az aks command invoke` on this cluster.',
      commands: [azAks(look, 'update', '--disable-run-command')],
      set: { [access.runCommandOff]: true },
    })),
  }),
];
