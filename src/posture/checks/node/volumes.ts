import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { dictOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, type Offence, someOf } from '../../offenders.ts';
import { aksDocs, kubescape } from '../../references.ts';

const inTree = ['kubernetes.io/azure-disk', 'kubernetes.io/azure-file'];
const files = 'file.csi.azure.com';

/** AKS makes these in every cluster; whether a claim asks for one of them is not read. */
function isOfAks({ metadata: { labels = {} } }: KubernetesObject): boolean {
  return (
    labels['addonmanager.kubernetes.io/mode'] !== undefined ||
    labels['kubernetes.azure.com/managedby'] === 'aks'
  );
}

/** The driver does not care how the names of parameters are written. */
function parameterOf(storage: KubernetesObject, name: string): string | undefined {
  const [, value] =
    Object.entries(dictOf(storage.parameters)).find(
      ([key]) => key.toLowerCase() === name.toLowerCase(),
    ) ?? [];
  return value === undefined ? undefined : String(value).toLowerCase();
}

/** https://learn.microsoft.com/azure/aks/azure-csi-files-storage-provision */
function offencesOf(storage: KubernetesObject): Offence[] {
  const object = `StorageClass ${storage.metadata.name}`;
  const { provisioner } = storage;
  if (inTree.includes(String(provisioner)))
    return [{ object, path: 'provisioner', value: provisioner }];
  if (provisioner !== files) return [];
  const seen = (name: string): Offence => ({
    object,
    path: `parameters.${name}`,
    value: parameterOf(storage, name) ?? null,
  });
  if (parameterOf(storage, 'protocol') === 'nfs')
    return parameterOf(storage, 'encryptInTransit') === 'true' ? [] : [seen('encryptInTransit')];
  const isPlain = parameterOf(storage, 'enableHttpsTrafficOnly') === 'false';
  // The network of an account that was made beforehand is set there.
  const isOpen =
    parameterOf(storage, 'storageAccount') === undefined &&
    parameterOf(storage, 'networkEndpointType') !== 'privateendpoint';
  return [
    ...(isPlain ? [seen('enableHttpsTrafficOnly')] : []),
    ...(isOpen ? [seen('networkEndpointType')] : []),
  ];
}

/** SMB shares in an account of one's own: only the account says who reaches it. */
function elsewhere(storage: KubernetesObject): boolean {
  return (
    storage.provisioner === files &&
    parameterOf(storage, 'protocol') !== 'nfs' &&
    parameterOf(storage, 'storageAccount') !== undefined
  );
}

function ownClasses(look: Look): KubernetesObject[] {
  return look.objects('storageClasses').items.filter((one) => !isOfAks(one));
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-020',
    title: 'Volumes are made by CSI drivers, and shares are private',
    group: 'NODE',
    severity: 'low',
    why: 'A share with a public address is one stolen key away from anybody; NFS without encryption is read by whoever sees the network.',
    needs: ['storageClasses'],
    references: [kubescape('C-0264'), aksDocs('azure-csi-files-storage-provision')],
    evaluate(look) {
      const { evidence, seen } = look.objects('storageClasses');
      const own = ownClasses(look);
      // Old clusters still have classes of AKS whose drivers are no longer there.
      const old = look
        .objects('storageClasses')
        .items.filter((one) => isOfAks(one) && inTree.includes(String(one.provisioner)));
      const offences = [...own, ...old].flatMap(offencesOf);
      const names = [...new Set(offences.map(({ object }) => object))];
      if (names.length > 0)
        return fail(
          `Volumes without a CSI driver, or shares that are not private or not encrypted, by ${counted(names.length, 'class', 'classes')}: ${someOf(names)}.`,
          evidence,
          ...offences
            .slice(0, mostEvidence)
            .map(({ object, path, value }) => seen(object, path, value)),
        );
      const open = own.filter(elsewhere).map(({ metadata }) => metadata.name);
      if (open.length > 0)
        return unknown(
          `Who reaches the shares is set at a storage account that is not read: ${someOf(open)}.`,
          evidence,
          ...open.map((name) => seen(`StorageClass ${name}`, 'parameters.storageAccount', '(set)')),
        );
      return own.length > 0
        ? pass(
            `All of ${counted(own.length, 'class', 'classes')} of your own use CSI drivers, and shares are private. (Classes that AKS makes are left out: which claims use them is not read.)`,
            evidence,
          )
        : notApplicable(
            'There are no storage classes but those that AKS makes, and which claims use them is not read.',
            evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Parameters of a class cannot be changed: make a new one with `provisioner: file.csi.azure.com` and `parameters: { protocol: smb, networkEndpointType: privateEndpoint }`, or `{ protocol: nfs, encryptInTransit: "true" }`, move the claims, and delete the old one.',
      commands: [...new Set(ownClasses(look).filter((one) => offencesOf(one).length > 0))]
        .slice(0, 3)
        .map(({ metadata: { name } }) =>
          kubectl(look, `get storageclass ${shellWord(name)} --output yaml`),
        ),
    })),
  }),
];
