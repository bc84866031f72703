import { compareQuarters, quarterShown, quarterSpan } from '../../calendar/quarter.ts';
import { addUp } from '../../ledger/balance.ts';
import { type Books, type Figure, plain, type Value } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import { placeName } from '../../partners/place.ts';
import { listInitiatives } from '../initiative.store.ts';
import { type BedRecords, readBeds } from './bed-night.store.ts';
import { type BedUse, nightsAvailable, nightsUsed } from './bed-night.ts';
import { yearsMeant } from './post.figures.ts';

/** The beds of a scope and their use, as recorded up to the moment of the books. */
export async function bedsOf(books: Books, { initiative, fund }: Scope): Promise<BedRecords> {
  const { db, officeId, moment } = books;
  const all = await books.once('beds', () => readBeds(db, officeId, { upToSeq: moment.seq }));
  const ofFund =
    fund === undefined
      ? null
      : (await books.once('beds.initiatives', () => listInitiatives(db, officeId, moment.seq)))
          .filter((of) => of.fund === fund)
          .map(({ ref }) => ref);
  const isMeant = (of: { initiative: string }): boolean =>
    (initiative === undefined || of.initiative === initiative) && ofFund?.includes(of.initiative) !== false;
  return { beds: all.beds.filter(isMeant), use: all.use.filter(isMeant) };
}

const inScope =
  ({ year, quarter }: Scope) =>
  (of: BedUse): boolean =>
    (year === undefined || of.quarter.year === year) &&
    (quarter === undefined || compareQuarters(of.quarter, quarter) === 0);

/** The nights used, hidden where few children's are among them; not available where nobody recorded any. */
async function used(books: Books, scope: Scope): Promise<Value> {
  const count = nightsUsed((await bedsOf(books, scope)).use, inScope(scope));
  return count === null
    ? { scope, value: null, marker: 'x', leavesOut: [] }
    : { scope, value: count.value, marker: count.marker, leavesOut: [] };
}

/** Nights that beds were open, and those that were used. */
export const bedNightFigures: Figure[] = [
  {
    id: 'bed-nights.available',
    label: 'Bed nights available',
    means:
      'For each bed, the nights from its first to its last in the quarter or year named, with those still to come.',
    unit: 'count',
    values: (books, scopes) =>
      Promise.all(
        scopes.map(async (scope) =>
          plain(scope, addUp((await availableRows(books, scope)).map(({ nights }) => nights))),
        ),
      ),
    trace: async (books, scope) =>
      (await availableRows(books, scope)).map(({ label, href, nights }) => ({
        label,
        href,
        day: null,
        value: nights,
        marker: '',
      })),
  },
  {
    id: 'bed-nights.used',
    readBy: 'kind-record.read-county',
    label: 'Bed nights used',
    means:
      'The nights on which beds were used; hidden where any of them stand for one to five children, and [x] where none were recorded.',
    unit: 'count',
    values: (books, scopes) => Promise.all(scopes.map((scope) => used(books, scope))),
    // A part beside its total would give the other parts away, so what is behind leads on and shows no number.
    trace: async (books, scope) =>
      (await bedsOf(books, scope)).use.filter(inScope(scope)).map((of) => ({
        label: `${placeName(of.place)}, ${quarterShown(of.quarter)}`,
        href: of.href,
        day: null,
        value: null,
        marker: 'c',
      })),
  },
];

async function availableRows(books: Books, scope: Scope) {
  const { beds } = await bedsOf(books, scope);
  const spans =
    scope.quarter === undefined
      ? (await yearsMeant(books, scope)).map(({ span }) => span)
      : [quarterSpan(scope.quarter)];
  const isAsked = scope.quarter === undefined || scope.year === undefined || scope.quarter.year === scope.year;
  return beds
    .map((of) => ({
      label: `${of.number} ${of.number === 1 ? 'bed' : 'beds'}, ${placeName(of.place)}`,
      href: of.href,
      nights: isAsked ? addUp(spans.map((span) => nightsAvailable([of], span))) : 0,
    }))
    .filter(({ nights }) => nights > 0);
}
