import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { ensureAccount } from '../ledger/account.store.ts';
import { sibling } from '../ledger/account.ts';
import type { Excess, NewEntry } from '../ledger/entry.ts';
import type { Books } from '../ledger/figure.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import type { ReadFigures, ShownFigure } from '../ledger/shown-figure.ts';
import { demand, may } from '../people/may.ts';
import type { Person } from '../people/person.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { listAllocations, overrideOf } from './allocation.store.ts';
import { beyondLeft, noMoney, readPurses } from './budget-head.store.ts';
import { type BudgetHead, drawFrom, leftOf, type Money, type Purse, type ReadInitiatives } from './budget-head.ts';
import { demandDecision } from './decision.store.ts';
import type { RequestFilter } from './request.ts';
import { demandConsent } from './source.store.ts';
import {
  demandOpenYear,
  diffFigures,
  diffMark,
  diffOf,
  headsOf,
  type Virement,
  type VirementDiff,
} from './virement.ts';

/** What somebody asks to be moved. */
export type NewVirement = Pick<
  Virement,
  'level' | 'source' | 'year' | 'nature' | 'from' | 'to' | 'pence' | 'decisionRef' | 'reason' | 'consent' | 'override'
>;

/**
 * Asks for a virement, to be approved by somebody else. Answers its reference. Nothing moves in the books yet.
 *
 * Refused by name: `no-decision`, `same-head`, `no-head`, `other-fund`, `other-year`, `no-money`, `year-closed`,
 * `no-consent`, `below-zero`; `override` where a reason is given without the authority.
 */
export async function requestVirement(
  act: Act,
  wanted: NewVirement,
  requestedBy: number,
  readInitiatives: ReadInitiatives,
): Promise<string> {
  const { trx, doer } = act;
  await demandDecision(act, wanted.decisionRef);
  if (wanted.from === wanted.to) {
    throw refused('same-head', 'A virement moves budget between two different heads. Choose another.', 'to');
  }
  const [from, to] = headsOf(wanted);
  const purses = await readPurses(trx, doer.officeId, from, wanted);
  const fund = purses[0]?.account.fund;
  if (fund === undefined) throw noMoney(from, wanted, 'from');
  await demandHead(act, to, fund, wanted, readInitiatives);
  demandOpenYear(await readPeriods(trx, doer.officeId), wanted.year);
  await demandConsent(act, wanted);
  const override = await overrideOf(act, wanted.override);
  const left = leftOf(purses);
  if (left < wanted.pence && override === undefined) {
    const advice = 'Lower the amount, or move it from another head.';
    throw beyondLeft(from, wanted, { left, pence: wanted.pence, advice, field: 'amount' });
  }
  const ref = `V-${wanted.year}-${String(await act.nextNumber('virement', wanted.year)).padStart(3, '0')}`;
  await act.add('virement', {
    fund,
    ref,
    level: wanted.level,
    source: wanted.source,
    year: wanted.year,
    nature: wanted.nature,
    from_ref: wanted.from,
    to_ref: wanted.to,
    pence: wanted.pence,
    decision_ref: wanted.decisionRef,
    reason_words: await act.words(wanted.reason),
    consent_words: await act.optionalWords(wanted.consent),
    override_words: override?.reasonWords ?? null,
    requested_by: requestedBy,
  });
  return ref;
}

async function demandHead(
  act: Act,
  head: BudgetHead,
  fund: string,
  { year }: Money,
  readInitiatives: ReadInitiatives,
): Promise<void> {
  const { trx, doer } = act;
  const known: { ref: string; fund: string; year?: number }[] =
    head.level === 'initiative' ? await readInitiatives(trx, doer.officeId) : await listAllocations(trx, doer.officeId);
  const found = known.find(({ ref }) => ref === head.ref);
  if (found === undefined) throw refused('no-head', `There is no ${head.level} ${head.ref}. Choose another.`, 'to');
  if (found.fund !== fund) {
    throw refused('other-fund', `${head.ref} belongs to another fund. A virement stays within one.`, 'to');
  }
  if (found.year !== undefined && found.year !== year) {
    throw refused(
      'other-year',
      `${head.ref} is an allocation of ${yearShown(found.year)}, and the money is of ${yearShown(year)}. Choose an ` +
        'allocation of that year.',
      'to',
    );
  }
}

