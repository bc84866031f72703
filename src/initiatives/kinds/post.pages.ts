import { type Day, formatDay, formatShortDay } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { type PeriodKey, periodShown } from '../../calendar/period.ts';
import { figureCell, type ShownFigure } from '../../ledger/shown-figure.ts';
import { formatCount } from '../../platform/count.ts';
import { columns, head, ref as refCell, type Table, words } from '../../platform/table.ts';
import type { KnownPost } from './post.store.ts';
import { filledOn, vacantDays } from './post.ts';

/** What is asked of each financial year about posts, in the order of the columns. */
export const VACANCY_FIGURES = [
  'over-under-spend',
  'posts.vacancy-saving',
  'posts.unexplained',
  'posts.funded-cost',
  'posts.filled-cost',
];

/** What vacant posts saved of each year beside its over/(under)spend: every number opens. */
export function vacancyTable(years: readonly { year: number; figures: readonly ShownFigure[] }[]): Table {
  return {
    caption: 'What vacant posts explain, by financial year',
    columns: columns(
      'Financial year',
      '#Over/(under)spend',
      '#Vacancy saving',
      '#What remains unexplained',
      '#Cost of posts funded',
      '#Cost of posts filled',
    ),
    rows: years.map(({ year, figures }) => [head(yearShown(year)), ...figures.map(figureCell)]),
    notes: [
      'Over/(under)spend is what remains less the vacancy saving. The cost of posts funded is that of posts filled and the vacancy saving together, to the penny.',
      'Starts that are expected count from their day.',
    ],
    empty: 'No financial year has been made yet.',
  };
}

/** What is asked about posts at the end of each period. */
export const POST_COUNTS = ['posts.funded', 'posts.filled', 'posts.funded-wte', 'posts.filled-wte'];

/** Posts funded and filled at the end of each period, the latest first. */
export function postPeriodTable(periods: readonly { period: PeriodKey; figures: readonly ShownFigure[] }[]): Table {
  return {
    caption: 'Posts funded and filled, by period',
    columns: columns(
      'At the end of',
      '#Posts funded',
      '#Posts filled',
      '#Funded, whole-time equivalent',
      '#Filled, whole-time equivalent',
    ),
    rows: periods.map(({ period, figures }) => [head(periodShown(period)), ...figures.map(figureCell)]),
    notes: [],
    empty: 'No post was funded yet.',
  };
}

/** Each post as it stands on a day: how much of it is filled, and for how long it was vacant. */
export function postTable(posts: readonly KnownPost[], today: Day): Table {
  return {
    caption: `Posts on ${formatDay(today)}`,
    columns: columns('Reference', 'Post', 'Funded', '#Share', '#Filled', '#Vacant days so far', 'Why it is vacant'),
    rows: posts.map((known) => {
      const { post, href } = known;
      const filled = filledOn(known, today).hundredths;
      const vacant = vacantDays(known, { startsOn: post.funded.startsOn, endsOn: today });
      return [
        refCell(post.ref, href),
        words(post.label),
        words(fundedShown(known)),
        { text: `${post.share}%`, kind: 'number', file: post.share },
        { text: `${filled}%`, kind: 'number', file: filled },
        { text: formatCount(vacant), kind: 'number', file: vacant },
        words(filled === post.share ? '' : (post.vacancy ?? 'Not recorded')),
      ];
    }),
    notes: [
      'A day is vacant when any of the post’s share is not filled. Days are counted from the first that is funded.',
    ],
    empty: 'No post has been recorded.',
  };
}

function fundedShown({ post }: KnownPost): string {
  const { startsOn, endsOn } = post.funded;
  return endsOn === null
    ? `From ${formatShortDay(startsOn)}`
    : `${formatShortDay(startsOn)} to ${formatShortDay(endsOn)}`;
}
