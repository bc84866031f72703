import { bedNightFigures } from '../initiatives/kinds/bed-night.figures.ts';
import { postFigures } from '../initiatives/kinds/post.figures.ts';
import { type Books, type Figure, notApplicable, plain, signed, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref, figureText } from '../ledger/shown-figure.ts';
import type { Pence } from '../money/pence.ts';
import { forecastFigures } from '../spend/forecast.figures.ts';
import { yearMeant } from '../spend/forecast-year.ts';
import { spendToDate } from '../spend/spend.figures.ts';

function among(figures: readonly Figure[], id: string): Figure {
  return figures.find((figure) => figure.id === id) as Figure;
}

const overUnder = among(forecastFigures, 'over-under-spend');
const saving = among(postFigures, 'posts.vacancy-saving');
const used = among(bedNightFigures, 'bed-nights.used');

/** What posts and beds come to against the money: figures that cross rooms. */
export const kindFigures: Figure[] = [
  {
    id: 'posts.unexplained',
    label: 'Over/(under)spend besides vacancies',
    means:
      'Over/(under)spend with the vacancy saving put back: what remains to be explained when vacant posts have explained their part.',
    unit: 'pence',
    overUnder: true,
    async values(books, scopes) {
      const overs = await overUnder.values(books, scopes);
      const savings = await saving.values(books, await Promise.all(scopes.map((scope) => inYear(books, scope))));
      return overs.map((over, index) =>
        over.value === null ? over : { ...over, value: over.value + (savings[index]?.value ?? 0) },
      );
    },
    async trace(books, scope) {
      const [over] = await overUnder.values(books, [scope]);
      const year = await inYear(books, scope);
      const [saved] = await saving.values(books, [year]);
      return [stated(overUnder, year, over), stated(saving, year, saved)];
    },
  },
  {
    id: 'bed-nights.cost',
    readBy: 'kind-record.read-county',
    label: 'Cost per bed night',
    means:
      'Spend to date divided by bed nights used, to the penny; hidden with them, and [x] where no amount was published.',
    unit: 'pence-per-unit',
    values: (books, scopes) => Promise.all(scopes.map((scope) => cost(books, scope))),
    async trace(books, scope) {
      const [spent] = await spendToDate.values(books, [scope]);
      const [nights] = await used.values(books, [scope]);
      return [worded(spendToDate, scope, spent), worded(used, scope, nights)];
    },
  },
];

/** An over/(under)spend is of one year: the current one where none is named. */
async function inYear(books: Books, scope: Scope): Promise<Scope> {
  return { ...scope, year: await yearMeant(books, scope) };
}

async function cost(books: Books, scope: Scope): Promise<Value> {
  const [spent] = await spendToDate.values(books, [scope]);
  const [nights] = await used.values(books, [scope]);
  if (nights?.value === null || nights === undefined)
    return { scope, value: null, marker: nights?.marker ?? 'x', leavesOut: [] };
  if (nights.value === 0) return notApplicable(scope);
  return plain(scope, wholePence(spent?.value ?? 0, nights.value));
}

/** Half a penny away from zero. */
function wholePence(pence: Pence, among: number): Pence {
  return signed(Math.round(Math.abs(pence) / among), pence < 0 ? -1 : 1);
}

function stated(figure: Figure, scope: Scope, value: Value | undefined): TraceRow {
  return {
    label: figure.label,
    href: figureHref(figure.id, scope),
    day: null,
    value: value?.value ?? null,
    marker: value?.marker ?? '',
  };
}

/** A number that the figure is made of without adding up to it: it stands in words. */
function worded(figure: Figure, scope: Scope, value: Value | undefined): TraceRow {
  const text = value === undefined ? '' : figureText(figure, value);
  return { label: `${figure.label}: ${text}`, href: figureHref(figure.id, scope), day: null, value: null, marker: '' };
}
