import { paragraphs } from '../../meetings/meeting.pages.ts';
import type { Pence } from '../../money/pence.ts';
import { formatWholePounds, roundToPounds } from '../../money/pence.ts';
import { groupedBars } from '../../platform/chart.ts';
import type { PackContext } from '../context.ts';
import { type Block, type PackFigures, said } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';
import { KEYS, summaryNotes } from './finance-words.ts';

const CHARTED = ['budget.current', 'spend.to-date', 'outturn'] as const;
/** More initiatives would not stand on one page. */
const MOST_IN_CHART = 12;

/** What finance says about the year's money, and a picture; the few numbers that matter most are on page one. */
export const FINANCE_SUMMARY: PackSection = {
  code: 'finance-summary',
  title: 'Finance summary',
  owners: OWNERS.finance,
  placing: 'body',
  prepare: ({ context: { year, initiatives } }) => ({
    asks: [
      ...KEYS.map((figure) => ({ figure, scope: { year } })),
      ...initiatives.flatMap(({ ref }) => CHARTED.map((figure) => ({ figure, scope: { initiative: ref, year } }))),
    ],
    blocks: ({ context, figures }) => [
      {
        kind: 'facts',
        rows: [
          {
            label: 'Commentary',
            paragraphs:
              context.papers.commentary === null
                ? ['No commentary has been written.']
                : paragraphs(context.papers.commentary.text),
          },
        ],
      },
      ...financeCharts(context, figures),
      ...(summaryNotes(context, figures).length === 0 ? [] : [said(...summaryNotes(context, figures))]),
    ],
  }),
};

function financeCharts(context: PackContext, figures: PackFigures): Block[] {
  const series = CHARTED;
  const { year } = context;
  const amounts = series.map((id) =>
    context.initiatives.map(({ ref }) => figures.of(id, { initiative: ref, year }).value),
  );
  const texts = amounts.map(wholePounds);
  const rows = context.initiatives
    .map(({ ref, name }, index) => ({
      label: `${ref} ${name}`,
      values: series.map((_, of) => ({
        value: amounts[of]?.[index] ?? null,
        text: texts[of]?.[index] ?? '[x]',
      })),
    }))
    .filter(({ values }) => values.some(({ value }) => value !== null && value !== 0));
  if (rows.length === 0) return [];
  const labels = series.map((id) => figures.of(id, { year }).label);
  const title = 'Current budget, spend to date and outturn of each initiative, to the nearest pound';
  const charts = shared(rows, MOST_IN_CHART);
  return charts.map((part, at) => {
    const id = `chart-finance${at === 0 ? '' : `-${at + 1}`}`;
    const called = charts.length === 1 ? title : `${title} (${at + 1} of ${charts.length})`;
    const alt = part
      .map(({ label, values }) => `${label}: ${values.map((v, n) => `${labels[n]} ${v.text}`).join(', ')}`)
      .join('. ');
    const chart = { id, title: called, description: `${alt}.`, series: labels, rows: part, axis: formatWholePounds };
    return { kind: 'chart', id, title: called, alt: `${called}. ${alt}.`, svg: groupedBars(chart) };
  });
}

/** As few parts as there can be with at most so many each, all about as long. */
function shared<T>(all: readonly T[], most: number): T[][] {
  const size = Math.ceil(all.length / Math.ceil(all.length / most));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size));
}

/** Amounts to the pound that add up to their total to the pound; what is not known has none. */
function wholePounds(amounts: readonly (Pence | null)[]): (string | null)[] {
  const rounded = roundToPounds(amounts.filter((pence) => pence !== null));
  return amounts.map((pence) => (pence === null ? null : formatWholePounds(rounded.shift() as Pence)));
}
