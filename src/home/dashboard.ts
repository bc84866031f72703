import type { Moment } from '../audit/moment.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { openBooks } from '../ledger/figure.ts';
import type { FigureAsked, ReadFigures, ShownFigure } from '../ledger/shown-figure.ts';
import type { Db } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import { type Rating, readRatings } from '../spend/rating.ts';

/** The figures of the year's position, in the order in which a pound moves. */
const POSITION = [
  'fund.awarded',
  'fund.allocated',
  'budget.current',
  'spend.to-date',
  'commitment.outstanding',
  'forecast.remaining',
  'outturn',
  'over-under-spend',
] as const;

const BESIDE = ['fund.unallocated', 'spend.awaiting'] as const;

/** The columns of the table of initiatives. */
const COLUMNS = ['budget.current', 'spend.to-date', 'commitment.outstanding', 'outturn', 'over-under-spend'] as const;

/** An initiative as a row of the dashboard. */
export interface InitiativeLine {
  initiative: Initiative;
  figures: ShownFigure[];
  rating: Rating;
}

/** A financial year of the fund as at a moment. */
export interface Dashboard {
  year: number;
  years: number[];
  position: ShownFigure[];
  beside: ShownFigure[];
  lines: InitiativeLine[];
  totals: ShownFigure[];
}

/**
 * Reads a year's dashboard as at a moment, or as it stands now; without a year, that of the current period. Null
 * when no financial year had been made. A year that the record does not have is not found.
 */
export async function readDashboard(
  db: Db,
  officeId: number,
  readFigures: ReadFigures,
  asked: { moment: Moment; named: boolean; year: number | undefined },
): Promise<Dashboard | null> {
  const books = openBooks(db, officeId, asked.moment);
  const periods = await books.periods();
  const years = [...new Set(periods.map(({ year }) => year))];
  const current = periods.find(({ closed }) => !closed)?.year ?? years.at(-1);
  if (current === undefined) return null;
  const year = asked.year ?? current;
  if (!years.includes(year)) throw notFound(`financial year ${yearShown(year)} in this record`);
  const withMoney = new Set((await books.cells(year)).map(({ account }) => account.initiative));
  const rate = await readRatings(books, year);
  const initiatives = (await listInitiatives(db, officeId, asked.moment.seq)).filter(
    ({ ref, amountPublished }) => withMoney.has(ref) || !amountPublished,
  );
  // One reading of the books for everything on the page; links name the moment only where the reader did.
  const read = (figures: FigureAsked[]): Promise<ShownFigure[]> =>
    readFigures(asked.named ? { db, officeId, moment: asked.moment } : books, figures);
  const position = [...POSITION, ...BESIDE].map((figure) => ({ figure, scope: { year } }));
  const rows = [undefined, ...initiatives.map(({ ref }) => ref)].flatMap((initiative) =>
    COLUMNS.map((figure) => ({ figure, scope: initiative === undefined ? { year } : { initiative, year } })),
  );
  const shown = await read([...position, ...rows]);
  const table = shown.slice(position.length);
  const rowAt = (index: number): ShownFigure[] => table.slice(index * COLUMNS.length, (index + 1) * COLUMNS.length);
  return {
    year,
    years,
    position: shown.slice(0, POSITION.length),
    beside: shown.slice(POSITION.length, position.length),
    totals: rowAt(0),
    lines: initiatives.map((initiative, index) => {
      const figures = rowAt(index + 1);
      return {
        initiative,
        figures,
        rating: rate({
          initiative: initiative.ref,
          overUnder: answerOf(figures, 'over-under-spend'),
          budget: answerOf(figures, 'budget.current'),
        }),
      };
    }),
  };
}

/** A figure's value with what it leaves out. */
function answerOf(figures: ShownFigure[], id: (typeof COLUMNS)[number]): { value: number | null; leavesOut: string[] } {
  const found = figures.find(({ figure }) => figure === id);
  return { value: found?.value ?? null, leavesOut: found === undefined || found.note === null ? [] : [found.note] };
}
