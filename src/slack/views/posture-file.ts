/** The report as one HTML file, to read, to print and to send on. */
import { checks } from '../../posture/checks/index.generated.ts';
import { frameworkNames } from '../../posture/frameworks.ts';
import { toHtml } from '../../posture/report/html.ts';
import { type Rendered, section } from '../blocks.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, escapeMrkdwn, when } from '../escape.ts';
import { filterOf, loadPosture, narrowed, type PostureValue } from './posture-value.ts';
import { headline } from './posture-words.ts';

export const view = defineView<PostureValue>({
  name: 'posture-file',
  async load({ db }, runId) {
    const value = await loadPosture(db, runId);
    return value?.run.state === 'done' ? value : null;
  },
  recipient: ({ requestedBy }) => requestedBy,
  render,
});

export function render(
  { name, run }: PostureValue,
  { state }: Pick<RenderContext, 'state'>,
): Rendered {
  if (run.state !== 'done') return { text: name, blocks: [] };
  const { framework } = filterOf(state);
  const { report } = narrowed(run, framework);
  const system = framework && frameworkNames[framework];
  const suffix = framework ? `-${framework}` : '';
  return {
    text: `The report of ${name} as a file: ${headline(report)}`,
    blocks: [
      section(
        `The report of ${bold(name)}${system ? `, rules of ${escapeMrkdwn(system)} alone,` : ''} as it was ${when(report.takenAt)}, to read and to print: open the file in a browser.`,
      ),
    ],
    attachment: {
      filename: `posture-${name.replaceAll(/[^\w.-]/g, '_')}${suffix}.html`,
      title: `Posture of ${name}`,
      content: toHtml([report], {
        generatedAt: report.takenAt,
        checks,
        ...(system && { framework: system }),
      }),
    },
  };
}
