import type { Act } from '../../audit/act.ts';
import type { Day } from '../../calendar/day.ts';
import { yearShown } from '../../calendar/financial-year.ts';
import { comparePeriods, periodShown } from '../../calendar/period.ts';
import { overrideOf } from '../../funds/allocation.store.ts';
import { drawInOrder, type Purse } from '../../funds/budget-head.ts';
import { demandDecision } from '../../funds/decision.store.ts';
import { ensureAccount } from '../../ledger/account.store.ts';
import { type Account, sibling } from '../../ledger/account.ts';
import { addUp } from '../../ledger/balance.ts';
import type { NewEntry } from '../../ledger/entry.ts';
import { readPeriods } from '../../ledger/period.store.ts';
import { currentPeriod, type Period } from '../../ledger/period.ts';
import { post } from '../../ledger/post.ts';
import { formatPounds, type Pence } from '../../money/pence.ts';
import type { Db, Row } from '../../platform/database.ts';
import { refused } from '../../platform/refusal.ts';
import { noBudget } from '../initiative.store.ts';
import { findAgreement } from './agreement.store.ts';
import { demandYear } from './bind.store.ts';
import { agreementPurses, freeAccount, initiativePurses } from './purse.store.ts';
import { rollAmountField } from './roll-forward.ts';

/** An open commitment that a decision took into the next year. */
export interface RollForward {
  agreement: string;
  fromYear: number;
  toYear: number;
  pence: Pence;
  decisionRef: string;
  decidedBy: number | null;
  seq: number;
}

/** What was rolled forward up to an act, in the order in which it was recorded. */
export async function listRollForwards(
  db: Db,
  officeId: number,
  where: { agreement?: string; fromYear?: number; upToSeq?: number } = {},
): Promise<RollForward[]> {
  const rows: Row[] = await db('roll_forward')
    .where({ office_id: officeId })
    .modify((q) => {
      if (where.agreement !== undefined) q.where('agreement', where.agreement);
      if (where.fromYear !== undefined) q.where('from_year', where.fromYear);
      if (where.upToSeq !== undefined) q.where('act_seq', '<=', where.upToSeq);
    })
    .orderBy('id');
  return rows.map((row) => ({
    agreement: row.agreement,
    fromYear: row.from_year,
    toYear: row.to_year,
    pence: row.pence,
    decisionRef: row.decision_ref,
    decidedBy: row.decided_by,
    seq: row.act_seq,
  }));
}

/** The commitments that one decision rolls forward out of one year. */
export interface NewRollForward {
  fromYear: number;
  decisionRef: string;
  happenedOn: Day;
  items: readonly { agreement: string; pence: Pence }[];
  overrideReason: string | null;
}

/** Whether commitments of the year may be rolled forward: from its last month on. */
export function isEnding(periods: Period[], year: number): boolean {
  const current = periods.find(({ closed }) => !closed);
  return current === undefined || comparePeriods(current, { year, number: LAST_MONTH }) >= 0;
}

const LAST_MONTH = 12;

/**
 * Rolls open commitments forward: of each agreement, the amount is released out of the old year and bound again out of
 * the next year's budget of its initiative, of the same source first. What is released stays with the initiative in
 * the old year. All or none.
 *
 * Refused by name: `nothing-chosen`, `chosen-twice`, `year-not-made`, `not-ending`, `rolled-already` by this decision,
 * `more-than-outstanding`, `no-budget` in the next year, `below-zero` beyond what is left of it, unless somebody with
 * the authority says why.
 */
export async function rollForward(act: Act, wanted: NewRollForward): Promise<void> {
  const { trx, doer } = act;
  await demandDecision(act, wanted.decisionRef);
  const periods = await readPeriods(trx, doer.officeId);
  await checkItems(act, wanted, periods);
  const toYear = wanted.fromYear + 1;
  const shared = {
    happenedOn: wanted.happenedOn,
    period: currentPeriod(periods),
    decisionRef: wanted.decisionRef,
  };
  const reasonWords = await act.words(`Open commitment rolled forward into ${yearShown(toYear)}`);
  const excess = await overrideOf(act, wanted.overrideReason);
  const nextYear = new NextYear(act, toYear);
  const entries: NewEntry[] = [];
  for (const { agreement, pence } of wanted.items) {
    for (const part of await outstandingParts(act, agreement, wanted.fromYear, pence)) {
      const to = await freeAccount(act, part.account);
      entries.push({ ...shared, kind: 'release', from: part.account, to, pence: part.pence, reasonWords });
      for (const drawn of await nextYear.draw(part.account, part.pence)) {
        const bound = await ensureAccount(act, sibling(drawn.account, { kind: 'agreement', agreement }));
        entries.push({ ...shared, kind: 'commit', from: drawn.account, to: bound, pence: drawn.pence, excess });
      }
    }
  }
  await post(act, entries);
  await act.addMany(
    'roll_forward',
    wanted.items.map(({ agreement, pence }) => ({
      agreement,
      from_year: wanted.fromYear,
      to_year: toYear,
      pence,
      decision_ref: wanted.decisionRef,
      decided_by: doer.personId,
    })),
  );
}

