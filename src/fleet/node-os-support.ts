/**
 * Until when Azure supports the operating systems of nodes, with the day on which support ends.
 * https://learn.microsoft.com/azure/aks/upgrade-os-version
 * https://learn.microsoft.com/azure/aks/supported-kubernetes-versions
 */
interface OsSupport {
  name: string;
  /** Beginning of the node image's name, in lower case. */
  image: RegExp;
  /** The `osSKU` that says as much without an image; in lower case. */
  sku?: string;
  /** Absent: supported without a date. */
  ends?: string;
}

const systems: OsSupport[] = [
  { name: 'Ubuntu 18.04', image: /^aksubuntu[-:]1[68]04/, ends: '2023-06-30' },
  { name: 'Ubuntu 20.04', image: /^aksubuntu-2004/, ends: '2027-03-17' },
  { name: 'Ubuntu 22.04', image: /^aksubuntu-2204/, sku: 'ubuntu2204', ends: '2027-06-30' },
  { name: 'Ubuntu 24.04', image: /^aksubuntu-2404/, sku: 'ubuntu2404' },
  { name: 'Azure Linux 2.0', image: /^aks(azurelinux-v2|cblmariner)/, ends: '2025-11-30' },
  { name: 'Azure Linux 3.0', image: /^aksazurelinux-v3/, sku: 'azurelinux3' },
  {
    name: 'Azure Linux with OS Guard',
    image: /^aksazurelinuxosguard/,
    sku: 'azurelinuxosguard',
    ends: '2026-12-10',
  },
  { name: 'Azure Container Linux', image: /^aksazurecontainerlinux/, sku: 'azurecontainerlinux' },
  { name: 'Flatcar', image: /^aksflatcar/, sku: 'flatcar', ends: '2026-06-08' },
  {
    name: 'Windows Server 2019',
    image: /^akswindows-2019/,
    sku: 'windows2019',
    ends: '2026-03-01',
  },
  {
    name: 'Windows Server 2022',
    image: /^akswindows-2022/,
    sku: 'windows2022',
    ends: '2028-06-30',
  },
  { name: 'Windows Server 2025', image: /^akswindows-2025/, sku: 'windows2025' },
  {
    name: 'Windows Server, Annual Channel',
    image: /^akswindows-(23h2|annual)/,
    sku: 'windowsannual',
    ends: '2026-05-15',
  },
];

/** The operating system of a pool by its image, or where that is absent by its `osSKU`; both in lower case. */
export function osOf(image: string | undefined, sku: string | undefined): OsSupport | undefined {
  return image
    ? systems.find((system) => system.image.test(image))
    : systems.find((system) => system.sku === sku);
}

/** The first moment without support. */
export function supportEnds({ ends }: OsSupport): Date | undefined {
  return ends ? new Date(Date.parse(`${ends}T00:00:00Z`) + 24 * 60 * 60 * 1000) : undefined;
}
