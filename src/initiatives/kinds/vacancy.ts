import { type Day, formatDay } from '../../calendar/day.ts';
import { type PeriodSpan, periodsOf, YEAR_END_PERIOD, yearShown } from '../../calendar/financial-year.ts';
import type { ReadFigures } from '../../ledger/shown-figure.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';

/** What there is to say of a year's over/(under)spend where posts are paid for. */
export interface VacancyFacts {
  year: number;
  /** Whether the year is over; until then its outturn holds what is forecast. */
  ended: boolean;
  /** Over/(under)spend, what vacant posts saved, and what remains when that is put back: the first is the last less the second. */
  over: Pence;
  saving: Pence;
  rest: Pence;
  /** How many posts were filled of those funded, on a day. */
  posts: { on: Day; filled: number; funded: number };
}

/**
 * Why a year of an initiative is underspent, as far as vacant posts explain it, with what is known on a day; null where
 * it pays for no post in that year, or its over/(under)spend has no number.
 */
export async function explainVacancies(
  readFigures: ReadFigures,
  where: Parameters<ReadFigures>[0],
  { initiative, year, on }: { initiative: string; year: number; on: Day },
): Promise<string | null> {
  const period = countedAt(year, on);
  const ofYear = { initiative, year };
  const ofPeriod = { initiative, period: { year, number: period.number } };
  const [over, saving, rest, cost, filled, funded] = await readFigures(where, [
    { figure: 'over-under-spend', scope: ofYear },
    { figure: 'posts.vacancy-saving', scope: ofYear },
    { figure: 'posts.unexplained', scope: ofYear },
    { figure: 'posts.funded-cost', scope: ofYear },
    { figure: 'posts.filled', scope: ofPeriod },
    { figure: 'posts.funded', scope: ofPeriod },
  ]);
  if (over?.value == null || saving?.value == null || rest?.value == null || !cost?.value) return null;
  const posts = { on: period.endsOn, filled: filled?.value ?? 0, funded: funded?.value ?? 0 };
  const ended = period.number === 12 && period.endsOn <= on;
  return vacancySentences({ year, ended, over: over.value, saving: saving.value, rest: rest.value, posts }).join(' ');
}

/** The last period of the year that had ended by a day; its first while none has. */
function countedAt(year: number, on: Day): PeriodSpan {
  const months = periodsOf(year).filter(({ number }) => number !== YEAR_END_PERIOD);
  return months.findLast(({ endsOn }) => endsOn <= on) ?? (months[0] as PeriodSpan);
}

/** Why a year is underspent, as far as vacant posts explain it, in two or three sentences. */
export function vacancySentences({ year, ended, over, saving, rest, posts }: VacancyFacts): string[] {
  const held = heldSentence(posts);
  const amount = (pence: Pence): string => formatPounds(Math.abs(pence));
  const is = ended ? 'is' : 'is expected to be';
  const verb = ended ? 'saved' : 'save';
  if (saving === 0)
    return [`No post funded in ${yearShown(year)} was vacant, so vacancies explain nothing of it.`, held];
  if (over === 0) {
    return [
      `${yearShown(year)} ${ended ? 'comes' : 'is expected to come'} to its budget: what vacant posts ${verb}, ${amount(saving)}, is used by other costs.`,
      held,
    ];
  }
  if (over > 0) {
    return [
      `${yearShown(year)} ${is} overspent by ${amount(over)}. Without the ${amount(saving)} that vacant posts ${verb} it would be ${amount(rest)}.`,
      held,
    ];
  }
  const first = `${yearShown(year)} ${is} underspent by ${amount(over)}.`;
  if (rest === 0) return [first, `Vacant posts ${verb} exactly that.`, held];
  if (rest < 0)
    return [first, `Vacant posts ${verb} ${amount(saving)} of it; ${amount(rest)} has another cause.`, held];
  return [first, `Vacant posts ${verb} ${amount(saving)}; ${amount(rest)} of that is used by other costs.`, held];
}

/** As `vacancySentences` where no amount may stand outside its table: which part of it vacant posts explain. */
export function vacancyWords({ over, saving, rest, posts }: VacancyFacts): string {
  const held = heldSentence(posts);
  if (saving === 0) return `No post was vacant, so vacancies explain nothing of it. ${held}`;
  if (over >= 0) return `Other costs come to more than vacant posts save, or as much. ${held}`;
  if (rest === 0) return `Vacant posts explain the whole underspend. ${held}`;
  if (rest < 0) return `Vacant posts explain a part of the underspend; the rest has another cause. ${held}`;
  return `Vacant posts explain the whole underspend, and more: other costs use the rest of what they save. ${held}`;
}

function heldSentence({ on, filled, funded }: VacancyFacts['posts']): string {
  return `On ${formatDay(on)}, ${filled} of ${funded} posts were filled.`;
}
