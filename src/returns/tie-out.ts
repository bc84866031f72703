import type { Moment } from '../audit/moment.ts';
import { comparePeriods, type PeriodKey } from '../calendar/period.ts';
import { periodsOfQuarter } from '../calendar/quarter.ts';
import { readFigures } from '../figures/registry.ts';
import { listSnapshots, readFrozenFigures } from '../figures/snapshot.store.ts';
import { lastClosedBy, readClosings } from '../ledger/period-history.store.ts';
import type { Scope } from '../ledger/scope.ts';
import type { ShownFigure } from '../ledger/shown-figure.ts';
import type { Db } from '../platform/database.ts';
import type { Filing } from './filing.ts';
import { scopeOf } from './row.ts';

/** A return's spend beside what the ledger and the pack of the same period say. */
export interface TieOut {
  /** The ledger's spend of the year up to the quarter, as at the return's cut-off. */
  ledger: ShownFigure;
  pack: PackTie | null;
}

/** What the pack of the same period said was spent, and how that leads to what the return says. */
export interface PackTie {
  /** The version of the pack, such as `PEG-2015-03/1`. */
  ref: string;
  /** Spend of the year as the pack froze it. */
  said: ShownFigure;
  /** The same figure as at the pack's cut-off, now: it differs only when the record was tampered with. */
  now: ShownFigure;
  /** Up to the quarter's end, as at the pack's cut-off: what it said without what was posted to later periods. */
  upTo: ShownFigure;
}

const SPENT = 'spend.to-date';

/** Reads what a return is reconciled to. A return of one source is compared with the ledger alone. */
export async function readTieOut(db: Db, officeId: number, filing: Filing): Promise<TieOut> {
  const { year } = filing.quarter;
  const own: Scope = { year, ...(filing.source === null ? {} : { source: filing.source }) };
  const scope = scopeOf(own, 'to-date', filing.quarter);
  const [ledger] = await readFigures({ db, officeId, moment: filing.cutoff }, [{ figure: SPENT, scope }]);
  const pack = filing.source === null ? await readPackTie(db, officeId, filing, scope) : null;
  return { ledger: ledger as ShownFigure, pack };
}

async function readPackTie(db: Db, officeId: number, filing: Filing, scope: Scope): Promise<PackTie | null> {
  const last = periodsOfQuarter(filing.quarter).at(-1) as PeriodKey;
  const closings = await readClosings(db, officeId);
  const snapshots = (await listSnapshots(db, officeId, 'pack')).filter(({ moment }) => {
    const closed = moment.seq > filing.cutoff.seq ? null : lastClosedBy(closings, moment.seq);
    // The year's last meeting may come before period 13 is closed.
    return closed !== null && (comparePeriods(closed, last) === 0 || isBeforeYearEnd(closed, last));
  });
  const found = snapshots.at(-1);
  if (found === undefined) return null;
  const year = { year: filing.quarter.year };
  const frozen = (await readFrozenFigures(db, officeId, found.id)).find(
    ({ figure, scope: of }) => figure === SPENT && Object.keys(of).length === 1 && of.year === year.year,
  );
  if (frozen === undefined) return null;
  const [now, upTo] = await readAt(db, officeId, found.moment, [year, scope]);
  const said = { ...(now as ShownFigure), value: frozen.value, marker: frozen.marker };
  return { ref: found.subject, said, now: now as ShownFigure, upTo: upTo as ShownFigure };
}

function isBeforeYearEnd(closed: PeriodKey, last: PeriodKey): boolean {
  return last.number === 13 && closed.year === last.year && closed.number === 12;
}

function readAt(db: Db, officeId: number, moment: Moment, scopes: Scope[]): Promise<ShownFigure[]> {
  return readFigures(
    { db, officeId, moment },
    scopes.map((scope) => ({ figure: SPENT, scope })),
  );
}
