import { spellOut } from '../audit/words.ts';
import { comparePeriods, type PeriodKey, quarterOf } from '../calendar/period.ts';
import type { Entry } from '../ledger/entry.ts';
import { type RestatingEntry, readRestatingEntries } from '../ledger/restatement.store.ts';
import type { Scope } from '../ledger/scope.ts';
import type { Db, Row } from '../platform/database.ts';

/** What one act changed in the spend of an initiative that a closed period had stated. */
export interface Restatement {
  /** The act that posted it. */
  act: number;
  at: string;
  /** Who approved it; null when the program itself did. */
  by: number | null;
  concerned: PeriodKey;
  posted: PeriodKey;
  initiative: string;
  spendRef: string | null;
  batchRef: string | null;
  decisionRef: string | null;
  reason: string;
}

/** What a restatement's figures are asked about. */
export function restatementScope({ act, initiative, concerned }: Restatement): Scope {
  return { act: String(act), initiative, period: concerned };
}

/**
 * The restatements of closed periods in the order in which they were posted, up to and with one act and after another
 * where those are named. Several entries of one act that concern the same period and initiative are one restatement.
 */
export async function listRestatements(
  db: Db,
  officeId: number,
  { upToSeq = Number.MAX_SAFE_INTEGER, afterSeq = 0 }: { upToSeq?: number; afterSeq?: number } = {},
): Promise<Restatement[]> {
  const entries = (await readRestatingEntries(db, officeId, upToSeq)).filter(({ entry }) => entry.seq > afterSeq);
  const groups = new Map<string, RestatingEntry>();
  for (const restating of entries) {
    const { entry, concerned } = restating;
    const key = `${entry.seq} ${concerned.year} ${concerned.number} ${initiativeOf(entry)}`;
    if (!groups.has(key)) groups.set(key, restating);
  }
  const first = [...groups.values()];
  const acts = await readActs(
    db,
    officeId,
    first.map(({ entry }) => entry.seq),
  );
  const reasons = await readReasons(
    db,
    officeId,
    first.map(({ entry }) => entry),
  );
  return first.map(({ entry, concerned }) => {
    const act = acts.get(entry.seq);
    return {
      act: entry.seq,
      at: act?.recorded_at ?? '',
      by: act?.person_id ?? null,
      concerned,
      posted: { year: entry.year, number: entry.period },
      initiative: initiativeOf(entry),
      spendRef: entry.spendRef,
      batchRef: entry.batchRef,
      decisionRef: entry.decisionRef,
      reason: reasons.get(entry.id) ?? NO_REASON,
    };
  });
}

/** Those of restatements that concern what a figure was asked about, while the figure itself leaves them out. */
export function restatementsOf(restatements: readonly Restatement[], scope: Scope): Restatement[] {
  const { initiative, period, quarter, through } = scope;
  if (period === undefined && quarter === undefined && through === undefined) return [];
  return restatements.filter(
    ({ concerned, posted, initiative: own }) =>
      (initiative === undefined || own === initiative) &&
      (period === undefined || comparePeriods(concerned, period) === 0) &&
      (quarter === undefined || (concerned.year === quarter.year && quarterOf(concerned.number) === quarter.quarter)) &&
      (through === undefined || (comparePeriods(concerned, through) <= 0 && comparePeriods(posted, through) > 0)),
  );
}

const NO_REASON = 'No reason was recorded';

function initiativeOf({ from, to }: Entry): string {
  return to.initiative === '' ? from.initiative : to.initiative;
}

const SLICE = 500;

async function readActs(db: Db, officeId: number, seqs: number[]): Promise<Map<number, Row>> {
  const acts = new Map<number, Row>();
  for (let at = 0; at < seqs.length; at += SLICE) {
    const rows = await db('audit_event')
      .where({ office_id: officeId })
      .whereIn('seq', seqs.slice(at, at + SLICE))
      .select('seq', 'recorded_at', 'person_id');
    for (const row of rows) acts.set(row.seq, row);
  }
  return acts;
}

/** Why, by entry: an adjustment's comment, a correction's reason, or the entry's own. */
export async function readReasons(
  db: Db,
  officeId: number,
  entries: readonly Pick<Entry, 'id'>[],
): Promise<Map<number, string>> {
  const reasons = new Map<number, string>();
  const ids = entries.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += SLICE) {
    const rows: Row[] = await db('entry as e')
      .leftJoin('spend as s', (on) => {
        on.on('s.ref', 'e.spend_ref').andOn('s.office_id', 'e.office_id');
      })
      .where('e.office_id', officeId)
      .whereIn('e.id', ids.slice(at, at + SLICE))
      .select(
        'e.id',
        's.kind',
        'e.reason_words as own_words',
        's.reason_words as reason_words',
        's.description_words as comment_words',
      );
    for (const row of (await spellOut(db, rows)) as Row[]) {
      const isAdjustment = row.kind === 'adjustment' || row.kind === 'adjustment-credit';
      const said = isAdjustment ? (row.comment ?? row.reason) : row.reason;
      reasons.set(row.id, said ?? row.own ?? NO_REASON);
    }
  }
  return reasons;
}
