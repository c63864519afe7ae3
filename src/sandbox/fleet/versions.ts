/**
 * Kubernetes versions as `locations/{location}/kubernetesVersions` offers them late in 2026.
 * The minors and their support follow https://learn.microsoft.com/azure/aks/supported-kubernetes-versions.
 */
import type { Json } from './wire.ts';

interface Minor {
  version: string;
  patches: string[];
  ltsOnly?: boolean;
  isDefault?: boolean;
  isPreview?: boolean;
}

const minors: Minor[] = [
  { version: '1.32', patches: ['1.32.12', '1.32.13'], ltsOnly: true },
  { version: '1.33', patches: ['1.33.15', '1.33.16'], ltsOnly: true },
  { version: '1.34', patches: ['1.34.11', '1.34.12'] },
  { version: '1.35', patches: ['1.35.8', '1.35.9'] },
  { version: '1.36', patches: ['1.36.4', '1.36.5'], isDefault: true },
  { version: '1.37', patches: ['1.37.1'] },
  { version: '1.38', patches: ['1.38.0'], isPreview: true },
];

export const offeredVersions: ReadonlySet<string> = new Set(minors.flatMap((m) => m.patches));

/** The `values` of `locations/{location}/kubernetesVersions`. */
export function kubernetesVersions(): Json[] {
  return minors.map(({ version, patches, ltsOnly, isDefault, isPreview }) => ({
    version,
    capabilities: {
      supportPlan: ltsOnly ? ['AKSLongTermSupport'] : ['KubernetesOfficial', 'AKSLongTermSupport'],
    },
    ...(isDefault && { isDefault }),
    ...(isPreview && { isPreview }),
    patchVersions: Object.fromEntries(
      patches.map((patch) => [
        patch,
        { upgrades: upgradesOf(patch).map((upgrade) => upgrade.kubernetesVersion) },
      ]),
    ),
  }));
}

/** Revisions of the Istio add-on, the oldest about to leave. @param list the path of the list that holds it */
export function meshRevisionProfile(list: string): Json {
  const revisions = ['asm-1-27', 'asm-1-28', 'asm-1-29'];
  return {
    id: `${list}/istio`,
    name: 'istio',
    type: 'Microsoft.ContainerService/locations/meshRevisionProfiles',
    properties: {
      meshRevisions: revisions.map((revision, index) => ({
        revision,
        upgrades: revisions.slice(index + 1, index + 2),
        compatibleWith: [
          { name: 'kubernetes', versions: minors.slice(1, 6).map(({ version }) => version) },
        ],
      })),
    },
  };
}

/**
 * Where a version can go: newer patches of its minor, and the next minor that is offered.
 * A version that is no longer offered goes to the oldest offered minor above it.
 * @param hasLts without it, a cluster is offered no minor that only long-term support keeps
 */
export function upgradesOf(
  version: string,
  { hasLts = true }: { hasLts?: boolean } = {},
): { kubernetesVersion: string; isPreview?: boolean }[] {
  const [minorNow, patchNow] = split(version);
  const open = minors.filter(({ ltsOnly }) => hasLts || !ltsOnly);
  const next = open.find((m) => split(`${m.version}.0`)[0] > minorNow);
  return open
    .filter((m) => split(`${m.version}.0`)[0] === minorNow || m === next)
    .flatMap(({ patches, isPreview }) =>
      patches
        .filter((patch) => {
          const [minor, number] = split(patch);
          return minor > minorNow || number > patchNow;
        })
        .map((kubernetesVersion) => ({ kubernetesVersion, ...(isPreview && { isPreview }) })),
    );
}

function split(version: string): [minor: number, patch: number] {
  const [, minor = '0', patch = '0'] = version.split('.');
  return [Number(minor), Number(patch)];
}

export type NodeOs = 'Ubuntu2204' | 'Ubuntu2404' | 'AzureLinux';

const imageNames: Record<NodeOs, string> = {
  Ubuntu2204: 'AKSUbuntu-2204gen2containerd',
  Ubuntu2404: 'AKSUbuntu-2404gen2containerd',
  AzureLinux: 'AKSAzureLinux-V3gen2',
};

/**
 * A node image's name as released `weeksOld` weeks before the newest.
 * Linux images come weekly; the newest is the Monday of last week, since a release takes days to reach a region.
 */
export function nodeImage({ os, now, weeksOld }: { os: NodeOs; now: Date; weeksOld: number }) {
  const day = 24 * 60 * 60 * 1000;
  const sinceMonday = ((now.getUTCDay() + 6) % 7) * day;
  const released = new Date(now.getTime() - sinceMonday - (1 + weeksOld) * 7 * day);
  const [year, month, date] = released.toISOString().slice(0, 10).split('-');
  return `${imageNames[os]}-${year}${month}.${date}.0`;
}

/** The newest image of the same kind as the one given; the given one where its kind is unknown. */
export function latestNodeImage(image: string, now: Date): string {
  const os = (Object.keys(imageNames) as NodeOs[]).find((key) => image.startsWith(imageNames[key]));
  return os ? nodeImage({ os, now, weeksOld: 0 }) : image;
}
