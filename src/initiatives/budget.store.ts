import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { demandDecision } from '../funds/decision.store.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Account } from '../ledger/account.ts';
import { addUp, behindTotal } from '../ledger/balance.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { EntryKind } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import type { Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { BUDGET_ENTRIES, CURRENT_BUDGET } from './budget.ts';
import { findInitiative, type NewBudget, reasonsOf } from './initiative.store.ts';

/**
 * Takes a part of an initiative's budget back into the allocation that it came from: a revision, which says why.
 * Refused by name: `reason-needed`, `not-budgeted` when it has nothing of that allocation and source, `below-zero`
 * beyond what is free of it, unless somebody with the authority says why.
 */
export async function takeFromBudget(act: Act, wanted: NewBudget): Promise<void> {
  await demandDecision(act, wanted.decisionRef);
  const { trx, doer } = act;
  const { ref } = await findInitiative(trx, doer.officeId, wanted.initiative);
  const { allocation, source, nature, year } = wanted;
  const held = { allocation, source, nature, ...(year === undefined ? {} : { year }) };
  const [from] = await findAccounts(trx, doer.officeId, { ...held, kind: 'initiative', initiative: ref });
  const [to] = await findAccounts(trx, doer.officeId, { ...held, kind: 'allocation' });
  if (from === undefined || to === undefined) {
    throw refused(
      'not-budgeted',
      `${ref} has no ${nature} budget of ${source} from ${allocation}. Choose what its budget came from.`,
      'allocation',
    );
  }
  const reason = wanted.reason ?? null;
  if (reason === null) {
    throw refused('reason-needed', 'Taking a budget back is a revision. Say why it changes.', 'reason');
  }
  await post(act, [
    {
      kind: 'budget-revision',
      from,
      to,
      pence: wanted.pence,
      happenedOn: wanted.happenedOn,
      period: currentPeriod(await readPeriods(trx, doer.officeId)),
      decisionRef: wanted.decisionRef,
      ...(await reasonsOf(act, reason, wanted.overrideReason)),
    },
  ]);
}

/** What made or changed an initiative's budget of a year: an original, a revision, a virement or money brought forward. */
export interface BudgetChange {
  year: number;
  kind: EntryKind;
  /** Signed: what it did to the budget, in pence. */
  pence: Pence;
  /** The year's budget with this change and all before it. */
  after: Pence;
  /** The initiative's own account, and the other side of the entry. */
  held: Account;
  other: Account;
  happenedOn: Day;
  decisionRef: string | null;
  reason: string | null;
  recordedAt: string;
  /** Who recorded it; null for the program itself. */
  recordedBy: number | null;
  /** Whether the act that recorded it ended with it, so that `after` can be asked for as at that moment. */
  endsAct: boolean;
}

/** Every change of the initiative's budgets, year by year, in the order in which they were posted. */
export async function listBudgetChanges(db: Db, officeId: number, initiative: string): Promise<BudgetChange[]> {
  const accounts = await findAccounts(db, officeId, { kind: 'initiative', initiative });
  const accountIds = accounts.map(({ id }) => id);
  const entries = await readEntries(db, officeId, { accountIds, kinds: BUDGET_ENTRIES });
  const recorded = await readRecorded(db, officeId, accountIds);
  const years = [...new Set(accounts.map(({ year }) => year))].toSorted((a, b) => a - b);
  return years.flatMap((year) => {
    const behind = behindTotal(entries, { ...CURRENT_BUDGET, initiative, year });
    return behind.map(({ entry, pence }, index) => {
      const isOurs = entry.to.kind === 'initiative' && entry.to.initiative === initiative;
      return {
        year,
        kind: entry.kind,
        pence,
        after: addUp(behind.slice(0, index + 1).map((before) => before.pence)),
        held: isOurs ? entry.to : entry.from,
        other: isOurs ? entry.from : entry.to,
        happenedOn: entry.happenedOn,
        decisionRef: entry.decisionRef,
        endsAct: behind[index + 1]?.entry.seq !== entry.seq,
        ...(recorded.get(entry.id) as Recorded),
      };
    });
  });
}

type Recorded = Pick<BudgetChange, 'reason' | 'recordedAt' | 'recordedBy'>;

/** Why each of these entries was posted, when and by whom. */
async function readRecorded(db: Db, officeId: number, accountIds: number[]): Promise<Map<number, Recorded>> {
  const rows = await db('entry as e')
    .join('audit_event as a', (on) => {
      on.on('a.office_id', 'e.office_id').andOn('a.seq', 'e.act_seq');
    })
    .where('e.office_id', officeId)
    .whereIn('e.kind', [...BUDGET_ENTRIES])
    .where((either) => either.whereIn('e.from_account_id', accountIds).orWhereIn('e.to_account_id', accountIds))
    .select('e.id', 'e.reason_words', 'a.recorded_at', 'a.person_id');
  const spelled = await spellOut(db, rows);
  return new Map(
    spelled.map((row) => [
      row.id,
      { reason: row.reason as string | null, recordedAt: row.recorded_at, recordedBy: row.person_id },
    ]),
  );
}
