/** Numbers and lists of the checks that look at network policies, services and the mesh, with their defaults. */
import { z } from 'zod';

export const networkSettings = {
  /** AKS-NET-022: external addresses that services may claim. */
  allowedExternalIps: z.array(z.union([z.ipv4(), z.ipv6()])).default([]),
  /** AKS-NET-023: ports on which services may listen; without a list any port is right. */
  allowedServicePorts: z.array(z.int().min(1).max(65_535)).default([]),
  /** AKS-MESH-001: label of the namespaces whose traffic has to be encrypted; its value is `true`. */
  encryptionLabel: z.string().min(1).default('encrypt-in-transit'),
  /** AKS-MESH-008: days for which the mesh’s trust anchors have to be valid. */
  minTrustAnchorDays: z.int().min(0).default(60),
};
