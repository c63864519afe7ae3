/** Native charts: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
import {
  byType,
  type Fields,
  isObject,
  list,
  number,
  object,
  type Report,
  type Rule,
  string,
} from './rules.ts';

const word = string({ max: 20 });
const point = object({ label: word, value: number });

const positive: Rule = (value, pointer, report) => {
  number(value, pointer, report);
  if (typeof value === 'number' && value <= 0)
    report(pointer, 'invalid_value', 'must be more than 0');
};

function names(series: unknown): unknown[] {
  return Array.isArray(series) ? series.filter(isObject).map(({ name }) => name) : [];
}

/** Every series has exactly one point for every category, and a name of its own. */
function seriesAgree(drawing: Fields, pointer: string, report: Report): void {
  const { series, axis_config: axis } = drawing;
  const found = names(series);
  if (new Set(found).size !== found.length)
    report(`${pointer}/series`, 'duplicate', 'series names must be unique');
  const categories = isObject(axis) && Array.isArray(axis.categories) ? axis.categories : [];
  if (!Array.isArray(series)) return;
  series.filter(isObject).forEach(({ data }, index) => {
    const labels = Array.isArray(data) ? data.filter(isObject).map(({ label }) => label) : [];
    const complete =
      labels.length === categories.length && categories.every((c) => labels.includes(c));
    if (!complete)
      report(
        `${pointer}/series/${index}/data`,
        'invalid_value',
        'must have exactly one point for each category',
      );
  });
}

const plotted = object(
  {
    series: list(object({ name: word, data: list(point, { min: 1, max: 20 }) }), {
      min: 1,
      max: 6,
    }),
    axis_config: object(
      { categories: list(word, { min: 1, max: 20 }) },
      { x_label: string({ max: 50 }), y_label: string({ max: 50 }) },
    ),
  },
  {},
  seriesAgree,
);

const pie = object({
  segments: list(object({ label: word, value: positive }), { min: 1, max: 6 }),
});

export const chart = object(
  {
    title: string({ max: 50 }),
    chart: byType({ line: plotted, bar: plotted, area: plotted, pie }),
  },
  { block_id: string({ max: 255 }) },
);
