import type { Person } from '../../rights/person.ts';
import type { AlertState } from '../../store/alerts.ts';
import type { MuteRow } from '../../store/mutes.ts';
import type { ClusterLook } from '../types.ts';
import { type BlindValue, describeBlind, listBlind } from './blind.ts';
import type { AlertConfig } from './config.ts';
import type { AlertsDeps } from './context.ts';
import type { CoverKind } from './cover.ts';
import { describe, describeNote, list } from './describe.ts';
import {
  acknowledgeIncident,
  describeIncident,
  describeIncidentNote,
  listIncidents,
  resolveIncident,
  unacknowledgeIncident,
} from './incidents.ts';
import { type MutePreview, type MuteSubject, previewMute, previewMutes } from './mute-preview.ts';
import {
  describeMute,
  editMute,
  listMutes,
  type MuteEdit,
  type MuteWish,
  mute,
  revokeMute,
} from './mutes.ts';
import { acknowledge, type PressOutcome, resolve, unacknowledge } from './people.ts';
import { settle } from './settle.ts';
import { describeShadow, type ShadowValue } from './shadow.ts';
import { resolveQuiet, sweep } from './sweep.ts';
import { type TakeOptions, take } from './take.ts';
import type { AlertValue, IncidentNote, IncidentValue, Note } from './types.ts';

type Pressed = { alertId: string; person: Person };
type PressedIncident = { incidentId: string; person: Person };

/** Everything that can happen to an alert. Safe to call twice, from several processes, at any time. */
export interface Alerts {
  config: AlertConfig;
  /** Makes alerts of what looks found, or counts it into those that are open. */
  take(looks: readonly ClusterLook[], options?: TakeOptions): Promise<void>;
  acknowledge(pressed: Pressed): Promise<PressOutcome>;
  unacknowledge(pressed: Pressed): Promise<PressOutcome>;
  resolve(pressed: Pressed): Promise<PressOutcome>;
  mute(wish: MuteWish): Promise<PressOutcome>;
  /** What one way to mute would have hidden in the last 14 days. */
  previewMute(subject: MuteSubject & { kind: CoverKind }): Promise<MutePreview | null>;
  /** The same for each way, the narrowest first. */
  previewMutes(subject: MuteSubject): Promise<MutePreview[] | null>;
  /** Changes reason and end of a mute that holds. */
  editMute(edit: MuteEdit): Promise<PressOutcome>;
  revokeMute(pressed: { muteId: string; person: Person }): Promise<PressOutcome>;
  listMutes(which?: { clusterId?: string }): Promise<MuteRow[]>;
  describeMute(muteId: string): Promise<MuteRow | null>;
  resolveQuiet(now?: Date): Promise<void>;
  /** To be called every few seconds by one process or many. */
  sweep(now?: Date): Promise<void>;
  describe(alertId: string): Promise<AlertValue | null>;
  describeNote(noteId: string): Promise<{ note: Note; at: string; alert: AlertValue } | null>;
  list(which: { states: AlertState[]; clusterId?: string }): Promise<AlertValue[]>;
  /** All alerts of an incident at once. */
  acknowledgeIncident(pressed: PressedIncident): Promise<PressOutcome>;
  unacknowledgeIncident(pressed: PressedIncident): Promise<PressOutcome>;
  resolveIncident(pressed: PressedIncident): Promise<PressOutcome>;
  describeIncident(incidentId: string): Promise<IncidentValue | null>;
  describeIncidentNote(
    noteId: string,
  ): Promise<{ note: IncidentNote; at: string; incident: IncidentValue } | null>;
  listIncidents(which: { states: AlertState[] }): Promise<IncidentValue[]>;
  /** Why nobody can look at some clusters. */
  describeBlind(blindId: string): Promise<BlindValue | null>;
  /** What nobody can look at now. */
  listBlind(): Promise<BlindValue[]>;
  /** What a place would have been told in a day of shadow mode. */
  describeShadow(id: string): Promise<ShadowValue | null>;
}

export function createAlerts(context: AlertsDeps): Alerts {
  /** An incident is what its alerts are: what happens to one of them before the next sweep is to be news to it. */
  async function settled(deciding: Promise<PressOutcome>): Promise<PressOutcome> {
    const outcome = await deciding;
    if (outcome.kind !== 'done') return outcome;
    // It is decided whatever becomes of this; the next sweep does it then.
    await settle(context, context.clock()).catch((error: unknown) =>
      context.logger?.warn(
        { err: error },
        'an incident will follow its alerts with the next sweep',
      ),
    );
    return outcome;
  }
  return {
    config: context.config,
    take: (looks, options) => take(context, looks, options),
    acknowledge: (pressed) => settled(acknowledge(context, pressed)),
    unacknowledge: (pressed) => settled(unacknowledge(context, pressed)),
    resolve: (pressed) => settled(resolve(context, pressed)),
    mute: (wish) => settled(mute(context, wish)),
    previewMute: (subject) => previewMute(context, subject),
    previewMutes: (subject) => previewMutes(context, subject),
    editMute: (edit) => settled(editMute(context, edit)),
    revokeMute: (pressed) => settled(revokeMute(context, pressed)),
    listMutes: (which) => listMutes(context, which),
    describeMute: (muteId) => describeMute(context, muteId),
    resolveQuiet: (now = context.clock()) => resolveQuiet(context, now),
    sweep: (now = context.clock()) => sweep(context, now),
    describe: (alertId) => describe(context, alertId),
    describeNote: (noteId) => describeNote(context, noteId),
    list: (which) => list(context, which),
    acknowledgeIncident: (pressed) => acknowledgeIncident(context, pressed),
    unacknowledgeIncident: (pressed) => unacknowledgeIncident(context, pressed),
    resolveIncident: (pressed) => resolveIncident(context, pressed),
    describeIncident: (incidentId) => describeIncident(context, incidentId),
    describeIncidentNote: (noteId) => describeIncidentNote(context, noteId),
    listIncidents: (which) => listIncidents(context, which),
    describeBlind: (blindId) => describeBlind(context, blindId),
    listBlind: () => listBlind(context),
    describeShadow: (id) => describeShadow(context, id),
  };
}
