import { loadParser } from './bridge.ts';
import { diagnose } from './diagnose.ts';
import { runQuery } from './run.ts';
import type { Kql } from './types.ts';

/**
 * Loads the local KQL: Microsoft's parser and binder (about 0.2 s and 100 MB, once) and our
 * evaluator over them. The bot never needs it: it is for the sandbox, for files and for tests.
 */
export async function loadKql(): Promise<Kql> {
  const parser = loadParser();
  return {
    check: (query, tables) => diagnose(parser.parse(query, tables)),
    run: (query, options) => runQuery(parser, query, options),
  };
}
