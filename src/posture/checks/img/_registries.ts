import { forAll } from '../../combine.ts';
import { type Finding, notApplicable, unknown } from '../../define-check.ts';
import { shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import type { Evidence } from '../../types.ts';

/** One question asked of every registry from which the nodes may pull. */
export function everyRegistry(
  look: Look,
  question: {
    ask: (registry: Node) => { ok: boolean; evidence: Evidence[] };
    failed: (registries: string[]) => string;
    passed: string;
  },
): Finding {
  const kubelet = look.cluster.text('properties.identityProfile.kubeletidentity.objectId');
  if (!kubelet.value)
    return unknown(
      'The kubelet has no managed identity (AKS-IAM-008), so from which registries it pulls is not known.',
      kubelet.evidence,
    );
  const { items, evidence } = look.list('containerRegistries');
  return forAll({
    objects: items,
    nothing: notApplicable(
      'No role lets the nodes pull from a registry, as far as role assignments can be seen.',
      kubelet.evidence,
      evidence,
    ),
    ...question,
  });
}

/** `az acr update` for a registry. */
export function azAcr(registry: Node, flags: string): string {
  const id = registry.text('id').value ?? '';
  const subscription = id.split('/')[2] ?? '';
  return `az acr update --subscription ${shellWord(subscription)} --name ${shellWord(registry.object)} ${flags}`;
}
