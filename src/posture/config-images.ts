/** Lists and numbers of the checks that look at images and secrets in the cluster. */
import { z } from 'zod';

const patterns = z.array(z.string().regex(/^[^\s/]\S*$/, 'must be such as ghcr.io/contoso/*'));

export const imageSettings = {
  /**
   * AKS-IMG-001: where images may come from, besides the registries that are attached to the cluster: a registry,
   * or the beginning of a path in it. `*` stands for anything but a slash: `*.azurecr.io`, `ghcr.io/contoso`.
   * https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
   */
  allowedRegistries: patterns.default(['mcr.microsoft.com']),
  /** AKS-IMG-014: registries that get no new images. https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/ */
  deprecatedRegistries: patterns.default([
    'k8s.gcr.io',
    'gcr.io/google-containers',
    'gcr.io/google_containers',
  ]),
  /** AKS-SEC-008: so many Secrets may be kept in Kubernetes itself where Key Vault is there to keep them. */
  maxOpaqueSecrets: z.int().min(0).default(10),
};
