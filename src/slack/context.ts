import type { WebClient } from '@slack/web-api';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Alerts } from '../forbidden/alerts/life-cycle.ts';
import type { PostureConfig } from '../posture/config.ts';
import type { Waivers } from '../posture/waivers/life-cycle.ts';
import type { Changes } from '../remediation/life-cycle.ts';
import type { Person } from '../rights/person.ts';
import type { Rights } from '../rights/schema.ts';
import type { Rollouts } from '../rollout/life-cycle.ts';
import type { Workflows } from '../workflows/life-cycle.ts';
import type { Rendered } from './blocks.ts';
import type { AnyModal } from './define-modal.ts';
import type { Finding } from './doctor/finding.ts';
import type { Drawing } from './drawing.ts';
import type { FleetCache } from './fleet-cache.ts';
import type { MembershipReader } from './membership.ts';
import type { Registry } from './registry.ts';

/** Tells a queue that a row is due, after the transaction that wrote it. */
export type Nudge = (
  queue:
    | 'posture'
    | 'fleet'
    | 'rebuilds'
    | 'drift'
    | 'forbidden'
    | 'nodes'
    | 'upgrades'
    | 'calls'
    | 'plans'
    | 'changes'
    | 'rollouts'
    | 'outgoing'
    | 'sweep',
  id: string,
  delayMs?: number,
) => Promise<void>;

/** What every command, button, form and view may use. One object per process, made by `createSlackApp`. */
export interface SlackDeps {
  db: pg.Pool;
  client: WebClient;
  rights: Rights;
  membership: MembershipReader;
  fleet: FleetCache;
  changes: Changes;
  rollouts: Rollouts;
  waivers: Waivers;
  alerts: Alerts;
  workflows: Workflows;
  nudge: Nudge;
  registry: Registry;
  now(): Date;
  newId(): string;
  logger: Logger;
  /** The slash command, with its slash. */
  slashCommand: string;
  /** Our workspace and ourselves, as `auth.test` says. */
  workspace: { teamId: string; teamName: string; botUserId: string };
  /** How clusters that code deploys are known. */
  managedByCode: PostureConfig['managedByCode'];
  /** Where people look at resources in a browser: `https://portal.azure.com`. */
  portal: string;
  /** Whether this deployment can change clusters at all. */
  mayWrite: boolean;
  /** Tries an API server; only where this process reads clusters itself. */
  probeInside: (() => Promise<Finding[]>) | undefined;
}

/** Where somebody spoke or pressed, and so where the answer goes. */
export interface Origin {
  kind: 'slash' | 'mention' | 'button' | 'modal' | 'home';
  /** Absent where a person pressed something on App Home: the answer goes to the direct messages. */
  channel?: string;
  threadTs?: string;
  /** The workflow whose report offered what is asked for here, and what that asks of approvals. */
  askedFrom?: { workflow: string; hash: string | null };
  /** Lives three seconds and opens one form. */
  triggerId?: string;
  /** Answers to the person alone, even where the bot is no member. */
  respond?: (message: { text: string; blocks: unknown[] }) => Promise<void>;
}

export type Draw = (drawing: Drawing & { now: Date }) => Rendered;

/** What `run` of a command, a button or a form receives: who, where, and the ways to answer. */
export interface CommandContext {
  deps: SlackDeps;
  person: Person;
  origin: Origin;
  /** To this person alone, wherever that works: never fails silently. */
  answer(message: string | Draw): Promise<void>;
  /** Posts a view where the person spoke, for everybody there, and keeps it up to date from then on. */
  show(
    view: string,
    valueId: string,
    state?: Record<string, unknown>,
    /** The thread, where it is another than the one in which the person spoke. */
    threadTs?: string,
  ): Promise<void>;
  /** Opens a form. Call it within three seconds of the press. */
  openModal<I>(modal: AnyModal<I>, input: I): Promise<void>;
  /** Runs another command for the same person in the same place. */
  runLine(line: string): Promise<void>;
}
