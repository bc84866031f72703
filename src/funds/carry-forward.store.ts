import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { ensureAccount, sameMoneyOf } from '../ledger/account.store.ts';
import { type Account, type AccountKind, sibling } from '../ledger/account.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import { demand, doerMay } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { beyondLeft, noMoney, readPurses } from './budget-head.store.ts';
import { drawFrom, leftOf } from './budget-head.ts';
import { askedBy, type CarryForward, demandInTime, demandNextYear, wayOver, yearEnd } from './carry-forward.ts';
import { demandDecision } from './decision.store.ts';
import type { RequestFilter } from './request.ts';
import { demandConsent, findSource } from './source.store.ts';

/** What somebody asks to be taken into the next year. */
export type NewCarryForward = Pick<
  CarryForward,
  'source' | 'year' | 'nature' | 'head' | 'pence' | 'decisionRef' | 'reason' | 'consent' | 'late' | 'askedOn'
>;

/**
 * Asks for a carry-forward, to be approved by somebody else. Answers its reference. Nothing moves in the books yet.
 *
 * Refused by name: `no-decision`, `no-such-year`, `no-next-year`, `no-money`, `no-consent`, `asked-too-late`,
 * `below-zero`; `late` where a reason for being late is given without the authority.
 */
export async function requestCarryForward(act: Act, wanted: NewCarryForward, requestedBy: number): Promise<string> {
  const { trx, doer } = act;
  await demandDecision(act, wanted.decisionRef);
  const periods = await readPeriods(trx, doer.officeId);
  const endsOn = yearEnd(periods, wanted.year);
  demandNextYear(periods, wanted.year);
  const purses = await readPurses(trx, doer.officeId, wanted.head, wanted);
  const fund = purses[0]?.account.fund;
  if (fund === undefined) throw noMoney(wanted.head, wanted, 'held');
  await demandConsent(act, wanted);
  // A reason that turned out not to be needed makes nothing late.
  const late = wanted.askedOn > askedBy(endsOn) ? wanted.late : null;
  demandLateAuthority(act, late);
  demandInTime(wanted.year, endsOn, wanted.askedOn, late);
  const left = leftOf(purses);
  if (left < wanted.pence) {
    const advice = 'Lower the amount: only what is left can be carried forward.';
    throw beyondLeft(wanted.head, wanted, { left, pence: wanted.pence, advice, field: 'amount' });
  }
  const ref = `CF-${wanted.year}-${String(await act.nextNumber('carry-forward', wanted.year)).padStart(3, '0')}`;
  await act.add('carry_forward', {
    fund,
    ref,
    source: wanted.source,
    year: wanted.year,
    nature: wanted.nature,
    level: wanted.head.level,
    held_ref: wanted.head.ref,
    pence: wanted.pence,
    decision_ref: wanted.decisionRef,
    reason_words: await act.words(wanted.reason),
    consent_words: await act.optionalWords(wanted.consent),
    late_words: await act.optionalWords(late),
    asked_on: wanted.askedOn,
    requested_by: requestedBy,
  });
  return ref;
}

/** A reason for being late counts only from those who may go beyond limits; others are refused whatever they write. */
function demandLateAuthority(act: Act, late: string | null): void {
  if (late === null || doerMay(act.doer, 'budget.override')) return;
  throw new Refusal(
    'forbidden',
    'late',
    'Your role does not include asking for a carry-forward after its day. Ask the Chief Finance Officer to do so.',
  );
}

/**
 * Approves a carry-forward that somebody else asked for, and moves the money in one act: out of its head into the
 * reserve (own money) or by the funder's consent (ring-fenced money), and into the same head of the next year.
 *
 * Refused by name: `own-entry`, `decided`, `below-zero` when what is left no longer bears it.
 */
export async function approveCarryForward(act: Act, person: Person, ref: string, on: Day): Promise<CarryForward> {
  const { trx, doer } = act;
  const wanted = await undecided(act, person, ref);
  const purses = await readPurses(trx, doer.officeId, wanted.head, wanted);
  const left = leftOf(purses);
  if (left < wanted.pence) {
    const advice = `Decline ${ref}; what is left can be asked for anew.`;
    throw beyondLeft(wanted.head, wanted, { left, pence: wanted.pence, advice });
  }
  const periods = await readPeriods(trx, doer.officeId);
  demandNextYear(periods, wanted.year);
  const way = wayOver(await findSource(trx, doer.officeId, wanted.source));
  const { reason_words: reasonWords } = await trx('carry_forward')
    .where({ office_id: doer.officeId, ref })
    .first('reason_words');
  const shared = { happenedOn: on, period: currentPeriod(periods), decisionRef: wanted.decisionRef, reasonWords };
  const entries: NewEntry[] = [];
  for (const { account, pence } of drawFrom(purses, wanted.pence)) {
    const next = await nextYears(act, account);
    entries.push(
      { ...shared, kind: 'carry-out', from: account, to: await yearEndAccount(act, account, way), pence },
      { ...shared, kind: 'carry-in', from: await yearEndAccount(act, next, way), to: next, pence },
    );
  }
  await post(act, entries);
  await act.add('carry_forward_outcome', {
    carry_forward_ref: ref,
    outcome: 'approved',
    reason_words: null,
    decided_by: person.id,
  });
  return wanted;
}

