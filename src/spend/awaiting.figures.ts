import type { Day } from '../calendar/day.ts';
import { comparePeriods, quarterOf } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import { type Books, type Figure, notApplicable, plain } from '../ledger/figure.ts';
import { oneYear, type Scope } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';
import { counted } from '../platform/count.ts';
import { type AwaitingCell, readAwaiting } from './awaiting.store.ts';
import { listAwaitingGroups } from './import/batch.store.ts';
import { listAmounts } from './spend.store.ts';
import { moneyPeriod, signedPence } from './spend.ts';

/** What has been entered and nobody else has decided on yet. */
export const awaitingFigures: Figure[] = [
  {
    id: 'spend.awaiting',
    label: 'Awaiting approval',
    means:
      'What has been entered or imported and not yet approved by somebody else; it is outside spend to date. Which source and allocation bear it is decided when it is approved.',
    unit: 'pence',
    async values(books, scopes) {
      const cells = await cellsOf(books, oneYear(scopes));
      return Promise.all(
        scopes.map(async (scope) => {
          if (isUndecided(scope)) return notApplicable(scope);
          const meant = namesPlace(scope)
            ? (await awaiting(books, scope)).map(({ pence }) => pence)
            : cells.filter((cell) => isMeant(cell, scope)).map(({ pence }) => pence);
          return plain(scope, addUp(meant));
        }),
      );
    },
    async trace(books, scope) {
      if (isUndecided(scope)) return [];
      return (await awaiting(books, scope)).map(({ label, href, day, pence }) => ({
        label,
        href,
        day,
        value: pence,
        marker: '' as const,
      }));
    },
  },
];

function cellsOf({ db, officeId, moment, once }: Books, year: number | undefined): Promise<AwaitingCell[]> {
  return once(`spend.awaiting ${year ?? ''}`, () => readAwaiting(db, officeId, moment, year));
}

/** Whether it asks which money bears what nobody has approved. */
function isUndecided({ source, allocation }: Scope): boolean {
  return source !== undefined || allocation !== undefined;
}

function namesPlace({ place, category }: Scope): boolean {
  return place !== undefined || category !== undefined;
}

/** One thing behind the number: a spend, or what a batch would post of one coding. */
interface Awaited extends Omit<AwaitingCell, 'pence'> {
  place: string;
  category: string;
  label: string;
  href: string;
  day: Day;
  pence: Pence;
}

/** The spend and batches themselves, which cost by how much was ever entered: for what is behind a number, and for places. */
async function awaiting(books: Books, scope: Scope): Promise<Awaited[]> {
  const all = await books.once('spend.awaiting-list', () => readAwaited(books));
  return all.filter(
    (one) =>
      isMeant(one, scope) &&
      (scope.place === undefined || one.place === scope.place) &&
      (scope.category === undefined || one.category === scope.category),
  );
}

async function readAwaited({ db, officeId, moment }: Books): Promise<Awaited[]> {
  const spends = await listAmounts(db, officeId, { status: 'awaiting approval', moment });
  const groups = await listAwaitingGroups(db, officeId, moment);
  return [
    ...spends.map((spend) => ({
      ...spend,
      moneyYear: moneyPeriod(spend).year,
      label: `${spend.ref} awaits approval`,
      href: `/spend/${spend.ref}`,
      day: spend.invoicedOn,
      pence: signedPence(spend),
    })),
    ...groups.map((group) => ({
      ...group,
      moneyYear: group.period.year,
      label: `${group.batch} awaits acceptance: ${counted(group.lines, 'line', 'lines')} of ${group.initiative}`,
      href: `/imports/${group.batch}`,
      day: group.lastOn,
      pence: group.kind === 'spend' ? group.pence : -group.pence,
    })),
  ];
}

function isMeant(of: Omit<AwaitingCell, 'pence'>, scope: Scope): boolean {
  const { period } = of;
  return (
    (scope.fund === undefined || of.fund === scope.fund) &&
    (scope.initiative === undefined || of.initiative === scope.initiative) &&
    (scope.agreement === undefined || of.agreement === scope.agreement) &&
    (scope.nature === undefined || of.nature === scope.nature) &&
    (scope.year === undefined || of.moneyYear === scope.year) &&
    (scope.quarter === undefined ||
      (period.year === scope.quarter.year && quarterOf(period.number) === scope.quarter.quarter)) &&
    (scope.through === undefined || comparePeriods(period, scope.through) <= 0) &&
    (scope.period === undefined || comparePeriods(period, scope.period) === 0)
  );
}
