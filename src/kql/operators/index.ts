import type { Context, Plan } from '../compile/context.ts';
import type { SyntaxNode } from '../syntax.ts';
import { compileJoin, compileLookup } from './join.ts';
import { compileMvApply } from './mv-apply.ts';
import { compileMvExpand } from './mv-expand.ts';
import { compileParse, compileParseWhere } from './parse.ts';
import { compileExtend, compileProject, compileProjectBinder } from './project.ts';
import {
  compileCount,
  compileDistinct,
  compileFilter,
  compileRender,
  compileSerialize,
  compileTake,
} from './rows.ts';
import { compileSort, compileTop } from './sort.ts';
import { compileSummarize } from './summarize.ts';

/** An operator in its pipe. */
export interface OperatorCall {
  /** Its scalar expressions see the input's columns. */
  context: Context;
  node: SyntaxNode;
  input: Plan;
  /** Compiles another tabular expression (the right side of a join). */
  table(node: SyntaxNode): Plan;
  /** Compiles a query that begins with an operator, over the rows of `from`. */
  body(node: SyntaxNode, from: Plan): Plan;
}

export type CompileOperator = (call: OperatorCall) => Plan;

/** Every operator that is implemented, by the parser's name for it. */
export const operators: Record<string, CompileOperator | undefined> = {
  CountOperator: compileCount,
  DistinctOperator: compileDistinct,
  ExtendOperator: compileExtend,
  FilterOperator: compileFilter,
  JoinOperator: compileJoin,
  LookupOperator: compileLookup,
  MvApplyOperator: compileMvApply,
  MvExpandOperator: compileMvExpand,
  ParseOperator: compileParse,
  ParseWhereOperator: compileParseWhere,
  ProjectAwayOperator: compileProjectBinder,
  ProjectKeepOperator: compileProjectBinder,
  ProjectOperator: compileProject,
  ProjectRenameOperator: compileProjectBinder,
  ProjectReorderOperator: compileProjectBinder,
  RenderOperator: compileRender,
  SerializeOperator: compileSerialize,
  SortOperator: compileSort,
  SummarizeOperator: compileSummarize,
  TakeOperator: compileTake,
  TopOperator: compileTop,
};