async function checkItems(
  act: Act,
  { fromYear, decisionRef, items }: NewRollForward,
  periods: Period[],
): Promise<void> {
  if (items.length === 0) throw refused('nothing-chosen', 'Choose at least one commitment to roll forward.');
  const chosen = items.map(({ agreement }) => agreement);
  const twice = chosen.find((agreement, index) => chosen.indexOf(agreement) !== index);
  if (twice !== undefined) throw refused('chosen-twice', `${twice} was chosen twice. Choose it once.`);
  demandYear(periods, fromYear);
  demandYear(periods, fromYear + 1);
  if (!isEnding(periods, fromYear)) {
    const last = periodShown({ year: fromYear, number: LAST_MONTH });
    throw refused(
      'not-ending',
      `${yearShown(fromYear)} is not ending yet. Roll its commitments forward when ${last} is the current period, or later.`,
    );
  }
  const before = await listRollForwards(act.trx, act.doer.officeId, { fromYear });
  const again = before.find((rolled) => rolled.decisionRef === decisionRef && chosen.includes(rolled.agreement));
  if (again !== undefined) {
    throw refused(
      'rolled-already',
      `${decisionRef} has rolled ${formatPounds(again.pence)} of ${again.agreement} forward already. Leave it out, or ` +
        'name another decision for what is still outstanding.',
      rollAmountField(again.agreement),
    );
  }
}

/** What of an agreement's year is rolled forward, by account: what was bound last goes first. */
async function outstandingParts(act: Act, ref: string, year: number, pence: Pence) {
  const { trx, doer } = act;
  await findAgreement(trx, doer.officeId, ref);
  const purses = await agreementPurses(trx, doer.officeId, ref, year);
  const outstanding = addUp(purses.map(({ left }) => left));
  if (pence > outstanding) {
    throw refused(
      'more-than-outstanding',
      `${ref} has ${formatPounds(outstanding)} outstanding in ${yearShown(year)}; ${formatPounds(pence)} cannot be ` +
        'rolled forward.',
      rollAmountField(ref),
    );
  }
  return drawInOrder(purses.toReversed(), pence);
}

/** What initiatives have free in the next year, lowered as commitments are bound out of it. */
class NextYear {
  private readonly act: Act;
  private readonly year: number;
  private readonly purses = new Map<string, Purse[]>();

  constructor(act: Act, year: number) {
    this.act = act;
    this.year = year;
  }

  /** Draws on the same source first, then on the others as far as they reach; the rest falls on the first again. */
  async draw({ initiative, nature, source, agreement }: Account, pence: Pence) {
    const free = await this.free(initiative, nature);
    if (free.length === 0) throw noBudget(initiative, this.year, nature, rollAmountField(agreement));
    const same = free.filter(({ account }) => account.source === source);
    const others = free.filter(({ account }) => account.source !== source);
    const inOrder = [...same, ...others];
    const drawn = drawInOrder(inOrder.length === 1 ? inOrder : [...inOrder, inOrder[0] as Purse], pence);
    for (const part of drawn) {
      const purse = free.find(({ account }) => account.id === part.account.id) as Purse;
      purse.left -= part.pence;
    }
    return drawn;
  }

  private async free(initiative: string, nature: Account['nature']): Promise<Purse[]> {
    const key = `${initiative} ${nature}`;
    const known = this.purses.get(key);
    if (known !== undefined) return known;
    const { trx, doer } = this.act;
    const read = await initiativePurses(trx, doer.officeId, initiative, this.year, nature);
    this.purses.set(key, read);
    return read;
  }
}
