import { periodsOfQuarter } from '../calendar/quarter.ts';
import type { Hold } from '../ledger/closing.ts';
import { lastClosedBy, readClosings } from '../ledger/period-history.store.ts';
import { listMeetings } from '../meetings/meeting.store.ts';
import { listPacks } from '../packs/pack.store.ts';
import type { Db } from '../platform/database.ts';
import { listFilings } from '../returns/filing.store.ts';
import { stateOf } from '../returns/filing.ts';
import { filingHref } from '../returns/return.pages.ts';

/**
 * What holds periods closed: every published version of a pack, through the latest period that was closed at its
 * cut-off, and every submitted return, through the last period of its quarter. Neither is ever taken back.
 */
export async function readHolds(db: Db, officeId: number): Promise<Hold[]> {
  return [...(await heldByPacks(db, officeId)), ...(await heldByReturns(db, officeId))];
}

async function heldByPacks(db: Db, officeId: number): Promise<Hold[]> {
  const closings = await readClosings(db, officeId);
  const holds: Hold[] = [];
  for (const { ref } of await listMeetings(db, officeId)) {
    for (const { version, asAtSeq } of await listPacks(db, officeId, ref)) {
      const through = lastClosedBy(closings, asAtSeq);
      if (through === null) continue;
      holds.push({ what: `version ${version} of the pack ${ref}`, href: `/packs/${ref}/${version}`, through });
    }
  }
  return holds;
}

async function heldByReturns(db: Db, officeId: number): Promise<Hold[]> {
  return (await listFilings(db, officeId)).flatMap((filing) => {
    const last = periodsOfQuarter(filing.quarter).at(-1);
    if (stateOf(filing) !== 'submitted' || last === undefined) return [];
    const through = { year: last.year, number: last.number };
    return [{ what: `the submitted return ${filing.ref}`, href: filingHref(filing), through }];
  });
}
