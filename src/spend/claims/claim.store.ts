import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import { formatDay } from '../../calendar/day.ts';
import { findAgreement } from '../../initiatives/agreements/agreement.store.ts';
import { addUp } from '../../ledger/balance.ts';
import { formatPounds, MAX_PENCE } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { groupedBy } from '../../platform/grouped-rows.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { type Claim, type ClaimStep, claimState, type StepKind } from './claim.ts';

/** A claim as it reached the office. */
export type NewClaim = Pick<
  Claim,
  'agreement' | 'kind' | 'startsOn' | 'endsOn' | 'receivedOn' | 'theirs' | 'again' | 'lines'
>;

/**
 * Records a claim that reached the office, whatever is wrong with it, and answers its reference: that it came is a
 * fact. Refused by name: `no-lines`, `amount`, `before-period`.
 */
export async function receiveClaim(act: Act, wanted: NewClaim, enteredBy: number): Promise<string> {
  const { ref: agreement } = await findAgreement(act.trx, act.doer.officeId, wanted.agreement);
  if (wanted.lines.length === 0) throw refused('no-lines', 'Enter at least one line of the claim.', 'amount-1');
  const pence = addUp(wanted.lines.map((line) => line.pence));
  if (pence < 1 || pence > MAX_PENCE) {
    throw refused('amount', `The lines must come to £0.01 to ${formatPounds(MAX_PENCE)} together.`, 'amount-1');
  }
  if (wanted.receivedOn < wanted.startsOn) {
    throw refused(
      'before-period',
      `A claim says what was spent, so it comes after its first day, ${formatDay(wanted.startsOn)}. Enter when it came.`,
      'received-day',
    );
  }
  const year = Number(wanted.receivedOn.slice(0, 4));
  const ref = `CL-${year}-${String(await act.nextNumber('claim', year)).padStart(3, '0')}`;
  await act.add('claim', {
    ref,
    agreement,
    kind: wanted.kind,
    starts_on: wanted.startsOn,
    ends_on: wanted.endsOn,
    received_on: wanted.receivedOn,
    their_words: await act.optionalWords(wanted.theirs),
    again_words: await act.optionalWords(wanted.again),
    pence,
    entered_by: enteredBy,
  });
  const words = await act.manyWords(wanted.lines.map(({ description }) => description));
  await act.addMany(
    'claim_line',
    wanted.lines.map((line, index) => ({
      claim_ref: ref,
      place: line.place,
      category: line.category,
      pence: line.pence,
      description_words: words[index] as string,
    })),
  );
  return ref;
}

/** The claims recorded up to an act, with the steps taken up to it, in the order in which they were recorded. */
export async function listClaims(
  db: Db,
  officeId: number,
  where: { ref?: string; agreement?: string; upToSeq?: number } = {},
): Promise<Claim[]> {
  const { ref, agreement, upToSeq = Number.MAX_SAFE_INTEGER } = where;
  const rows: Row[] = await db('claim')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .modify((q) => {
      if (ref !== undefined) q.where({ ref });
      if (agreement !== undefined) q.where({ agreement });
    })
    .orderBy('id');
  if (rows.length === 0) return [];
  const one = rows.length === 1 ? { claim_ref: rows[0]?.ref } : {};
  const lines = groupedBy(
    await spellOut(
      db,
      await db('claim_line')
        .where({ office_id: officeId, ...one })
        .orderBy('id'),
    ),
    'claim_ref',
  );
  const steps = groupedBy(
    await spellOut(
      db,
      await db('claim_step')
        .where({ office_id: officeId, ...one })
        .where('act_seq', '<=', upToSeq)
        .orderBy('id'),
    ),
    'claim_ref',
  );
  return (await spellOut(db, rows)).map((row) => claimFrom(row, lines.get(row.ref) ?? [], steps.get(row.ref) ?? []));
}

/** A claim by its reference; not found when there is none. */
export async function findClaim(db: Db, officeId: number, ref: string): Promise<Claim> {
  const [found] = await listClaims(db, officeId, { ref });
  if (found === undefined) throw notFound(`claim ${ref.slice(0, 20)}`);
  return found;
}

function claimFrom(row: Row, lines: Row[], steps: Row[]): Claim {
  const taken: ClaimStep[] = steps.map((step) => ({
    kind: step.step as StepKind,
    reason: step.reason,
    by: step.done_by,
    seq: step.act_seq,
  }));
  return {
    ref: row.ref,
    agreement: row.agreement,
    kind: row.kind,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    receivedOn: row.received_on,
    theirs: row.their as string | null,
    again: row.again as string | null,
    pence: row.pence,
    lines: lines.map(({ place, category, pence, description }) => ({ place, category, pence, description })),
    enteredBy: row.entered_by,
    seq: row.act_seq,
    steps: taken,
    state: claimState(taken),
  };
}
