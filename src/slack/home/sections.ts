import type { Person } from '../../rights/person.ts';
import type { Piece } from '../budget.ts';
import type { SlackDeps } from '../context.ts';
import type { Drawing } from '../drawing.ts';
import { alertsSection } from './alerts.ts';
import { fleetSection } from './fleet.ts';
import { mutesSection } from './mutes.ts';
import { nodeSilencesSection } from './node-silences.ts';
import { pendingSection } from './pending.ts';
import { waiversSection } from './waivers.ts';

export interface HomeContext {
  deps: SlackDeps;
  person: Person;
  drawing: Drawing;
  now: Date;
}

/** A part of App Home. Throws nothing that the person could cause; may give nothing. */
export type HomeSection = (context: HomeContext) => Promise<Piece[]>;

/** In the order in which they are shown. */
export const sections: readonly HomeSection[] = [
  pendingSection,
  alertsSection,
  mutesSection,
  waiversSection,
  nodeSilencesSection,
  fleetSection,
];
