import { expect, test } from 'vitest';
import { daysOld, imageDate, imageName } from '../../src/fleet/node-image.ts';

test.each([
  ['AKSUbuntu-2204gen2containerd-202410.09.0', '2024-10-09'],
  ['AKSUbuntu-2404gen2containerd-202610.27.3', '2026-10-27'],
  ['AKSAzureLinux-V3gen2-202602.13.5', '2026-02-13'],
  ['AKSAzureContainerLinux-202606.01.0', '2026-06-01'],
  ['AKSFlatcar-flatcargen2-202508.06.0', '2025-08-06'],
  ['AKSUbuntu-2204gen2fipscontainerd-202411.12.0', '2024-11-12'],
  ['AKSUbuntu-2204gen2containerd-202410.09.0-2024.12.01', '2024-12-01'],
  ['AKSWindows-2022-containerd-20348.2700.261013', '2026-10-13'],
  ['AKSUbuntu:1604:2020.03.11', '2020-03-11'],
])('%s is of %s', (image, day) => {
  expect(imageDate(image)?.toISOString().slice(0, 10)).toBe(day);
});

test.each([
  '',
  'AKSUbuntu-2204gen2containerd',
  'AKSUbuntu-2204gen2containerd-latest',
  'AKSUbuntu-2204gen2containerd-202613.01.0',
  'AKSUbuntu-2204gen2containerd-202602.30.0',
  'AKSUbuntu-2204gen2containerd-202410.09.0-2024.13.01',
  'AKSWindows-2022-containerd-20348.2700.261399',
  'my-own-image-1.2.3',
  '202410.09.0',
])('of "%s" no day is known', (image) => {
  expect(imageDate(image)).toBeUndefined();
});

test('a patched image is the same image', () => {
  expect(imageName('AKSUbuntu-2204gen2containerd-202410.09.0-2024.12.01')).toBe(
    imageName('aksubuntu-2204gen2containerd-202410.09.0'),
  );
  expect(imageName('AKSUbuntu-2204gen2containerd-202410.09.1')).not.toBe(
    imageName('AKSUbuntu-2204gen2containerd-202410.09.0'),
  );
});

test('days are counted when they are over', () => {
  const day = new Date('2026-11-01T00:00:00Z');
  expect(daysOld(day, new Date('2026-11-01T23:59:59Z'))).toBe(0);
  expect(daysOld(day, new Date('2026-11-24T00:00:00Z'))).toBe(23);
});
