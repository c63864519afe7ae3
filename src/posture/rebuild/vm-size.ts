/** What the name of a VM size says. https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
export interface VmSize {
  family: string;
  cores: number;
  isArm: boolean;
  isConfidential: boolean;
  hasGpu: boolean;
  /** 1 where the name says none. */
  version: number;
  /** Of the disk inside the host; undefined where the name does not say for certain. */
  localDiskGiB: number | undefined;
}

export function readVmSize(name: unknown): VmSize | undefined {
  const [, family, cores, features = '', version = '1'] =
    /^Standard_([A-Z]+)(\d+)(?:-\d+)?([a-z]*)(?:_[A-Z]\w*)?(?:_v(\d+))?$/.exec(String(name)) ?? [];
  if (!family || !cores) return undefined;
  return {
    family,
    cores: Number(cores),
    isArm: features.includes('p'),
    isConfidential: /^[DE]C/.test(family),
    hasGpu: family.startsWith('N'),
    version: Number(version),
    localDiskGiB: localDisk(family, Number(cores), features, Number(version)),
  };
}

/**
 * D and E sizes of v4 and v5 with the letter d have 37.5 GiB for each core.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/ddsv5-series
 */
function localDisk(
  family: string,
  cores: number,
  features: string,
  version: number,
): number | undefined {
  const isKnown = ['D', 'E'].includes(family) && [4, 5].includes(version) && features.includes('d');
  return isKnown ? Math.floor(cores * 37.5) : undefined;
}
