import { formatShortDay, londonDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../calendar/period.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Page } from '../people/door.ts';
import { columns, head, instantCell, ref, type Table, words } from '../platform/table.ts';
import type { Restatement } from './restatement.store.ts';

/** A restatement with its figures: before, after, and the change. */
export interface RestatementLine {
  restatement: Restatement;
  figures: readonly ShownFigure[];
}

/** The figures of a restatement, in the order in which a line shows them. */
export const RESTATEMENT_FIGURES = ['restatement.before', 'restatement.after', 'restatement.change'];

/** A period with its year, such as 'Period 12 (March 2015) of 2014/15'. */
function periodOfYear(period: PeriodKey): string {
  return `${periodShown(period)} of ${yearShown(period.year)}`;
}

/** Restatements as a table, on the page and as a file. Who approved and what was corrected is for the office alone. */
export function restatementTable(
  lines: readonly RestatementLine[],
  initiatives: ReadonlyMap<string, string>,
  office: { names: ReadonlyMap<number, string> } | null,
): Table {
  return {
    caption: 'Restatements',
    captionHidden: true,
    columns: columns(
      'Period restated',
      'Initiative',
      '#Before',
      '#After',
      '#Change',
      'Reason',
      'Posted in',
      'Recorded',
      ...(office === null ? [] : ['Approved by', 'What corrects it']),
    ),
    rows: lines.map(({ restatement, figures }) => {
      const { concerned, posted, initiative, reason, at } = restatement;
      return [
        head(periodOfYear(concerned)),
        words(`${initiative} ${initiatives.get(initiative) ?? ''}`.trim(), `/initiatives/${initiative}`),
        ...figures.map(figureCell),
        words(reason),
        words(periodOfYear(posted)),
        at === '' ? words('') : instantCell(at),
        ...(office === null ? [] : [words(approverOf(restatement, office.names)), corrector(restatement)]),
      ];
    }),
    notes: ['Before and after are the spend of the initiative in the period, as it was known just before and after.'],
    empty: 'No closed period has been restated.',
  };
}

function approverOf({ by }: Restatement, names: ReadonlyMap<number, string>): string {
  return by === null ? 'The program' : (names.get(by) ?? '');
}

function corrector({ spendRef, batchRef, decisionRef }: Restatement) {
  if (spendRef !== null) return ref(spendRef, `/spend/${spendRef}`, 'words');
  if (batchRef !== null) return ref(batchRef, `/imports/${batchRef}`, 'words');
  return decisionRef === null ? words('') : words(decisionRef, `/decisions/${decisionRef}`);
}

/** Every restatement, the latest first. */
export function restatementListPage(table: Table, of: PeriodKey | null): Page {
  return {
    title: of === null ? 'Restatements' : `Restatements of ${periodOfYear(of)}`,
    wide: true,
    breadcrumbs: [{ text: 'Fund', href: '/fund' }, { text: 'Restatements' }],
    lede: [
      'A closed period is never changed. What corrects it is posted in an open period and names it, and stands here: ' +
        'what the period said, what it says now, and why. The next pack and the next return print it too.',
    ],
    sections: [{ table }],
    links: [
      ...(of === null ? [] : [{ text: 'All restatements', href: '/restatements' }]),
      { text: 'Download as CSV', href: '/restatements.csv' },
    ],
  };
}

/** What a figure of a closed period says beside itself: that it was restated, from what to what, and why. */
export function restatementNote({ restatement, figures }: RestatementLine): string {
  const { concerned, initiative, reason, at, posted } = restatement;
  const [before, after] = figures;
  const day = at === '' ? '' : ` on ${formatShortDay(londonDay(at))}`;
  return (
    `Restated${day}: ${initiative}, ${periodOfYear(concerned)}, ${before?.text ?? ''} → ${after?.text ?? ''}, ` +
    `posted in ${periodOfYear(posted)}. ${reason}`
  );
}
