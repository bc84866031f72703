import { compareQuarters } from '../calendar/quarter.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { buildContent } from './content.ts';
import { compareTables, type Difference } from './difference.ts';
import type { DraftRow, DraftTable } from './draft.ts';
import { readFiledTablesIfKept } from './filed.ts';
import { listFilings } from './filing.store.ts';
import { type Filing, stateOf } from './filing.ts';
import { type ChangeRequest, listRequests } from './request.ts';

/** What the last submitted return of an earlier quarter said of a row, for whoever explains this one. */
export interface LastSaid {
  ref: string;
  rows: ReadonlyMap<string, DraftRow>;
}

/** The rows of the last return of an earlier quarter; null when none was submitted, or its bytes were removed. */
export async function readLastSaid(db: Db, office: Office, filing: Filing): Promise<LastSaid | null> {
  const last = (await listFilings(db, office.id))
    .filter(
      (other) =>
        other.template === filing.template &&
        other.source === filing.source &&
        stateOf(other) === 'submitted' &&
        compareQuarters(other.quarter, filing.quarter) < 0,
    )
    .toSorted((a, b) => compareQuarters(b.quarter, a.quarter) || b.draft - a.draft)[0];
  if (last === undefined) return null;
  const tables = await tablesIfKept(db, office, last);
  const table = tables?.find(({ columns }) => columns.some(({ name }) => name === 'explanation'));
  return table === undefined ? null : { ref: last.ref, rows: new Map(table.rows.map((row) => [row.key, row])) };
}

/** A filing that this one answers, with what was asked of it and what differs from it. */
export interface Answered {
  before: Filing;
  requests: ChangeRequest[];
  /** Null where two people removed the bytes of the one before. */
  differences: Difference[] | null;
}

/**
 * The filing that a draft answers: the draft that changes were asked for in, or the submitted one that it follows. Null
 * for a draft that answers none.
 */
export async function readAnswered(
  db: Db,
  office: Office,
  filing: Filing,
  tables: readonly DraftTable[],
): Promise<Answered | null> {
  const earlier = (await listFilings(db, office.id, { ref: filing.ref })).filter(({ draft }) => draft < filing.draft);
  const before =
    earlier.find(({ steps }) => steps.returned !== undefined) ?? earlier.find(({ id }) => id === filing.followsId);
  if (before === undefined) return null;
  const said = await tablesIfKept(db, office, before);
  const differences = said === null ? null : compareTables(said, tables);
  return { before, requests: await listRequests(db, before.id), differences };
}

/** The tables of a filing, as it was sent or as it would be; null where two people removed its bytes. */
async function tablesIfKept(db: Db, office: Office, filing: Filing): Promise<DraftTable[] | null> {
  if (stateOf(filing) === 'submitted') return readFiledTablesIfKept(db, office, filing);
  return (await buildContent(db, office, filing)).tables;
}