/** What a virement would change as the books stand, with the figures that say so. */
export interface VirementEffect {
  figures: ShownFigure[];
  diff: VirementDiff;
  purses: Purse[];
}

/** Reads what the virement would change now: within an act, as the books stood just before it. */
export async function readEffect(
  where: Books | { db: Db; officeId: number },
  virement: Virement,
  readFigures: ReadFigures,
): Promise<VirementEffect> {
  const figures = await readFigures(where, diffFigures(virement));
  return {
    figures,
    diff: diffOf(
      virement.pence,
      figures.map(({ value }) => value),
    ),
    purses: await readPurses(where.db, where.officeId, headsOf(virement)[0], virement),
  };
}

/** How an approver answers: the diff that they saw, and their own reason where it goes beyond what is left. */
export interface VirementApproval {
  /** As `diffMark` wrote it; null from the command line and from stories, which see no page. */
  seen: string | null;
  override: string | null;
  on: Day;
}

/**
 * Approves a virement that somebody else asked for, and moves the money: out of one head and into the other by the
 * same entry. The limit is tested on the year's running total of the head that was moved most, this one included.
 *
 * Refused by name: `own-entry`, `limit`, `decided`, `year-closed`, `moved` when the budgets are no longer those that
 * the approver saw, `below-zero` when what is left no longer bears it.
 */
export async function approveVirement(
  act: Act,
  person: Person,
  ref: string,
  approval: VirementApproval,
  readFigures: ReadFigures,
): Promise<Virement> {
  const { trx, doer } = act;
  const virement = await undecided(act, person, ref);
  const { diff, purses } = await readEffect({ db: trx, officeId: doer.officeId }, virement, readFigures);
  demand(person, 'virement.approve', { enteredBy: virement.requestedBy, pence: diff.running });
  demandOpenYear(await readPeriods(trx, doer.officeId), virement.year);
  if (approval.seen !== null && approval.seen !== diffMark(diff)) {
    throw refused('moved', `The budgets have moved since you opened ${ref}. Look at what it changes now, and decide.`);
  }
  const [head] = headsOf(virement);
  const { reasonWords, excess } = await reasonsOf(act, virement, approval.override);
  const left = leftOf(purses);
  if (left < virement.pence && excess === undefined) {
    const advice = `Decline ${ref}, or wait until there is more.`;
    throw beyondLeft(head, virement, { left, pence: virement.pence, advice });
  }
  const period = currentPeriod(await readPeriods(trx, doer.officeId));
  const entries: NewEntry[] = [];
  for (const { account, pence } of drawFrom(purses, virement.pence)) {
    const to = await ensureAccount(act, sibling(account, { kind: virement.level, [virement.level]: virement.to }));
    const shared = { pence, period, happenedOn: approval.on, decisionRef: virement.decisionRef, reasonWords, excess };
    entries.push({ kind: 'virement', from: account, to, ...shared });
  }
  await post(act, entries);
  await act.add('virement_outcome', {
    virement_ref: ref,
    outcome: 'approved',
    reason_words: await act.optionalWords(approval.override),
    from_before: diff.fromBefore,
    from_after: diff.fromAfter,
    to_before: diff.toBefore,
    to_after: diff.toAfter,
    running_pence: diff.running,
    decided_by: person.id,
  });
  return virement;
}

/**
 * Why it moves, and by whose authority it may go beyond what is left: of whoever approves it, or of whoever asked.
 */
async function reasonsOf(
  act: Act,
  { ref }: Virement,
  override: string | null,
): Promise<{ reasonWords: string; excess: Excess | undefined }> {
  const row = await act
    .trx('virement')
    .where({ office_id: act.doer.officeId, ref })
    .first('reason_words', 'override_words');
  const asked: Excess | undefined =
    row.override_words === null ? undefined : { kind: 'override', reasonWords: row.override_words };
  return { reasonWords: row.reason_words, excess: (await overrideOf(act, override)) ?? asked };
}

