import { yearShown } from '../../calendar/financial-year.ts';
import { comparePeriods, type PeriodKey, periodShown, quarterOf } from '../../calendar/period.ts';
import { listInitiatives } from '../../initiatives/initiative.store.ts';
import { readPosts } from '../../initiatives/kinds/post.store.ts';
import { addUp } from '../../ledger/balance.ts';
import { type Books, type Figure, plain, type TraceRow } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import type { Pence } from '../../money/pence.ts';
import { entriesOf, listRecorded } from './payroll.store.ts';
import { type PostMonth, postMonth } from './post-month.ts';
import { listSchedules, monthsOfSchedule, type Schedule } from './schedule.ts';

/** One amount behind a figure, with the initiative and the period that it counts in. */
interface Part {
  initiative: string;
  period: PeriodKey;
  pence: Pence;
  row: Omit<TraceRow, 'value'>;
}

function partsFigure(named: Pick<Figure, 'id' | 'label' | 'means'>, read: (books: Books) => Promise<Part[]>): Figure {
  const meant = async (books: Books, scope: Scope): Promise<Part[]> => {
    const fund = scope.fund === undefined ? null : await initiativesOf(books, scope.fund);
    return (await books.once(named.id, () => read(books))).filter(
      (part) =>
        part.pence !== 0 &&
        (scope.initiative === undefined || part.initiative === scope.initiative) &&
        fund?.has(part.initiative) !== false &&
        isIn(part.period, scope),
    );
  };
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => plain(scope, addUp((await meant(books, scope)).map(({ pence }) => pence)))),
      ),
    trace: async (books, scope) => (await meant(books, scope)).map(({ row, pence }) => ({ ...row, value: pence })),
  };
}

function isIn(of: PeriodKey, { year, period, through, quarter }: Scope): boolean {
  return (
    (year === undefined || of.year === year) &&
    (period === undefined || comparePeriods(of, period) === 0) &&
    (through === undefined || comparePeriods(of, through) <= 0) &&
    (quarter === undefined || (of.year === quarter.year && quarterOf(of.number) === quarter.quarter))
  );
}

async function initiativesOf(books: Books, fund: string): Promise<Set<string>> {
  const { db, officeId, moment } = books;
  const all = await books.once('payroll.initiatives', () => listInitiatives(db, officeId, moment.seq));
  return new Set(all.filter((initiative) => initiative.fund === fund).map(({ ref }) => ref));
}

/** Every month of every schedule by post, once however many figures ask. */
function postMonths(books: Books): Promise<(Omit<Part, 'pence'> & { month: PostMonth })[]> {
  const { db, officeId, moment } = books;
  return books.once('payroll.post-months', async () => {
    const schedules = await listSchedules(db, officeId, moment.seq);
    if (schedules.length === 0) return [];
    const posts = await readPosts(db, officeId, { upToSeq: moment.seq });
    return schedules.flatMap((schedule: Schedule) =>
      monthsOfSchedule(schedule).flatMap((period) =>
        posts
          .filter(({ initiative }) => initiative === schedule.initiative)
          .map((held) => ({
            initiative: schedule.initiative,
            period,
            month: postMonth(held, period, schedule.onCost),
            // By its reference alone: a row is frozen with papers, and what people typed is not.
            row: {
              label: `Post ${held.post.ref}, ${periodShown(period)} of ${yearShown(period.year)}`,
              href: held.href,
              day: null,
              marker: '' as const,
            },
          })),
      ),
    );
  });
}

function monthFigure(named: Pick<Figure, 'id' | 'label' | 'means'>, part: 'funded' | 'filled' | 'vacancy'): Figure {
  return partsFigure(named, async (books) =>
    (await postMonths(books)).map(({ month, ...rest }) => ({ ...rest, pence: month[part] })),
  );
}

async function recordedParts({ db, officeId, moment }: Books): Promise<Part[]> {
  return entriesOf(await listRecorded(db, officeId, { moment })).map(({ schedule, spend, pence }) => ({
    initiative: spend.initiative,
    period: spend.period,
    pence,
    row: { label: `${spend.ref}, by ${schedule}`, href: `/spend/${spend.ref}`, day: spend.invoicedOn, marker: '' },
  }));
}

const BY_POSTS =
  'For each post of a recharge schedule and each of its periods, the cost of the post in the financial year, with on-costs, shared evenly over the periods of that year';

/** What payroll recharges come to by the posts, and what of it was recorded. */
export const payrollFigures: Figure[] = [
  monthFigure(
    {
      id: 'payroll.funded',
      label: 'Recharge of posts funded',
      means: `${BY_POSTS}, and of it the days on which the post is funded.`,
    },
    'funded',
  ),
  monthFigure(
    {
      id: 'payroll.filled',
      label: 'Recharge of posts filled',
      means: `${BY_POSTS}, and of it the days and shares on which the post is funded and filled.`,
    },
    'filled',
  ),
  monthFigure(
    {
      id: 'payroll.vacant',
      label: 'Underspend from vacant posts',
      means: 'Recharge of posts funded less recharge of posts filled, to the penny.',
    },
    'vacancy',
  ),
  partsFigure(
    {
      id: 'payroll.recorded',
      label: 'Recharges recorded',
      means:
        'Entries that stand for months of a recharge schedule, awaiting approval or approved, in the period that they are posted to; what was taken off counts below zero.',
    },
    recordedParts,
  ),
];
