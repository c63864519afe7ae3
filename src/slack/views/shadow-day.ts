/** What a place would have been told in a day, if alerts were told. */
import type { ShadowValue } from '../../forbidden/alerts/shadow.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { alertCount, alertTitle } from './alert-text.ts';
import { counted, incidentCount, incidentTitle } from './incident-text.ts';
import { severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

export const view = defineView<ShadowValue>({
  name: 'shadow-day',
  load: ({ alerts }, id) => alerts.describeShadow(id),
  render: shadowDay,
});

export function shadowDay(value: ShadowValue): Rendered {
  const { day, alerts, incidents, replies, worst } = value;
  const count = alerts.reduce((sum, each) => sum + each.count, 0);
  const severities = alerts
    .map((each) => `${each.count} ${severityWords[each.severity].toLowerCase()}`)
    .join(', ');
  const parts = [
    `${counted(count, 'alert')}${severities && ` (${severities})`}`,
    ...(incidents > 0 ? [`${counted(incidents, 'incident')} of several alerts`] : []),
    ...(replies > 0 ? [replies === 1 ? '1 reply' : `${replies} replies`] : []),
  ];
  const text = `Shadow mode: on ${day} (UTC) I would have posted ${counted(count + incidents + replies, 'message')} here: ${parts.join(', ')}. Nothing of it was posted.`;
  const lines = worst.map((each) =>
    each.kind === 'alert'
      ? `• ${severityWords[each.alert.severity]}: ${short(alertTitle(each.alert), 250)}; ${alertCount(each.alert)}`
      : `• ${severityWords[each.incident.severity]}: ${short(incidentTitle(each.incident), 250)}; ${incidentCount(each.incident)}`,
  );
  const left = count + incidents - worst.length;
  return {
    text,
    blocks: [
      section(text),
      ...(lines.length > 0 ? [section(`*The worst of it*\n${lines.join('\n')}`)] : []),
      ...(left > 0 ? [context(`${left} more are not named here.`)] : []),
    ],
  };
}
