import { describe, expect, it } from 'vitest';
import { allows } from '../../src/azure/permissions.ts';

const write = 'Microsoft.ContainerService/managedClusters/write';
const read = 'Microsoft.ContainerService/managedClusters/read';

describe('what an Azure role allows', () => {
  it.each([
    ['*', write, true],
    ['*/read', write, false],
    ['*/read', read, true],
    ['Microsoft.ContainerService/*', write, true],
    ['microsoft.containerservice/MANAGEDCLUSTERS/write', write, true],
    ['Microsoft.ContainerService/*/write', write, true],
    ['Microsoft.ContainerService/managedClusters/*/write', write, false],
    ['Microsoft.Compute/*', write, false],
    ['Microsoft.ContainerService/managedClusters', write, false],
  ])('%s allows %s: %s', (pattern, action, expected) => {
    expect(allows([{ actions: [pattern] }], action)).toBe(expected);
  });

  it('takes notActions away from their own role only', () => {
    const contributor = { actions: ['*'], notActions: ['Microsoft.ContainerService/*/write'] };
    expect(allows([contributor], write)).toBe(false);
    expect(allows([contributor, { actions: [write] }], write)).toBe(true);
  });

  it('allows nothing where no role is held', () => {
    expect(allows([], read)).toBe(false);
  });
});
