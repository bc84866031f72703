import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { overrideOf } from '../funds/allocation.store.ts';
import { demandDecision } from '../funds/decision.store.ts';
import { ensureAccount, findAccounts } from '../ledger/account.store.ts';
import { type Nature, sibling } from '../ledger/account.ts';
import { readPeriodCells } from '../ledger/balance.store.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { demandNotOver } from './life/life.store.ts';

/** One commissioned piece of work. */
export interface Initiative {
  ref: string;
  fund: string;
  kind: string;
  name: string;
  purpose: string;
  /** What its existence and its amount rest on: a decision, a letter. */
  basis: string;
  /** False when no amount was ever published: that is not the same as £0. */
  amountPublished: boolean;
}

/** Adds an initiative and answers its reference. */
export async function addInitiative(act: Act, wanted: Omit<Initiative, 'ref'>): Promise<string> {
  const ref = `I-${String(await act.nextNumber('initiative', 0)).padStart(2, '0')}`;
  await act.add('initiative', {
    ref,
    fund: wanted.fund,
    kind: wanted.kind,
    name_words: await act.words(wanted.name),
    purpose_words: await act.words(wanted.purpose),
    basis_words: await act.words(wanted.basis),
    amount_published: wanted.amountPublished ? 1 : 0,
  });
  return ref;
}

/** The office's initiatives up to an act, in the order in which they were added. */
export async function listInitiatives(
  db: Db,
  officeId: number,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<Initiative[]> {
  const rows = await db('initiative').where({ office_id: officeId }).where('act_seq', '<=', upToSeq).orderBy('id');
  return (await spellOut(db, rows)).map(initiativeFrom);
}

/** An initiative by its reference; not found when there is none. */
export async function findInitiative(db: Db, officeId: number, ref: string): Promise<Initiative> {
  const [row] = await spellOut(db, await db('initiative').where({ office_id: officeId, ref }));
  if (row === undefined) throw notFound(`initiative ${ref}`);
  return initiativeFrom(row);
}

function initiativeFrom(row: Row): Initiative {
  const { ref, fund, kind, name, purpose, basis } = row;
  return { ref, fund, kind, name, purpose, basis, amountPublished: row.amount_published === 1 };
}

/** A budget to be given out of an allocation. */
export interface NewBudget {
  initiative: string;
  allocation: string;
  source: string;
  /** Which money of the allocation is meant where some was brought forward; the first that it held, when left out. */
  year?: number;
  nature: Nature;
  pence: Pence;
  decisionRef: string;
  happenedOn: Day;
  /** Why the budget changes: a revision needs it. */
  reason?: string | null;
  overrideReason: string | null;
}

/**
 * Gives an initiative a budget out of an allocation, for the allocation's year. The first decision makes the original
 * budget of that year; each later one is a revision, which says why (`reason-needed`).
 */
export async function budget(act: Act, wanted: NewBudget): Promise<'budget' | 'budget-revision'> {
  await demandDecision(act, wanted.decisionRef);
  const initiative = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  await demandNotOver(act.trx, act.doer.officeId, initiative.ref);
  const [from] = await findAccounts(act.trx, act.doer.officeId, {
    kind: 'allocation',
    allocation: wanted.allocation,
    source: wanted.source,
    nature: wanted.nature,
    ...(wanted.year === undefined ? {} : { year: wanted.year }),
  });
  if (from === undefined) {
    throw refused(
      'no-allocation',
      `${wanted.allocation} holds no ${wanted.nature} money of ${wanted.source}. Choose an allocation that does.`,
      'allocation',
    );
  }
  const held = await findAccounts(act.trx, act.doer.officeId, {
    kind: 'initiative',
    initiative: initiative.ref,
    year: from.year,
  });
  const cells = await readPeriodCells(act.trx, act.doer.officeId, { accountIds: held.map(({ id }) => id) });
  const kind = cells.some((cell) => cell.kind === 'budget') ? 'budget-revision' : 'budget';
  const reason = wanted.reason ?? null;
  if (kind === 'budget-revision' && reason === null) {
    throw refused(
      'reason-needed',
      `${initiative.ref} has its original budget for ${yearShown(from.year)}, so this is a revision. Say why it changes.`,
      'reason',
    );
  }
  const to = await ensureAccount(act, sibling(from, { kind: 'initiative', initiative: initiative.ref }));
  await post(act, [
    {
      kind,
      from,
      to,
      pence: wanted.pence,
      happenedOn: wanted.happenedOn,
      period: currentPeriod(await readPeriods(act.trx, act.doer.officeId)),
      decisionRef: wanted.decisionRef,
      ...(await reasonsOf(act, reason, wanted.overrideReason)),
    },
  ]);
  return kind;
}

/**
 * The reasons that an entry keeps: why a budget changes and, beyond what is left, by whose authority. An entry has one
 * text, so the two stand together in it.
 */
export async function reasonsOf(
  act: Act,
  reason: string | null,
  overrideReason: string | null,
): Promise<Pick<NewEntry, 'reasonWords' | 'excess'>> {
  if (overrideReason === null || overrideReason === '') {
    return { reasonWords: (await act.optionalWords(reason)) ?? undefined };
  }
  const both = reason === null ? overrideReason : `${reason}\nBeyond what is left: ${overrideReason}`;
  return { excess: await overrideOf(act, both) };
}

/** Refused when the initiative has no money of this year and nature, which nothing could then be bound or spent from. */
export function noBudget(initiative: string, year: number, nature: Nature, field = 'initiative') {
  return refused(
    'no-budget',
    `${initiative} has no ${nature} budget for ${yearShown(year)}. Give it one by a decision first.`,
    field,
  );
}
