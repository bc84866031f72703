import { comparePeriods, readPeriod } from '../calendar/period.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { Books } from '../ledger/figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import type { Db } from '../platform/database.ts';
import { readQuery } from '../platform/form.ts';
import { textParameter } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Table } from '../platform/table.ts';
import { readFigures } from './registry.ts';
import {
  RESTATEMENT_FIGURES,
  type RestatementLine,
  restatementListPage,
  restatementTable,
} from './restatement.pages.ts';
import { listRestatements, type Restatement, restatementScope } from './restatement.store.ts';

/** Restatements with their figures, in the order given; `where` may be books, whose links name no moment. */
export async function restatementLines(
  where: Books | { db: Db; officeId: number },
  restatements: readonly Restatement[],
): Promise<RestatementLine[]> {
  const asked = restatements.flatMap((restatement) =>
    RESTATEMENT_FIGURES.map((figure) => ({ figure, scope: restatementScope(restatement) })),
  );
  const shown = await readFigures(where, asked);
  const count = RESTATEMENT_FIGURES.length;
  return restatements.map((restatement, index) => ({
    restatement,
    figures: shown.slice(index * count, (index + 1) * count),
  }));
}

/** What closed periods said, what they say now, and why: the list, and the same as a file. */
export function restatementRoutes(door: Door): void {
  const table = async (visit: Visit): Promise<Table> => {
    const { db } = visit.site;
    const officeId = visit.office.id;
    const period = periodAsked(visit);
    const restatements = (await listRestatements(db, officeId))
      .filter(({ concerned }) => period === null || comparePeriods(concerned, period) === 0)
      .toReversed();
    const initiatives = new Map((await listInitiatives(db, officeId)).map(({ ref, name }) => [ref, name]));
    const office = visit.may('spend.read') ? { names: await readNames(db, officeId) } : null;
    return restatementTable(await restatementLines({ db, officeId }, restatements), initiatives, office);
  };

  door.get('/restatements', 'figure.read', async (visit) => {
    visit.show('platform/record', restatementListPage(await table(visit), periodAsked(visit)));
  });

  door.table(
    '/restatements',
    'figure.read',
    async (visit) => {
      return { name: 'restatements', table: await table(visit) };
    },
    { period: textParameter('a period, such as 2014-15-P12', '2014-15-P12') },
  );
}

function periodAsked({ req }: Visit) {
  const { period } = readQuery(req.query, ['period']);
  if (period === undefined) return null;
  const key = readPeriod(period);
  if (key === null) {
    throw new Refusal('malformed', 'period', 'The period was not understood. Write it like 2014-15-P12.');
  }
  return key;
}
