import type { Act } from '../audit/act.ts';
import { formatPounds, MAX_PENCE, type Pence } from '../money/pence.ts';
import type { Db } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { accountShown, BUDGET_KINDS, moneyShown } from './account.ts';
import { readPeriodCells } from './balance.store.ts';
import { addUp } from './balance.ts';
import { PERIOD_GRAIN, PLACE_GRAIN, saveCells } from './cell.ts';
import { type EntryKind, isLegalWay, type NewEntry } from './entry.ts';
import { readPeriods } from './period.store.ts';
import { closedPeriod, openPeriod, type Period } from './period.ts';

/**
 * Posts entries within an act: all or none. Each is checked against the rules of the books, the cells it touches get
 * a new version, and its id is answered, in order.
 *
 * Refused by name: `same-account`, `leaves-fund`, `illegal-way`, `amount`, `no-such-period`, `period-closed`,
 * `not-closed`, `no-decision`, `not-an-entry`, `other-way`, `corrected-in-full`, `below-zero`.
 */
export async function post(act: Act, entries: NewEntry[]): Promise<number[]> {
  const periods = await readPeriods(act.trx, act.doer.officeId);
  for (const entry of entries) checkEntry(entry, periods);
  const withdrawn = await checkCorrections(act, entries);
  const books = await openBooks(act, entries);
  const rows = entries.map((entry) => entryRow(entry, books.move(entry)));
  const ids = await act.addAll('entry', rows);
  await act.addMany(
    'restatement',
    entries.flatMap(({ concerns }, index) =>
      concerns === undefined ? [] : [{ entry_id: ids[index] as number, year: concerns.year, period: concerns.number }],
    ),
  );
  await act.addMany(
    'recoded_entry',
    entries.flatMap(({ recodes }, index) =>
      recodes === undefined ? [] : [{ entry_id: ids[index] as number, original_entry_id: recodes }],
    ),
  );
  await act.addMany(
    'withdrawn_accrual',
    withdrawn.map((index) => ({ entry_id: ids[index] as number })),
  );
  await books.save();
  return ids;
}

function entryRow(entry: NewEntry, isOver: boolean) {
  return {
    fund: entry.from.fund,
    kind: entry.kind,
    from_account_id: entry.from.id,
    to_account_id: entry.to.id,
    pence: entry.pence,
    happened_on: entry.happenedOn,
    year: entry.period.year,
    period: entry.period.number,
    place: entry.place ?? '',
    category: entry.category ?? '',
    decision_ref: entry.decisionRef ?? null,
    spend_ref: entry.spendRef ?? null,
    batch_ref: entry.batchRef ?? null,
    corrects_entry_id: entry.corrects ?? null,
    // A reason that turned out not to be needed makes no override.
    excess: isOver ? (entry.excess?.kind ?? null) : null,
    reason_words: entry.excess?.reasonWords ?? entry.reasonWords ?? null,
  };
}

/** What promise 13 traces to a recorded decision. */
const NEEDS_DECISION: readonly EntryKind[] = [
  'allocate',
  'budget',
  'budget-revision',
  'virement',
  'carry-out',
  'carry-in',
];
const CORRECTIONS: readonly EntryKind[] = ['reversal', 'refund', 'accrual-reversal'];
/**
 * Of these a part may be reversed: where it is posted anew, what was refunded before stays as it is, and where lines
 * share an entry each is taken back by itself.
 */
const IN_PARTS: readonly EntryKind[] = ['spend', 'adjustment', 'unmatched-credit'];

function checkEntry(entry: NewEntry, periods: Period[]): void {
  const { from, to, kind, pence } = entry;
  if (from.id === to.id) throw refused('same-account', 'An entry moves money between two different accounts.');
  if (from.fund !== to.fund) throw refused('leaves-fund', 'An entry moves money within one fund.');
  const sameMoney = from.source === to.source && from.year === to.year && from.nature === to.nature;
  if (!sameMoney || !isLegalWay(kind, from.kind, to.kind)) {
    throw refused('illegal-way', `No entry of kind ${kind} goes from ${from.name} to ${to.name}.`);
  }
  if (!Number.isSafeInteger(pence) || pence < 1 || pence > MAX_PENCE) {
    throw refused('amount', `The amount must be from £0.01 to ${formatPounds(MAX_PENCE)}.`);
  }
  openPeriod(periods, entry.period);
  if (entry.concerns !== undefined) closedPeriod(periods, entry.concerns);
  if (NEEDS_DECISION.includes(kind) && entry.decisionRef === undefined) {
    throw refused('no-decision', 'Money is allocated and budgeted by a recorded decision. Name the decision.');
  }
}

