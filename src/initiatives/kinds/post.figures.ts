import { type Day, formatDay } from '../../calendar/day.ts';
import { type Span, yearShown, yearSpan } from '../../calendar/financial-year.ts';
import { periodSpan } from '../../calendar/period.ts';
import { quarterSpan } from '../../calendar/quarter.ts';
import { addUp } from '../../ledger/balance.ts';
import { type Books, type Figure, plain, type TraceRow } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import { dayOfMoment, findOffice } from '../../people/office.store.ts';
import { listInitiatives } from '../initiative.store.ts';
import { type KnownPost, readPosts } from './post.store.ts';
import { filledOn, fundedOn, type PostCount, type PostMoney, postMoney } from './post.ts';

/** The posts that a question means: of its initiative and its fund. */
async function postsMeant(books: Books, { initiative, fund }: Scope): Promise<KnownPost[]> {
  const { db, officeId, moment } = books;
  const posts = await books.once('posts', () => readPosts(db, officeId, { upToSeq: moment.seq }));
  const ofFund =
    fund === undefined
      ? null
      : (await books.once('posts.initiatives', () => listInitiatives(db, officeId, moment.seq)))
          .filter((of) => of.fund === fund)
          .map(({ ref }) => ref);
  return posts.filter(
    (of) => (initiative === undefined || of.initiative === initiative) && ofFund?.includes(of.initiative) !== false,
  );
}

/** The financial years that a question means, each with its stored dates: the one named, or all of the office. */
export async function yearsMeant(books: Books, { year }: Scope): Promise<{ year: number; span: Span }[]> {
  const spans = new Map<number, Span>();
  for (const { year: of, startsOn, endsOn } of await books.periods()) {
    spans.set(of, { startsOn: spans.get(of)?.startsOn ?? startsOn, endsOn });
  }
  if (year === undefined) return [...spans].map(([of, span]) => ({ year: of, span }));
  return [{ year, span: spans.get(year) ?? yearSpan(year) }];
}

interface MoneyRow {
  post: KnownPost;
  year: number;
  money: PostMoney;
}

async function moneyRows(books: Books, scope: Scope): Promise<MoneyRow[]> {
  const posts = await postsMeant(books, scope);
  const years = await yearsMeant(books, scope);
  return years.flatMap(({ year, span }) => posts.map((post) => ({ post, year, money: postMoney(post, span) })));
}

function costFigure(named: Pick<Figure, 'id' | 'label' | 'means'>, part: keyof PostMoney): Figure {
  return {
    ...named,
    unit: 'pence',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) =>
          plain(scope, addUp((await moneyRows(books, scope)).map(({ money }) => money[part]))),
        ),
      ),
    trace: async (books, scope) =>
      (await moneyRows(books, scope))
        .filter(({ money }) => money[part] !== 0)
        .map(({ post, year, money }) => ({ ...postRow(post, yearShown(year)), value: money[part] })),
  };
}

/** By its reference alone: a row is frozen with papers, and what people typed is not. */
function postRow({ post, href }: KnownPost, when: string): Omit<TraceRow, 'value'> {
  return { label: `Post ${post.ref}, ${when}`, href, day: null, marker: '' };
}

/** The last day of the time that is named; without one, the day of the moment. */
async function dayMeant(books: Books, { quarter, period, through, year }: Scope): Promise<Day> {
  const named = period ?? through;
  if (named !== undefined) return periodSpan(named).endsOn;
  if (quarter !== undefined) return quarterSpan(quarter).endsOn;
  if (year !== undefined) return yearSpan(year).endsOn;
  return dayOfMoment(await findOffice(books.db, books.officeId), books.moment);
}

function countFigure(
  named: Pick<Figure, 'id' | 'label' | 'means'>,
  countOn: (post: KnownPost, day: Day) => PostCount,
  part: keyof PostCount,
): Figure {
  const counted = async (books: Books, scope: Scope) => {
    const day = await dayMeant(books, scope);
    const rows = (await postsMeant(books, scope)).map((post) => ({ post, count: countOn(post, day)[part] }));
    return { day, rows: rows.filter(({ count }) => count !== 0) };
  };
  return {
    ...named,
    unit: part === 'posts' ? 'count' : 'hundredths',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) => plain(scope, addUp((await counted(books, scope)).rows.map(({ count }) => count)))),
      ),
    async trace(books, scope) {
      const { day, rows } = await counted(books, scope);
      return rows.map(({ post, count }) => ({ ...postRow(post, formatDay(day)), value: count }));
    },
  };
}

const AT_THE_END =
  'at the end of the last day of the time named, with starts that are expected by then; without one, of the day asked about.';

/** Posts funded and filled, and what that comes to: a vacancy saves what its post was funded for. */
export const postFigures: Figure[] = [
  countFigure(
    { id: 'posts.funded', label: 'Posts funded', means: `How many posts initiatives pay for, ${AT_THE_END}` },
    fundedOn,
    'posts',
  ),
  countFigure(
    {
      id: 'posts.filled',
      label: 'Posts filled',
      means: `How many funded posts are filled, in whole or in part, ${AT_THE_END}`,
    },
    filledOn,
    'posts',
  ),
  countFigure(
    {
      id: 'posts.funded-wte',
      label: 'Posts funded, whole-time equivalent',
      means: `The shares of whole-time posts that initiatives pay for, ${AT_THE_END}`,
    },
    fundedOn,
    'hundredths',
  ),
  countFigure(
    {
      id: 'posts.filled-wte',
      label: 'Posts filled, whole-time equivalent',
      means: `The shares of whole-time posts that are filled, ${AT_THE_END}`,
    },
    filledOn,
    'hundredths',
  ),
  costFigure(
    {
      id: 'posts.funded-cost',
      label: 'Cost of posts funded',
      means:
        'For each post, its annual cost × its share × the days on which it is funded ÷ the days of the financial year, to the penny.',
    },
    'funded',
  ),
  costFigure(
    {
      id: 'posts.filled-cost',
      label: 'Cost of posts filled',
      means:
        'The part of the cost of posts funded for the days and shares that are filled, with starts that are expected.',
    },
    'filled',
  ),
  costFigure(
    {
      id: 'posts.vacancy-saving',
      label: 'Vacancy saving',
      means: 'The cost of posts funded less the cost of posts filled: what vacant posts do not cost.',
    },
    'saving',
  ),
];
