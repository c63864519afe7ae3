import { checks as allChecks } from '../../../src/posture/checks/index.generated.ts';

/** Every check of the groups IAM, API, LOG and UPG that needs nothing but Azure's own API. Ids are stable for ever. */
export const inScope = [
  ...ids('IAM', 1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 13, 19),
  ...ids('API', 1, 2, 3, 4, 5, 6, 7, 8),
  ...ids('LOG', 1, 2, 3, 4, 5, 6, 8, 9, 10),
  ...ids('UPG', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13),
];

/** Every check of NET, ING, MESH, SEC and DEF. */
export const inScopeAround = [
  ...ids('NET', ...upTo(25)),
  ...ids('ING', ...upTo(10)),
  ...ids('MESH', ...upTo(8)),
  ...ids('SEC', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
  ...ids('DEF', 1, 2, 3, 4, 5),
];

/** Those checks; other groups have tests of their own. */
export const checks = allChecks.filter(({ id }) => inScope.includes(id));

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

function ids(group: string, ...numbers: number[]): string[] {
  return numbers.map((number) => `AKS-${group}-${String(number).padStart(3, '0')}`);
}