/** The virements that this person may approve as the books stand: asked for by others, and within their limit. */
export async function listApprovable(books: Books, person: Person, readFigures: ReadFigures): Promise<Virement[]> {
  if (!may(person, 'virement.approve').may) return [];
  const approvable: Virement[] = [];
  for (const virement of await listVirements(books.db, books.officeId, { status: 'awaiting approval' })) {
    const { diff } = await readEffect(books, virement, readFigures);
    const subject = { enteredBy: virement.requestedBy, pence: diff.running };
    if (may(person, 'virement.approve', subject).may) approvable.push(virement);
  }
  return approvable;
}

/** Declines a virement with a reason that stays. Nothing moves in the books. */
export async function declineVirement(act: Act, person: Person, ref: string, reason: string): Promise<Virement> {
  const virement = await undecided(act, person, ref);
  await act.add('virement_outcome', {
    virement_ref: ref,
    outcome: 'declined',
    reason_words: await act.words(reason),
    decided_by: person.id,
  });
  return virement;
}

async function undecided(act: Act, person: Person, ref: string): Promise<Virement> {
  const virement = await findVirement(act.trx, act.doer.officeId, ref);
  demand(person, 'virement.approve', { enteredBy: virement.requestedBy });
  if (virement.status !== 'awaiting approval') {
    throw refused('decided', `${ref} is already ${virement.status}. Nothing was changed.`);
  }
  return virement;
}

/** Virements asked for, the oldest first. */
export async function listVirements(db: Db, officeId: number, filter: RequestFilter = {}): Promise<Virement[]> {
  const rows: Row[] = await db('virement as v')
    .join('audit_event as e', (on) => {
      on.on('e.seq', 'v.act_seq').andOn('e.office_id', 'v.office_id');
    })
    .leftJoin('virement_outcome as o', (on) => {
      on.on('o.virement_ref', 'v.ref').andOn('o.office_id', 'v.office_id');
    })
    .leftJoin('audit_event as d', (on) => {
      on.on('d.seq', 'o.act_seq').andOn('d.office_id', 'o.office_id');
    })
    .where('v.office_id', officeId)
    .modify((q) => {
      if (filter.ref !== undefined) q.where('v.ref', filter.ref);
      if (filter.year !== undefined) q.where('v.year', filter.year);
      const { head } = filter;
      if (head !== undefined) q.where((either) => either.where('v.from_ref', head).orWhere('v.to_ref', head));
      if (filter.status === 'awaiting approval') q.whereNull('o.outcome');
      else if (filter.status !== undefined) q.where('o.outcome', filter.status);
    })
    .orderBy('v.id')
    .select(
      'v.*',
      'e.recorded_at as requested_at',
      'o.outcome',
      'o.reason_words as outcome_reason_words',
      'o.from_before',
      'o.from_after',
      'o.to_before',
      'o.to_after',
      'o.running_pence',
      'o.decided_by',
      'o.act_seq as decided_seq',
      'd.recorded_at as decided_at',
    );
  return (await spellOut(db, rows)).map(virementFrom);
}

/** A virement by its reference; not found when there is none. */
export async function findVirement(db: Db, officeId: number, ref: string): Promise<Virement> {
  const [found] = await listVirements(db, officeId, { ref });
  if (found === undefined) throw notFound(`virement ${ref}`);
  return found;
}

function virementFrom(row: Row): Virement {
  const { ref, fund, level, source, year, nature, pence, reason, consent, override } = row;
  return {
    ref,
    fund,
    level,
    source,
    year,
    nature,
    from: row.from_ref,
    to: row.to_ref,
    pence,
    decisionRef: row.decision_ref,
    reason,
    consent,
    override,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at,
    status: row.outcome ?? 'awaiting approval',
    outcome: row.outcome === null ? null : outcomeFrom(row),
  };
}

function outcomeFrom(row: Row): Virement['outcome'] {
  return {
    decidedBy: row.decided_by,
    decidedAt: row.decided_at,
    seq: row.decided_seq,
    reason: row.outcome_reason,
    diff:
      row.outcome === 'declined'
        ? null
        : {
            fromBefore: row.from_before,
            fromAfter: row.from_after,
            toBefore: row.to_before,
            toAfter: row.to_after,
            running: row.running_pence,
          },
  };
}
