import notChecked from './not-checked.json' with { type: 'json' };

/**
 * Rows of the catalogue that Azure's own interfaces can answer, in the groups of images, nodes, governance,
 * retirements and reliability, and those of access, logs and upgrades that need more than the cluster itself.
 */
export const governedScope = [
  ...ids('IAM', 7, 9, 16, 17, 18),
  ...ids('LOG', 7),
  ...ids('UPG', 11, 14),
  ...ids('IMG', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
  ...ids('NODE', 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19),
  ...ids('GOV', 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15),
  ...ids('EOL', 1, 2, 3, 4, 5, 6),
  ...ids('REL', 1, 2, 3, 4, 5, 6, 7, 9, 10),
];

/** Rows about what runs in a cluster, and what its namespaces enforce. */
export const workloadScope = [
  ...ids('POD', ...Array.from({ length: 27 }, (_, index) => index + 1)),
  ...ids('PSA', 1, 2, 3, 4),
  ...ids('NODE', 4, 5, 20),
  ...ids('DEF', 6),
  ...ids('IAM', 14, 15),
  ...ids('UPG', 12, 14),
  ...ids('REL', 8),
];

/** Why a row has no check. */
export const exceptions: Record<string, string> = notChecked;

export const implemented = governedScope.filter((id) => !(id in exceptions));

function ids(group: string, ...numbers: number[]): string[] {
  return numbers.map((number) => `AKS-${group}-${String(number).padStart(3, '0')}`);
}
