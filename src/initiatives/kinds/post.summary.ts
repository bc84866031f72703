import { YEAR_END_PERIOD } from '../../calendar/financial-year.ts';
import { periodShown } from '../../calendar/period.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import type { Period } from '../../ledger/period.ts';
import { type ReadFigures, readRows, type ShownFigure } from '../../ledger/shown-figure.ts';
import { officeDay } from '../../people/office.store.ts';
import type { PagePart } from '../../people/page-part.ts';
import { type Table, words } from '../../platform/table.ts';
import type { TotalOf } from './initiative-kind.ts';
import type { Summary, SummaryAbout } from './kind-summary.ts';
import { POST_COUNTS, postPeriodTable, postTable, VACANCY_FIGURES, vacancyTable } from './post.pages.ts';
import { type KnownPost, readPosts } from './post.store.ts';
import { explainVacancies } from './vacancy.ts';

/** Posts funded and filled, what their vacancy saved, and what that explains of each year. */
export async function readPostSummary(
  { visit, readFigures, initiative }: SummaryAbout,
  total: TotalOf<'posts'>,
): Promise<Summary> {
  const where = { db: visit.site.db, officeId: visit.office.id };
  const today = officeDay(visit.office, visit.site.clock);
  const posts = await readPosts(where.db, where.officeId, { initiative: initiative.ref });
  const periods = (await readPeriods(where.db, where.officeId)).filter(({ number }) => number !== YEAR_END_PERIOD);
  const years = await readYears(readFigures, where, initiative.ref, periods, posts);
  const counted = countedPeriods(periods, posts, today);
  const counts = await readRows(
    readFigures,
    where,
    POST_COUNTS,
    counted.map(({ year, number }) => ({ initiative: initiative.ref, period: { year, number } })),
  );
  const byPeriod = counted.map((period, index) => ({ period, figures: counts[index] ?? [] }));
  const explained = vacancyTable(years);
  const sentences: string[] = [];
  for (const { year } of years) {
    const said = await explainVacancies(readFigures, where, { initiative: initiative.ref, year, on: today });
    if (said !== null) sentences.push(said);
  }
  return {
    tables: [
      { code: `${total.code}-vacancies`, table: explained },
      { code: `${total.code}-periods`, table: postPeriodTable(byPeriod) },
      { code: `${total.code}-now`, table: postTable(posts, today) },
    ],
    part: posts.length === 0 ? {} : { summary: heldNow(byPeriod), sections: whySection(years, sentences, explained) },
  };
}

interface VacancyYear {
  year: number;
  figures: readonly ShownFigure[];
}

/** The years of the office in which a post of the initiative is funded. */
async function readYears(
  readFigures: ReadFigures,
  where: Parameters<ReadFigures>[0],
  initiative: string,
  periods: readonly Period[],
  posts: readonly KnownPost[],
): Promise<VacancyYear[]> {
  const years = [...new Set(periods.map(({ year }) => year))].filter((year) =>
    periods.some((period) => period.year === year && isAnyFunded(period, posts)),
  );
  const rows = await readRows(
    readFigures,
    where,
    VACANCY_FIGURES,
    years.map((year) => ({ initiative, year })),
  );
  return years.map((year, index) => ({ year, figures: rows[index] ?? [] }));
}

function isAnyFunded({ startsOn, endsOn }: Period, posts: readonly KnownPost[]): boolean {
  return posts.some(({ post }) => post.funded.startsOn <= endsOn && (post.funded.endsOn ?? endsOn) >= startsOn);
}

/** The periods that had begun by the day and in which a post was funded, the latest first. */
function countedPeriods(periods: readonly Period[], posts: readonly KnownPost[], today: string): Period[] {
  return periods.filter((period) => period.startsOn <= today && isAnyFunded(period, posts)).toReversed();
}

const COUNT_WORDS = ['Posts funded', 'Posts filled', 'Funded, whole-time equivalent', 'Filled, whole-time equivalent'];

/** What is filled and funded at the end of the latest period: each number opens. */
function heldNow(byPeriod: readonly { period: Period; figures: readonly ShownFigure[] }[]): PagePart['summary'] {
  const latest = byPeriod[0];
  if (latest === undefined) return [];
  return [1, 0, 3, 2].flatMap((index) => {
    const figure = latest.figures[index];
    const key = `${COUNT_WORDS[index]}, at the end of ${periodShown(latest.period)}`;
    return figure === undefined ? [] : [{ key, cells: [words(figure.text, figure.href)] }];
  });
}

function whySection(years: readonly VacancyYear[], sentences: string[], table: Table): PagePart['sections'] {
  const isUnder = years.some(({ figures }) => (figures[0]?.value ?? 0) < 0);
  const heading = isUnder ? 'Why it is underspent' : 'What vacant posts saved';
  return [{ heading, id: 'vacancies', sentences }, { table }];
}
