import { manifest } from '../../src/slack/manifest.ts';
import { kubernetesRole, kubernetesWriterRole } from './kubernetes-role.ts';
import { readerRole, writerRole } from './roles.ts';

/** What a deployment is set up from: the same as `drawbridge manifest`, two Azure roles, and two in clusters. */
export async function deploy(): Promise<Record<string, string>> {
  const app = manifest({ slashCommand: '/aks', mode: 'socket' });
  return {
    'deploy/slack-manifest.json': `${JSON.stringify(app, null, 2)}\n`,
    'deploy/azure-role-reader.json': readerRole(),
    'deploy/azure-role-writer.json': writerRole(),
    'deploy/kubernetes-cluster-role.yaml': kubernetesRole(),
    'deploy/kubernetes-writer-role.yaml': kubernetesWriterRole(),
  };
}
