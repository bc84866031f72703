import { latestMoment } from '../audit/moment.ts';
import { type Quarter, quarterLabel, quarterShown, readQuarter } from '../calendar/quarter.ts';
import { openBooks } from '../ledger/figure.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { quartersOf } from '../outcomes/measure.form.ts';
import { hasEnded } from '../outcomes/observation.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { readQuery } from '../platform/form.ts';
import { QUARTER } from '../platform/parameter.ts';
import { notFound } from '../platform/refusal.ts';
import { type CompletenessPageShown, completenessPage, completenessTable } from './completeness.pages.ts';
import { type Currency, completenessIn } from './completeness.ts';
import { readFigures } from './registry.ts';

const CURRENCIES: readonly Currency[] = ['up-to-date', 'stale', 'unmeasured'];
const CARRIED = CURRENCIES.flatMap((of) => [`completeness.${of}`, `completeness.${of}.percent`]);

/** How complete outcomes are, on the page and as a file. */
export function completenessRoutes(door: Door): void {
  door.get('/completeness', 'measure.read', async (visit) => {
    visit.show('platform/record', completenessPage(await readShown(visit)));
  });

  door.table(
    '/completeness',
    'measure.read',
    async (visit) => {
      const shown = await readShown(visit);
      return { name: `completeness-${quarterLabel(shown.quarter)}`, table: completenessTable(shown) };
    },
    { quarter: QUARTER },
  );
}

/** The quarter that the address names, or the last one that is over. Not found when it is none of those over. */
async function readShown(visit: Visit): Promise<CompletenessPageShown> {
  const { db, clock } = visit.site;
  const officeId = visit.office.id;
  const today = officeDay(visit.office, clock);
  const years = [...new Set((await readPeriods(db, officeId)).map(({ year }) => year))];
  const over = quartersOf(years).filter((quarter) => hasEnded(quarter, today));
  const { quarter: asked } = readQuery(visit.req.query, ['quarter']);
  const quarter = over.findLast((of) => asked === undefined || quarterLabel(of) === quarterLabelOf(asked));
  if (quarter === undefined) throw notFound('quarter of that name that is over in this record');
  const books = openBooks(db, officeId, await latestMoment(db, officeId));
  const found = (await completenessIn(books, quarter)).filter(
    ({ budget, measures, initiative }) => budget !== 0 || measures.length > 0 || !initiative.amountPublished,
  );
  const shown = await readFigures(books, [
    ...CARRIED.map((figure) => ({ figure, scope: { quarter } })),
    ...found.flatMap(({ initiative }) => [
      { figure: 'budget.current', scope: { initiative: initiative.ref, year: quarter.year } },
      { figure: 'completeness.share.percent', scope: { initiative: initiative.ref, quarter } },
    ]),
  ]);
  const next = shown.values();
  const take = () => next.next().value as (typeof shown)[number];
  return {
    quarter,
    choices: over.toReversed().map((of) => ({ value: quarterLabel(of), text: quarterShown(of) })),
    carried: CURRENCIES.map((currency) => ({ currency, budget: take(), percent: take() })),
    lines: found.map((of) => ({ of, budget: take(), share: take() })),
  };
}

function quarterLabelOf(asked: string): string | null {
  const read: Quarter | null = readQuarter(asked);
  return read === null ? null : quarterLabel(read);
}
