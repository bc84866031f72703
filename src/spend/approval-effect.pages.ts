import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import type { FigureAsked, ShownFigure } from '../ledger/shown-figure.ts';
import { formatOverUnder, formatPounds, type Pence } from '../money/pence.ts';
import { columns, head, number, type Table } from '../platform/table.ts';
import type { ApprovalEffect, HeadEffect, PeriodEffect, YearEffect } from './approval-effect.ts';

/** The figures that approving changes, in the order in which `approvalTable` shows them. */
export function approvalFigures({ heads, periods, years }: ApprovalEffect): FigureAsked[] {
  return [
    ...heads.map(
      ({ initiative, agreement, nature, year }): FigureAsked =>
        agreement === ''
          ? { figure: 'budget.available', scope: { initiative, year, nature } }
          : { figure: 'commitment.outstanding', scope: { agreement, year } },
    ),
    ...periods.map(({ initiative, year, period }) => ({
      figure: 'spend.in-period',
      scope: { initiative, year, period },
    })),
    ...years.flatMap(({ initiative, year }) =>
      ['spend.to-date', 'outturn', 'over-under-spend'].map((figure) => ({ figure, scope: { initiative, year } })),
    ),
  ];
}

/** What approving changes, beside the figures of now; those after it are told from them and what is added. */
export function approvalTable(effect: ApprovalEffect, figures: readonly ShownFigure[], caption: string): Table {
  const outturns = effect.years.map(({ outturnBefore, outturnAfter }) => outturnAfter - outturnBefore);
  const changes: [label: string, moved: Pence, after: Pence, show?: (pence: Pence) => string][] = [
    ...effect.heads.map((of) => [headLabel(of), of.after - of.before, of.after] as [string, Pence, Pence]),
    ...effect.periods.map((of) => [periodLabel(of), of.after - of.before, of.after] as [string, Pence, Pence]),
    ...effect.years.flatMap((of, index): [string, Pence, Pence, ((pence: Pence) => string)?][] => [
      [`Spend to date of ${yearLabel(of)}`, of.spentAfter - of.spentBefore, of.spentAfter],
      [`Outturn of ${yearLabel(of)}`, outturns[index] ?? 0, of.outturnAfter],
      [`Over/(under)spend of ${yearLabel(of)}`, outturns[index] ?? 0, of.outturnAfter, formatOverUnder],
    ]),
  ];
  return {
    caption,
    columns: columns('What changes', '#Now', '#After this'),
    rows: changes.map(([label, moved, after, show = formatPounds], index) => {
      const now = figures[index];
      const known = now === undefined || now.value === null ? null : now.value + moved;
      return [
        head(label),
        number(now?.text ?? '', now?.href),
        number(known === null && show !== formatPounds ? (now?.text ?? '') : show(known ?? after)),
      ];
    }),
    notes: [],
    empty: 'It moves nothing.',
  };
}

/** The same in a line for each: what it leaves, and where it takes spend and outturn. */
export function effectLines({ heads, periods, years }: ApprovalEffect): string[] {
  return [
    ...heads.map((of) => `${headLabel(of)}: ${formatPounds(of.after)}`),
    ...periods.map((of) => `${periodLabel(of)}: ${formatPounds(of.after)}`),
    ...years.map((of) => {
      const { outturnBefore: before, outturnAfter: after } = of;
      const moves = before === after ? 'unchanged' : `was ${formatPounds(before)}`;
      return `Spend to date of ${yearLabel(of)}: ${formatPounds(of.spentAfter)}; outturn ${formatPounds(after)}, ${moves}`;
    }),
  ];
}

/** The sentence about an overspend; null where nothing is passed. */
export function overSentence(over: Pence, what = 'This passes'): string | null {
  return over > 0 ? `${what} what is left by ${formatPounds(over)}, so it becomes an overspend.` : null;
}

function headLabel({ agreement, initiative, nature, year }: HeadEffect): string {
  if (agreement !== '') return `Left of ${agreement}`;
  return `Left of the ${nature} budget of ${initiative} for ${yearShown(year)}`;
}

function periodLabel({ initiative, period, forecast }: PeriodEffect): string {
  const known = forecast === null ? 'no forecast was made' : `forecast ${formatPounds(forecast)}`;
  return `Spend of ${initiative} in ${periodShown(period)}, ${known}`;
}

function yearLabel({ initiative, year }: YearEffect): string {
  return `${initiative} in ${yearShown(year)}`;
}
