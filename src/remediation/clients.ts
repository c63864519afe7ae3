/** What remediations read and write through. */
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { Json } from '../fleet/snapshot.ts';
import type { LiveCluster } from './live-cluster.ts';
import type { Problem } from './types.ts';

/** A Kubernetes object as it is sent: apiVersion, kind, metadata and whatever its kind has. */
export interface InsideObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [property: string]: Json };
  [property: string]: Json;
}

/** A cluster's own API server. Every method throws AzureError, in the same kinds. */
export interface Inside {
  /** Null where there is no such object. */
  get(object: Pick<InsideObject, 'apiVersion' | 'kind' | 'metadata'>): Promise<Json | null>;
  /** All objects of a kind, of one namespace or of all. */
  list(kind: { apiVersion: string; kind: string; namespace?: string }): Promise<Json[]>;
  /** Server-side apply under our own field manager; a dry run lets the server judge it and changes nothing. */
  apply(object: InsideObject, options?: { dryRun?: boolean }): Promise<Json>;
  /** An object that is gone already is no fault. */
  remove(
    object: Pick<InsideObject, 'apiVersion' | 'kind' | 'metadata'>,
    options?: { dryRun?: boolean },
  ): Promise<void>;
}

/** Opens the way to a cluster's API server with one of the two identities. Throws AzureError. */
export type OpenInside = (live: LiveCluster, as: 'reader' | 'writer') => Promise<Inside>;

export interface ReadClients {
  reader: AzureReader;
  /** Absent in a process that does not read workspaces. */
  logs?: LogsReader;
  /** With the identity that reads. Throws AzureError. */
  inside(): Promise<Inside>;
  /** A step is under way, and is asked for again and again: only what tells its outcome is needed. */
  following: boolean;
  now: Date;
}

/** What one step sends; recorded before it is sent. */
export type Call =
  | {
      to: 'azure';
      method: 'PUT' | 'POST' | 'DELETE';
      /** ARM path without the api-version. */
      path: string;
      apiVersion: string;
      body?: Json;
      ifMatch?: string;
    }
  | { to: 'inside'; verb: 'apply' | 'delete'; object: InsideObject };

export type StepOutcome =
  /** What the step was to bring is there. */
  | { kind: 'done'; note?: string }
  /** It goes on: nodes are replaced, an operation runs. */
  | { kind: 'running'; note: string }
  /** Nothing of it is there; sending it, again even, does no harm. */
  | { kind: 'not-begun' }
  | { kind: 'failed'; problem: Problem }
  /** A person has to look. */
  | { kind: 'cannot-tell'; problem: Problem };
