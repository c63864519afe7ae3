import { defineCheck, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { isWindows, poolsOf } from '../../pools.ts';
import { aksDocs } from '../../references.ts';
import { inUse, retires } from './_retirements.ts';

export const checks = [
  defineCheck({
    id: 'AKS-EOL-001',
    title: 'Azure’s old engine for network policies not in use',
    group: 'EOL',
    severity: 'medium',
    why: 'An engine without support gets no patches: when it fails, policies silently stop holding attackers in their namespace.',
    needs: ['managedCluster'],
    references: [aksDocs('use-network-policies')],
    evaluate(look) {
      const engine = look.cluster.word('properties.networkProfile.networkPolicy');
      const pools = look.cluster.children('properties.agentPoolProfiles');
      const evidence = [engine.evidence, pools.evidence] as const;
      if (engine.value !== 'azure')
        return pass('Azure’s old engine for network policies is not in use.', ...evidence);
      return poolsOf(look).some(isWindows)
        ? inUse(look, 'Azure’s old engine runs on Windows nodes', retires.npmOnWindows, ...evidence)
        : inUse(look, 'Azure’s old engine is in use', retires.npmOnLinux, ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Move the cluster to Cilium, which keeps the policies. It does not serve Windows nodes: those need Calico. Every node gets a new image.',
      commands: poolsOf(look).some(isWindows)
        ? [azAks(look, 'update', '--network-policy calico')]
        : [azAks(look, 'update', '--network-dataplane cilium')],
      set: poolsOf(look).some(isWindows)
        ? { 'properties.networkProfile.networkPolicy': 'calico' }
        : {
            'properties.networkProfile.networkDataplane': 'cilium',
            'properties.networkProfile.networkPolicy': 'cilium',
          },
    })),
  }),
  defineCheck({
    id: 'AKS-EOL-002',
    title: 'kubenet not in use',
    group: 'EOL',
    severity: 'medium',
    why: 'A network without support gets no patches, and kubenet has no engine that could enforce the newer kinds of policy.',
    needs: ['managedCluster'],
    references: [aksDocs('configure-kubenet')],
    evaluate(look) {
      const plugin = look.cluster.word('properties.networkProfile.networkPlugin');
      return plugin.value === 'kubenet'
        ? inUse(look, 'kubenet is in use', retires.kubenet, plugin.evidence)
        : pass('kubenet is not in use.', plugin.evidence);
    },
    fix: manual((look) => ({
      steps: 'Move to Azure CNI Overlay; every node gets a new image, and it cannot be undone.',
      commands: [azAks(look, 'update', '--network-plugin azure --network-plugin-mode overlay')],
      set: {
        'properties.networkProfile.networkPlugin': 'azure',
        'properties.networkProfile.networkPluginMode': 'overlay',
      },
    })),
  }),
  defineCheck({
    id: 'AKS-EOL-003',
    title: 'Open Service Mesh add-on off',
    group: 'EOL',
    severity: 'medium',
    why: 'The project is archived. Holes in the proxies that hold every pod’s certificate are no longer closed.',
    needs: ['managedCluster'],
    references: [aksDocs('open-service-mesh-about')],
    evaluate(look) {
      const enabled = look.cluster.flag('properties.addonProfiles.openServiceMesh.enabled');
      return enabled.value
        ? inUse(
            look,
            'The Open Service Mesh add-on is on',
            retires.openServiceMesh,
            enabled.evidence,
          )
        : pass('The Open Service Mesh add-on is off.', enabled.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Move the workloads to the Istio add-on, namespace by namespace, then turn this one off.',
      commands: [
        azAks(look, 'mesh enable'),
        azAks(look, 'disable-addons', '--addons open-service-mesh'),
      ],
      set: {
        'properties.addonProfiles.openServiceMesh.enabled': false,
        'properties.serviceMeshProfile.mode': 'Istio',
      },
    })),
  }),
];
