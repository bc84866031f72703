import { paragraphs } from '../../meetings/meeting.pages.ts';
import type { Pence } from '../../money/pence.ts';
import { formatWholePounds, roundToPounds } from '../../money/pence.ts';
import { groupedBars } from '../../platform/chart.ts';
import type { PackContext } from '../context.ts';
import { type Block, type PackFigures, said } from '../pack.ts';
import { OWNERS, type PackSection } from '../section.ts';
import { KEYS, summaryNotes } from './finance-words.ts';

const CHARTED = ['budget.current', 'spend.to-date', 'outturn'] as const;

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
      ...financeChart(context, figures),
      ...(summaryNotes(context, figures).length === 0 ? [] : [said(...summaryNotes(context, figures))]),
    ],
  }),
};

function financeChart(context: PackContext, figures: PackFigures): Block[] {
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
  const alt = rows
    .map(({ label, values }) => `${label}: ${values.map((v, n) => `${labels[n]} ${v.text}`).join(', ')}`)
    .join('. ');
  const id = 'chart-finance';
  const svg = groupedBars({ id, title, description: `${alt}.`, series: labels, rows, axis: formatWholePounds });
  return [{ kind: 'chart', id, title, alt: `${title}. ${alt}.`, svg }];
}

/** Amounts to the pound that add up to their total to the pound; what is not known has none. */
function wholePounds(amounts: readonly (Pence | null)[]): (string | null)[] {
  const rounded = roundToPounds(amounts.filter((pence) => pence !== null));
  return amounts.map((pence) => (pence === null ? null : formatWholePounds(rounded.shift() as Pence)));
}
