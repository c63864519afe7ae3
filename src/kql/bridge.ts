import { createRequire } from 'node:module';
import type { List, SyntaxNode, TypeSymbol } from './syntax.ts';
import type { TableSchema } from './types.ts';

export interface BridgeDiagnostic {
  Severity: string;
  Code: string;
  Message: string;
  Start: number;
  Length: number;
}

export interface KustoCode {
  Syntax: SyntaxNode;
  ResultType: TypeSymbol | null;
  GetDiagnostics(): List<BridgeDiagnostic>;
  GetSyntaxDiagnostics(): List<BridgeDiagnostic>;
}

interface GlobalState {
  WithCluster(cluster: unknown): GlobalState;
  WithDatabase(database: unknown): GlobalState;
}

interface KustoLanguage {
  KustoCode: { ParseAndAnalyze(text: string, globals: GlobalState): KustoCode };
  GlobalState: { Default: GlobalState };
  Symbols: {
    TableSymbol: { $ctor7: new (name: string, schema: string, description: string) => unknown };
    DatabaseSymbol: { $ctor2: new (name: string, alternate: string, tables: unknown[]) => unknown };
    ClusterSymbol: { ctor: new (name: string, databases: unknown[]) => unknown };
  };
  Syntax: { SyntaxKind: Record<string, unknown> };
}

/** Microsoft's parser and binder, behind the two calls that we need. */
export interface Parser {
  parse(query: string, tables: readonly TableSchema[]): KustoCode;
  kindOf(node: SyntaxNode): string;
}

let loaded: Parser | undefined;

/**
 * Loads the parser, about 0.2 s and 100 MB, once for the process. It is a script that defines
 * globals, made of two files that must be loaded in this order.
 */
export function loadParser(): Parser {
  loaded ??= load();
  return loaded;
}

function load(): Parser {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const language = (globalThis as unknown as { Kusto: { Language: KustoLanguage } }).Kusto.Language;
  const kinds = new Map<number, string>();
  for (const [name, value] of Object.entries(language.Syntax.SyntaxKind)) {
    if (typeof value === 'number') {
      kinds.set(value, name);
    }
  }
  const states = new WeakMap<readonly TableSchema[], GlobalState>();
  return {
    parse(query, tables) {
      let globals = states.get(tables);
      if (!globals) {
        globals = globalsOf(language, tables);
        states.set(tables, globals);
      }
      return language.KustoCode.ParseAndAnalyze(query, globals);
    },
    kindOf: (node) => kinds.get(node.Kind) ?? `kind ${node.Kind}`,
  };
}

/** A closed workspace of these tables: a name that is not among them is an error. */
function globalsOf(language: KustoLanguage, tables: readonly TableSchema[]): GlobalState {
  const symbols = language.Symbols;
  const known = tables.map((table) => {
    const columns = table.columns.map((column) => `['${column.name}']:${column.type}`);
    return new symbols.TableSymbol.$ctor7(table.name, `(${columns.join(', ')})`, '');
  });
  const database = new symbols.DatabaseSymbol.$ctor2('workspace', '', known);
  return language.GlobalState.Default.WithCluster(
    new symbols.ClusterSymbol.ctor('', [database]),
  ).WithDatabase(database);
}
