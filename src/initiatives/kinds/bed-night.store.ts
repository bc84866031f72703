import type { Act } from '../../audit/act.ts';
import type { Day } from '../../calendar/day.ts';
import { type Quarter, readQuarter } from '../../calendar/quarter.ts';
import { placeName } from '../../partners/place.ts';
import type { Db } from '../../platform/database.ts';
import { dayFields } from '../../platform/form.ts';
import type { Answers } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import { type Beds, type BedUse, checkBedNights } from './bed-night.ts';
import { findSort, initiativeKinds, type Kind, type Sort, type TotalOf, totalsOn } from './initiative-kind.ts';
import { type Candidate, sortRegister } from './kind-record.ts';

type BedTotal = TotalOf<'bed-nights'>;
/** Of which initiative a record is, and where its page is. */
type Of<T> = T & { initiative: string; href: string };

/** Beds and their use. */
export interface BedRecords {
  beds: Of<Beds>[];
  use: Of<BedUse>[];
}

/** The beds and their use that were recorded up to an act, of one initiative or of all. */
export async function readBeds(
  db: Db,
  officeId: number,
  { initiative = null, upToSeq }: { initiative?: string | null; upToSeq?: number } = {},
): Promise<BedRecords> {
  const found: BedRecords = { beds: [], use: [] };
  for (const total of initiativeKinds().flatMap((kind) => totalsOn(kind, 'bed-nights'))) {
    const { beds, use } = await readOf(db, officeId, total, initiative, upToSeq);
    found.beds.push(...beds);
    found.use.push(...use);
  }
  return found;
}

async function readOf(
  db: Db,
  officeId: number,
  total: BedTotal,
  initiative: string | null,
  upToSeq?: number,
  without?: string,
): Promise<BedRecords> {
  const read = async (code: string) => {
    const { sort } = findSort(code) as { sort: Sort };
    // The day only chooses what forms offer, which is not asked here.
    const kept = await listRecords(db, officeId, sortRegister(sort, { initiative, today: '2014-04-01' }), upToSeq);
    return kept.filter(({ ref }) => ref !== without);
  };
  return {
    beds: (await read(total.beds.sort)).map((kept) => ({
      ...whose(total.beds.sort, kept.within, kept.ref),
      ...bedsFrom(total, kept.answers),
    })),
    use: (await read(total.use.sort)).map((kept) => ({
      ...whose(total.use.sort, kept.within, kept.ref),
      ...useFrom(total, kept.answers),
    })),
  };
}

function whose(sort: string, initiative = '', ref = ''): Of<object> {
  return { initiative, href: `/initiatives/${initiative}/records/${sort}/${ref}` };
}

function bedsFrom({ beds }: BedTotal, answers: Answers): Beds {
  return {
    place: String(answers[beds.place]),
    number: Number(answers[beds.number]),
    open: { startsOn: answers[beds.from] as Day, endsOn: answers[beds.to] as Day | null },
  };
}

function useFrom({ use }: BedTotal, answers: Answers): BedUse {
  return {
    place: String(answers[use.place]),
    quarter: readQuarter(String(answers[use.quarter])) as Quarter,
    nights: Number(answers[use.nights]),
    children: Number(answers[use.people]),
  };
}

/** Refuses beds or use of them that do not fit the others of their initiative: see `checkBedNights`. */
export async function checkBeds(act: Act, kind: Kind, candidate: Candidate): Promise<void> {
  const { sort, answers, before } = candidate;
  const initiative = candidate.initiative.ref;
  for (const total of totalsOn(kind, 'bed-nights')) {
    const isBeds = sort.code === total.beds.sort;
    if (!isBeds && sort.code !== total.use.sort) continue;
    const { beds, use } = await readOf(act.trx, act.doer.officeId, total, initiative, undefined, before?.ref);
    if (isBeds) beds.push({ ...whose(sort.code, initiative), ...bedsFrom(total, answers) });
    else use.push({ ...whose(sort.code, initiative), ...useFrom(total, answers) });
    checkBedNights(beds, use, isBeds ? (dayFields(total.beds.from)[0] as string) : total.use.nights, placeName);
  }
}
