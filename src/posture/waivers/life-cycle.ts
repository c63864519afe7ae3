import type { Person } from '../../rights/person.ts';
import type { WaiverState } from '../../store/waivers.ts';
import type { Waiver } from './apply.ts';
import { type AskInput, type AskOutcome, ask } from './ask.ts';
import type { WaiverConfig } from './config.ts';
import type { WaiversDeps } from './context.ts';
import {
  type DecideInput,
  type DecideOutcome,
  decideWaiver,
  type EndOutcome,
  revokeWaiver,
  withdrawWaiver,
} from './decide.ts';
import { describe, list } from './describe.ts';
import { adoptFile } from './file.ts';
import { sweep } from './sweep.ts';
import type { WaiverValue } from './types.ts';

/** Everything that can happen to a waiver. Safe to call twice, from several processes, at any time. */
export interface Waivers {
  config: WaiverConfig;
  ask(input: AskInput): Promise<AskOutcome>;
  decide(input: DecideInput): Promise<DecideOutcome>;
  withdraw(input: { waiverId: string; person: Person }): Promise<EndOutcome>;
  revoke(input: { waiverId: string; person: Person; reason?: string | null }): Promise<EndOutcome>;
  /** Takes over what a reviewed file says. */
  adopt(waivers: readonly Waiver[]): Promise<void>;
  /** To be called every few seconds by one process or many. */
  sweep(now?: Date): Promise<void>;
  describe(waiverId: string): Promise<WaiverValue | null>;
  list(which: { states: WaiverState[]; endedSince?: Date }): Promise<WaiverValue[]>;
}

export function createWaivers(context: WaiversDeps): Waivers {
  return {
    config: context.config,
    ask: (input) => ask(context, input),
    decide: (input) => decideWaiver(context, input),
    withdraw: (input) => withdrawWaiver(context, input),
    revoke: (input) => revokeWaiver(context, input),
    adopt: (waivers) => adoptFile(context, waivers),
    sweep: (now = context.clock()) => sweep(context, now),
    describe: (waiverId) => describe(context, waiverId),
    list: (which) => list(context, which),
  };
}
