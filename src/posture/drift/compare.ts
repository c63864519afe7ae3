/** Clusters side by side. Pure; the order in which they are given makes no difference. */
import { shortestName } from '../../fleet/resolve.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { layers } from '../layers.ts';
import { severities } from '../severity.ts';
import { byText } from './by-text.ts';
import { callOutsOf } from './call-outs.ts';
import { allowanceOf, type DriftConfig, environmentOf } from './config.ts';
import type {
  Answer,
  Cell,
  DriftCluster,
  DriftReport,
  NotCompared,
  Question,
  Row,
} from './types.ts';

/** One cluster's answers, by the ids of the questions. */
export interface Column {
  cluster: ClusterRef;
  takenAt: string;
  answers: Record<string, Answer>;
}

interface Side extends DriftCluster {
  ref: ClusterRef;
  answers: Record<string, Answer>;
}

export function compareClusters({
  columns,
  unread,
  questions,
  config,
}: {
  columns: readonly Column[];
  unread: readonly { cluster: ClusterRef; reason: string }[];
  questions: readonly Question[];
  config: DriftConfig;
}): DriftReport {
  const sides = sidesOf(columns, config);
  const mayDiffer = allowanceOf(config);
  const all = questions.flatMap((question) => {
    const answers = sides.map(({ answers }) => answers[question.id] ?? neverAsked);
    if (kindsOf(answers).size < 2) return [];
    const may = sides.map(({ ref }) => mayDiffer(question.id, ref));
    return [rowOf({ question, sides, answers, may })];
  });
  const linked = all.map(({ row, open }) => ({ row: { ...row, linked: linksOf(row, all) }, open }));
  return {
    environmentTag: config.environments.tag,
    clusters: sides.map(({ ref: _ref, answers: _answers, ...cluster }) => cluster),
    unread: unread
      .map(({ cluster: { id, name }, reason }) => ({ id, name, reason }))
      .sort((a, b) => byText(a.id.toLowerCase(), b.id.toLowerCase())),
    asked: {
      settings: questions.filter(({ kind }) => kind === 'setting').length,
      checks: questions.filter(({ kind }) => kind === 'check').length,
    },
    rows: linked
      .filter(({ open }) => open)
      .map(({ row }) => row)
      .sort(byNeed),
    allowed: linked
      .filter(({ open }) => !open)
      .map(({ row }) => row)
      .sort(byNeed),
    notCompared: notCompared(sides, questions),
  };
}

const neverAsked: Answer = { kind: 'unknown', reason: 'It was not asked.' };

function sidesOf(columns: readonly Column[], { environments }: DriftConfig): Side[] {
  const refs = columns.map(({ cluster }) => cluster);
  return columns
    .map(({ cluster, takenAt, answers }) => ({
      id: cluster.id,
      name: shortestName(refs, cluster),
      ...environmentOf(environments, cluster),
      takenAt,
      ref: cluster,
      answers,
    }))
    .sort(
      (a, b) =>
        (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) ||
        byText(a.name, b.name) ||
        byText(a.id.toLowerCase(), b.id.toLowerCase()),
    );
}

/** The different values among those that are known, with how often each occurs. */
function kindsOf(answers: readonly Answer[]): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const answer of answers) {
    const key = keyOf(answer);
    if (key !== undefined) kinds.set(key, (kinds.get(key) ?? 0) + 1);
  }
  return kinds;
}

function keyOf(answer: Answer): string | undefined {
  return answer.kind === 'value' ? JSON.stringify(answer.value) : undefined;
}

/** `open` is false where all that differs may: without those clusters, the rest is alike. */
function rowOf({
  question,
  sides,
  answers,
  may,
}: {
  question: Question;
  sides: readonly Side[];
  answers: readonly Answer[];
  may: readonly (string | undefined)[];
}): { row: Row; question: Question; open: boolean } {
  const { kind, id, title, layer, severity } = question;
  const kinds = kindsOf(answers);
  const known = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const most = [...kinds].find(([, count]) => count * 2 > known)?.[0];
  const cells = answers.map((answer, index): Cell => {
    if (answer.kind !== 'value') return answer;
    const allowed = may[index];
    const isOdd = most !== undefined && keyOf(answer) !== most;
    return { ...answer, ...(isOdd && { odd: true }), ...(allowed && { allowed }) };
  });
  const held = answers.find((answer) => most !== undefined && keyOf(answer) === most);
  const open = kindsOf(answers.filter((_, index) => !may[index])).size > 1;
  const row: Row = {
    kind,
    id,
    title,
    layer,
    ...(severity && { severity }),
    linked: [],
    cells,
    majority: held?.kind === 'value' ? held.text : null,
    callOuts: callOutsOf({ question, sides, cells }),
  };
  return { row, question, open };
}

/** The checks of a setting that differ too, and the other way round. */
function linksOf({ kind, id }: Row, all: readonly { row: Row; question: Question }[]): string[] {
  const own = all.find(({ row }) => row.id === id)?.question.checks ?? [];
  return all
    .filter(({ row, question }) =>
      kind === 'setting'
        ? row.kind === 'check' && own.includes(row.id)
        : row.kind === 'setting' && question.checks.includes(id),
    )
    .map(({ row }) => row.id);
}

function byNeed(left: Row, right: Row): number {
  const need = ({ callOuts }: Row) =>
    callOuts.some(({ kind }) => kind === 'production-weaker') ? 0 : callOuts.length > 0 ? 1 : 2;
  const grave = ({ severity }: Row) => (severity ? severities.indexOf(severity) : -1);
  return (
    Number(left.kind === 'check') - Number(right.kind === 'check') ||
    need(left) - need(right) ||
    grave(left) - grave(right) ||
    layers.indexOf(left.layer) - layers.indexOf(right.layer) ||
    byText(left.id, right.id)
  );
}

/** The widest gap first. */
function notCompared(sides: readonly Side[], questions: readonly Question[]): NotCompared[] {
  const gaps = new Map<string, { clusters: Set<string>; questions: Set<string> }>();
  for (const { name, answers } of sides)
    for (const { id } of questions) {
      const answer = answers[id] ?? neverAsked;
      if (answer.kind !== 'unknown') continue;
      const gap = gaps.get(answer.reason) ?? { clusters: new Set(), questions: new Set() };
      gap.clusters.add(name);
      gap.questions.add(id);
      gaps.set(answer.reason, gap);
    }
  return [...gaps]
    .map(([reason, { clusters, questions: asked }]) => ({
      reason,
      clusters: [...clusters],
      questions: [...asked],
    }))
    .sort((a, b) => b.questions.length - a.questions.length || byText(a.reason, b.reason));
}
