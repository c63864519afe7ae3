import { detections } from '../../../src/forbidden/detections/index.generated.ts';
import { page } from '../markdown.ts';

export function detectionsPage(): string {
  const parts = detections.flatMap((each) => {
    const { id, title, severity, explanation, whatToDo, attack, needsReads, least } = each;
    const bounds = [
      ...(least?.calls ? [`${least.calls} calls`] : []),
      ...(least?.names ? [`${least.names} objects by name`] : []),
      ...(least?.namespaces ? [`${least.namespaces} namespaces`] : []),
    ];
    const lines = [
      `- Severity: ${severity}`,
      `- What to do: ${whatToDo}`,
      `- MITRE ATT&CK: ${attack ? `[${attack.id} ${attack.name}](${attack.url})` : 'none; it is no attack'}`,
      ...(bounds.length > 0
        ? [`- From one actor within ten minutes: ${bounds.join(' or ')} or more`]
        : []),
      ...(needsReads ? ['- Not seen where only writes are logged (kube-audit-admin)'] : []),
      ...(each.needsImpersonation
        ? [
            '- Only seen in AzureDiagnostics and in files: other tables do not say whom a caller acted as',
          ]
        : []),
    ];
    return [`## ${title}`, `\`${id}\`: ${explanation}`, lines.join('\n')];
  });
  return page(
    'Detections',
    'What Drawbridge finds in audit logs besides refused calls. What the platform does itself is left out.',
    parts.join('\n\n'),
  );
}
