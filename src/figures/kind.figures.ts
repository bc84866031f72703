import { postFigures } from '../initiatives/kinds/post.figures.ts';
import type { Figure, TraceRow, Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref } from '../ledger/shown-figure.ts';
import { forecastFigures } from '../spend/forecast.figures.ts';
import { inYearMeant } from '../spend/forecast-year.ts';

function among(figures: readonly Figure[], id: string): Figure {
  return figures.find((figure) => figure.id === id) as Figure;
}

const overUnder = among(forecastFigures, 'over-under-spend');
const saving = among(postFigures, 'posts.vacancy-saving');

/** What posts come to against the money: figures that cross rooms. */
export const kindFigures: Figure[] = [
  {
    id: 'posts.unexplained',
    label: 'Over/(under)spend besides vacancies',
    means:
      'Over/(under)spend with the vacancy saving put back: what remains to be explained when vacant posts have explained their part.',
    unit: 'pence',
    overUnder: true,
    // An over/(under)spend is of one year: the current one where none is named.
    async values(books, scopes) {
      const overs = await overUnder.values(books, scopes);
      const savings = await saving.values(books, await Promise.all(scopes.map((scope) => inYearMeant(books, scope))));
      return overs.map((over, index) =>
        over.value === null ? over : { ...over, value: over.value + (savings[index]?.value ?? 0) },
      );
    },
    async trace(books, scope) {
      const [over] = await overUnder.values(books, [scope]);
      const year = await inYearMeant(books, scope);
      const [saved] = await saving.values(books, [year]);
      return [stated(overUnder, year, over), stated(saving, year, saved)];
    },
  },
];

function stated(figure: Figure, scope: Scope, value: Value | undefined): TraceRow {
  return {
    label: figure.label,
    href: figureHref(figure.id, scope),
    day: null,
    value: value?.value ?? null,
    marker: value?.marker ?? '',
  };
}
