/**
 * The small part of Microsoft's parser that is used here, typed by hand: its own declaration file
 * describes globals, and every node kind there repeats the same few members.
 * Which members exist depends on the node's kind.
 */
export interface List<T> {
  Count: number;
  getItem(index: number): T;
}

export interface TypeSymbol {
  Name: string;
  Columns?: List<ColumnSymbol> | null;
}

interface ColumnSymbol {
  Name: string;
  Type: TypeSymbol;
}

interface SymbolReference {
  Name: string;
  Kind: number;
}

export interface Separated {
  Element$1: SyntaxNode;
}

export interface SyntaxNode {
  Kind: number;
  IsToken: boolean;
  Parent: SyntaxNode;
  TextStart: number;
  Width: number;
  ChildCount: number;
  GetChild(index: number): SyntaxNode | null;
  toString(): string;
  ResultType: TypeSymbol | null;
  ReferencedSymbol: SymbolReference | null;
  GetCalledFunctionBody(): SyntaxNode | null;
  LiteralValue: unknown;

  Aggregates: List<Separated>;
  ArgumentList: SyntaxNode;
  AsIdentifier: SyntaxNode | null;
  AscOrDescKeyword: SyntaxNode | null;
  Bar: SyntaxNode;
  BinClause: SyntaxNode | null;
  Body: SyntaxNode;
  ByClause: SyntaxNode | null;
  ByExpression: SyntaxNode;
  ChartType: SyntaxNode | null;
  Condition: SyntaxNode;
  ConditionClause: SyntaxNode | null;
  ContextIdClause: SyntaxNode | null;
  DefaultValue: SyntaxNode | null;
  Expression: SyntaxNode;
  Expressions: List<Separated>;
  First: SyntaxNode;
  From: SyntaxNode;
  Left: SyntaxNode;
  LookupClause: SyntaxNode | null;
  Name: SyntaxNode;
  NameAndType: SyntaxNode;
  NullsClause: SyntaxNode | null;
  Operator: SyntaxNode;
  Ordering: SyntaxNode | null;
  Pairs: List<Separated>;
  Parameters: unknown;
  Patterns: List<SyntaxNode>;
  Right: SyntaxNode;
  RowLimit: SyntaxNode;
  RowLimitClause: SyntaxNode | null;
  Second: SyntaxNode;
  Selector: SyntaxNode;
  SimpleName: string;
  Statements: List<Separated>;
  Step: SyntaxNode;
  Subquery: SyntaxNode;
  Text: string;
  To: SyntaxNode;
  ToTypeOf: SyntaxNode | null;
  Token: SyntaxNode;
  Type: SyntaxNode;
  TypeOf: SyntaxNode;
  Types: List<Separated>;
  Value: SyntaxNode;
  ValueText: string;
  Values: List<Separated>;
}

export function listed<T>(list: List<T> | null | undefined): T[] {
  const all: T[] = [];
  for (let i = 0; i < (list?.Count ?? 0); i++) {
    all.push((list as List<T>).getItem(i));
  }
  return all;
}

export function elements(list: List<Separated> | null | undefined): SyntaxNode[] {
  return listed(list).map((each) => each.Element$1);
}

export const symbolKinds = { variable: 2, function: 3, parameter: 4, column: 9, table: 10 };
