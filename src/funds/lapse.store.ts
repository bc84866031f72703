import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { ensureAccount, findAccounts } from '../ledger/account.store.ts';
import { type Nature, sibling } from '../ledger/account.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { NewEntry } from '../ledger/entry.ts';
import { readPeriods } from '../ledger/period.store.ts';
import { currentPeriod } from '../ledger/period.ts';
import { post } from '../ledger/post.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { withLeft } from './budget-head.store.ts';
import { type BudgetHead, headOf, type Money } from './budget-head.ts';
import { listCarryForwards } from './carry-forward.store.ts';
import { demandEnded, demandReleased, demandRingFenced, type LapsePlan, planLapse } from './lapse.ts';
import { findSource } from './source.store.ts';

/** What the source would take back of this money, as the books stand. */
export async function readLapsePlan(db: Db, officeId: number, { source, year, nature }: Money): Promise<LapsePlan> {
  return planLapse(await withLeft(db, officeId, await findAccounts(db, officeId, { source, year, nature })));
}

/**
 * Refused by name when nothing of this money can lapse now: `own-money`, `no-such-year`, `year-open`,
 * `carry-forward-awaits`, `still-bound`, `nothing-left`.
 */
export async function demandLapsable(db: Db, officeId: number, money: Money, plan: LapsePlan): Promise<void> {
  demandRingFenced(await findSource(db, officeId, money.source));
  demandEnded(await readPeriods(db, officeId), money.year);
  const asked = await listCarryForwards(db, officeId, { ...money, status: 'awaiting approval' });
  const refs = asked.filter(({ nature }) => nature === money.nature).map(({ ref }) => ref);
  if (refs.length > 0) {
    throw refused('carry-forward-awaits', `${refs.join(', ')} awaits a decision on this money. Decide that first.`);
  }
  demandReleased(plan);
  if (plan.pence === 0) throw refused('nothing-left', 'Nothing of this money is left, so nothing lapses.');
}

/** What somebody confirms: the total that they saw, and why it lapses. */
export interface NewLapse extends Money {
  /** The total of the preview; null from stories, which see no page. */
  seen: Pence | null;
  reason: string;
  on: Day;
}

/**
 * Lets what is left of a ring-fenced source's year go back to it: an entry from each head to the source. Refused as
 * `demandLapsable` says, and as `moved` when more or less is left than was seen. Answers what lapsed, in pence.
 */
export async function recordLapse(act: Act, wanted: NewLapse): Promise<Pence> {
  const { trx, doer } = act;
  const { source, year, nature } = wanted;
  const money = { source, year, nature };
  const plan = await readLapsePlan(trx, doer.officeId, money);
  await demandLapsable(trx, doer.officeId, money, plan);
  if (wanted.seen !== null && wanted.seen !== plan.pence) {
    throw refused(
      'moved',
      `You saw ${formatPounds(wanted.seen)}, and ${formatPounds(plan.pence)} is left now. Look again, and confirm that.`,
    );
  }
  const reasonWords = await act.words(wanted.reason);
  const period = currentPeriod(await readPeriods(trx, doer.officeId));
  const entries: NewEntry[] = [];
  for (const { account, pence } of plan.lines.flatMap(({ parts }) => parts)) {
    const gone = sibling(account, { kind: 'source', allocation: '', initiative: '', agreement: '' });
    const to = await ensureAccount(act, gone);
    entries.push({ kind: 'lapse', from: account, to, pence, happenedOn: wanted.on, period, reasonWords });
  }
  await post(act, entries);
  await act.add('lapse', { ...money, pence: plan.pence, reason_words: reasonWords, decided_by: doer.personId });
  return plan.pence;
}

/** What one head gave back, with who let it lapse and why. */
export interface Lapse extends Money {
  head: BudgetHead;
  pence: Pence;
  reason: string;
  decidedBy: number | null;
  decidedAt: string;
}

/** What a source took back of a year, head by head, the oldest first. */
export async function listLapses(db: Db, officeId: number, source: string, year: number): Promise<Lapse[]> {
  const rows: Row[] = await db('lapse as l')
    .join('audit_event as e', (on) => {
      on.on('e.seq', 'l.act_seq').andOn('e.office_id', 'l.office_id');
    })
    .where({ 'l.office_id': officeId, 'l.source': source, 'l.year': year })
    .orderBy('l.id')
    .select('l.*', 'e.recorded_at');
  const entries = await readEntries(db, officeId, { kind: 'lapse' });
  return (await spellOut(db, rows)).flatMap((row) =>
    entries
      .filter(({ seq, from }) => seq === row.act_seq && from.nature === row.nature)
      .flatMap(({ from, pence }) => {
        const head = headOf(from);
        if (head === null) return [];
        const { nature, decided_by: decidedBy, recorded_at: decidedAt } = row;
        return [
          { source, year, nature: nature as Nature, head, pence, reason: row.reason as string, decidedBy, decidedAt },
        ];
      }),
  );
}
