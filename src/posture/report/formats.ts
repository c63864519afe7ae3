/** How reports can be written. A format's own file is loaded when somebody asks for it. */
import type { Check } from '../define-check.ts';
import type { FleetReport } from '../fleet/report.ts';
import type { ClusterReport, Severity } from '../types.ts';

export interface ReportOptions {
  /** When the report is written, ISO 8601. */
  generatedAt: string;
  /** The checks that were asked: for what a result does not carry itself. */
  checks: readonly Check[];
  /** Leaves lesser results out; grade, score and totals stay those of all. */
  severity?: Severity;
  /** Said where results and totals are those of one framework. */
  framework?: string;
  /** The same clusters together, where many were asked for. */
  fleet?: FleetReport;
  /** The folder from which files are named. */
  base?: string;
  /** Columns of the terminal, and whether it shows colours. */
  width?: number;
  colours?: boolean;
}

export type ReportFormat = (reports: readonly ClusterReport[], options: ReportOptions) => string;

export const formats = {
  table: async () => (await import('./table.ts')).toTable,
  json: async () => (await import('./json.ts')).toJson,
  markdown: async () => (await import('./markdown.ts')).toMarkdown,
  sarif: async () => (await import('./sarif.ts')).toSarif,
  junit: async () => (await import('./junit.ts')).toJunit,
  html: async () => (await import('./html.ts')).toHtml,
} as const satisfies Record<string, () => Promise<ReportFormat>>;

export type FormatName = keyof typeof formats;

export const formatNames = Object.keys(formats) as FormatName[];
