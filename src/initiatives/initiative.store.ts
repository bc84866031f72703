import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { overrideOf } from '../funds/allocation.store.ts';
import { demandDecision } from '../funds/decision.store.ts';
import { ensureAccount, findAccounts } from '../ledger/account.store.ts';
import { type Nature, sibling } from '../ledger/account.ts';
import { readPeriodCells } from '../ledger/balance.store.ts';
import { readEntries } from '../ledger/entry.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';

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
  nature: Nature;
  pence: Pence;
  decisionRef: string;
  happenedOn: Day;
  overrideReason: string | null;
}

/**
 * Gives an initiative a budget out of an allocation, for the allocation's year. The first decision makes the original
 * budget of that year; each later one is a revision.
 */
export async function budget(act: Act, wanted: NewBudget): Promise<'budget' | 'budget-revision'> {
  await demandDecision(act, wanted.decisionRef);
  const initiative = await findInitiative(act.trx, act.doer.officeId, wanted.initiative);
  const [from] = await findAccounts(act.trx, act.doer.officeId, {
    kind: 'allocation',
    allocation: wanted.allocation,
    source: wanted.source,
    nature: wanted.nature,
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
      excess: await overrideOf(act, wanted.overrideReason),
    },
  ]);
  return kind;
}

/** Refused when the initiative has no money of this year and nature, which nothing could then be bound or spent from. */
export function noBudget(initiative: string, year: number, nature: Nature) {
  return refused(
    'no-budget',
    `${initiative} has no ${nature} budget for ${yearShown(year)}. Give it one by a decision first.`,
    'initiative',
  );
}

/** Budgets of one decision, allocation, source and year; the ledger's entries made them. */
export interface BudgetDecided {
  decisionRef: string;
  allocation: string;
  source: string;
  year: number;
  kinds: ('budget' | 'budget-revision')[];
  happenedOn: Day;
}

/** What gave the initiative its budgets, in the order in which it was posted. */
export async function listBudgets(db: Db, officeId: number, initiative: string): Promise<BudgetDecided[]> {
  const accounts = await findAccounts(db, officeId, { kind: 'initiative', initiative });
  const entries = await readEntries(db, officeId, { accountIds: accounts.map(({ id }) => id) });
  const found = new Map<string, BudgetDecided>();
  for (const { kind, to, decisionRef, happenedOn } of entries) {
    if (decisionRef === null || (kind !== 'budget' && kind !== 'budget-revision')) continue;
    const { allocation, source, year } = to;
    const key = JSON.stringify([decisionRef, allocation, source, year]);
    const known = found.get(key) ?? { decisionRef, allocation, source, year, kinds: [], happenedOn };
    if (!known.kinds.includes(kind)) known.kinds.push(kind);
    found.set(key, known);
  }
  return [...found.values()];
}