/** What of an entry has not been taken back, in pence: a correction that was itself reversed takes back nothing. */
export async function leftOfEntry(db: Db, { id, pence }: { id: number; pence: Pence }): Promise<Pence> {
  const corrections: { pence: Pence; reversed: number | null }[] = await db('entry as c')
    .leftJoin('entry as r', (on) => {
      on.on('r.corrects_entry_id', 'c.id').andOn('r.kind', db.raw('?', ['reversal']));
    })
    .where('c.corrects_entry_id', id)
    .select('c.pence', 'r.pence as reversed');
  return pence - addUp(corrections.map((correction) => correction.pence - (correction.reversed ?? 0)));
}

/**
 * A correction names an entry of the same fund, turns it round, and all corrections together never exceed it. Answers
 * which of the entries take an accrual back as a mistake: they are kept by name, since their kind does not tell.
 */
async function checkCorrections(act: Act, entries: NewEntry[]): Promise<number[]> {
  const taken = new Map<number, Pence>();
  const withdrawn: number[] = [];
  for (const [index, entry] of entries.entries()) {
    const isCorrection = CORRECTIONS.includes(entry.kind);
    if (entry.corrects === undefined) {
      if (isCorrection) throw refused('not-an-entry', `A ${entry.kind} names the entry that it corrects.`);
      continue;
    }
    const original = await act
      .trx('entry')
      .where({ office_id: act.doer.officeId, id: entry.corrects, fund: entry.from.fund })
      .first();
    if (original === undefined) throw refused('not-an-entry', 'The entry to be corrected is not in this fund.');
    // An accrual of the year end is reversed in the next year's money.
    const crossesYear = entry.kind === 'accrual-reversal' && entry.period.year !== original.year;
    if (!crossesYear && (original.from_account_id !== entry.to.id || original.to_account_id !== entry.from.id)) {
      throw refused('other-way', 'A correction goes back the way that its original went.');
    }
    if (original.kind === 'reversal' || original.kind === 'accrual-reversal') {
      throw refused('other-way', 'A reversal is not corrected; record the spend again.');
    }
    if (entry.kind === 'refund' && original.kind !== 'spend') {
      throw refused(
        'other-way',
        `Nothing of an entry of kind ${original.kind} is refunded; it is reversed as a whole.`,
      );
    }
    const left = (await leftOfEntry(act.trx, original)) - (taken.get(original.id) ?? 0);
    if (entry.kind === 'accrual-reversal' && original.kind !== 'accrual') {
      throw refused('other-way', 'Only an accrual is reversed by itself.');
    }
    const isPart = entry.kind === 'refund' || (entry.partly === true && IN_PARTS.includes(original.kind));
    if (entry.pence > left || (!isPart && entry.pence !== original.pence)) {
      throw refused(
        'corrected-in-full',
        `Of ${formatPounds(original.pence)}, ${formatPounds(left)} has not been corrected yet; ` +
          `${formatPounds(entry.pence)} cannot be. A reversal takes back the whole.`,
      );
    }
    taken.set(original.id, (taken.get(original.id) ?? 0) + entry.pence);
    if (entry.kind === 'reversal' && original.kind === 'accrual') withdrawn.push(index);
  }
  return withdrawn;
}

/** The balances of the accounts that these entries touch: moved in memory first, then saved as new versions. */
async function openBooks(act: Act, entries: NewEntry[]) {
  const ids = [...new Set(entries.flatMap(({ from, to }) => [from.id, to.id]))];
  const balances = new Map<number, Pence>(ids.map((id) => [id, 0]));
  for (const cell of await readPeriodCells(act.trx, act.doer.officeId, { accountIds: ids })) {
    balances.set(cell.account.id, addUp([balances.get(cell.account.id) ?? 0, cell.penceIn, -cell.penceOut]));
  }
  return {
    /** Moves the money, and answers whether that took a budget account below zero. */
    move(entry: NewEntry): boolean {
      const { from, to, pence } = entry;
      const left = (balances.get(from.id) ?? 0) - pence;
      const isOver = left < 0 && BUDGET_KINDS.includes(from.kind);
      if (isOver && entry.excess === undefined) {
        throw refused(
          'below-zero',
          `What is left of ${accountShown(from)} (${moneyShown(from)}) is ${formatPounds(left + pence)}, ` +
            `${formatPounds(-left)} less than ${formatPounds(pence)}. Lower the amount, or ask somebody who may go ` +
            'beyond what is left and says why.',
        );
      }
      balances.set(from.id, left);
      balances.set(to.id, (balances.get(to.id) ?? 0) + pence);
      return isOver;
    },
    async save(): Promise<void> {
      await saveCells(act, PERIOD_GRAIN, entries);
      await saveCells(act, PLACE_GRAIN, entries);
    },
  };
}