/** Declines a carry-forward with a reason that stays. Nothing moves in the books. */
export async function declineCarryForward(act: Act, person: Person, ref: string, reason: string) {
  const wanted = await undecided(act, person, ref);
  await act.add('carry_forward_outcome', {
    carry_forward_ref: ref,
    outcome: 'declined',
    reason_words: await act.words(reason),
    decided_by: person.id,
  });
  return wanted;
}

/** The account of the same head in the next year: an initiative's own of that source, or one under its allocation. */
function nextYears(act: Act, account: Account): Promise<Account> {
  const year = account.year + 1;
  if (account.kind === 'initiative') return sameMoneyOf(act, account, year);
  return ensureAccount(act, sibling({ ...account, year }, { kind: account.kind }));
}

function yearEndAccount(act: Act, account: Account, kind: AccountKind): Promise<Account> {
  return ensureAccount(act, sibling(account, { kind, allocation: '', initiative: '', agreement: '' }));
}

async function undecided(act: Act, person: Person, ref: string): Promise<CarryForward> {
  const found = await findCarryForward(act.trx, act.doer.officeId, ref);
  demand(person, 'carry-forward.approve', { enteredBy: found.requestedBy });
  if (found.status !== 'awaiting approval') {
    throw refused('decided', `${ref} is already ${found.status}. Nothing was changed.`);
  }
  return found;
}

/** Carry-forwards asked for, the oldest first. */
export async function listCarryForwards(
  db: Db,
  officeId: number,
  filter: RequestFilter & { source?: string } = {},
): Promise<CarryForward[]> {
  const rows: Row[] = await db('carry_forward as c')
    .join('audit_event as e', (on) => {
      on.on('e.seq', 'c.act_seq').andOn('e.office_id', 'c.office_id');
    })
    .leftJoin('carry_forward_outcome as o', (on) => {
      on.on('o.carry_forward_ref', 'c.ref').andOn('o.office_id', 'c.office_id');
    })
    .leftJoin('audit_event as d', (on) => {
      on.on('d.seq', 'o.act_seq').andOn('d.office_id', 'o.office_id');
    })
    .where('c.office_id', officeId)
    .modify((q) => {
      if (filter.ref !== undefined) q.where('c.ref', filter.ref);
      if (filter.year !== undefined) q.where('c.year', filter.year);
      if (filter.source !== undefined) q.where('c.source', filter.source);
      if (filter.head !== undefined) q.where('c.held_ref', filter.head);
      if (filter.status === 'awaiting approval') q.whereNull('o.outcome');
      else if (filter.status !== undefined) q.where('o.outcome', filter.status);
    })
    .orderBy('c.id')
    .select(
      'c.*',
      'e.recorded_at as requested_at',
      'o.outcome',
      'o.reason_words as outcome_reason_words',
      'o.decided_by',
      'o.act_seq as decided_seq',
      'd.recorded_at as decided_at',
    );
  return (await spellOut(db, rows)).map(carryForwardFrom);
}

/** A carry-forward by its reference; not found when there is none. */
export async function findCarryForward(db: Db, officeId: number, ref: string): Promise<CarryForward> {
  const [found] = await listCarryForwards(db, officeId, { ref });
  if (found === undefined) throw notFound(`carry-forward ${ref}`);
  return found;
}

function carryForwardFrom(row: Row): CarryForward {
  const { ref, fund, source, year, nature, pence, reason, consent, late } = row;
  return {
    ref,
    fund,
    source,
    year,
    nature,
    head: { level: row.level, ref: row.held_ref },
    pence,
    decisionRef: row.decision_ref,
    reason,
    consent,
    late,
    askedOn: row.asked_on,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    status: row.outcome ?? 'awaiting approval',
    outcome:
      row.outcome === null
        ? null
        : {
            decidedBy: row.decided_by,
            decidedAt: row.decided_at,
            seq: row.decided_seq,
            reason: row.outcome_reason,
          },
  };
}
