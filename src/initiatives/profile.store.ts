import type { Act } from '../audit/act.ts';
import { readRecordedAt } from '../audit/event.store.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { findAccounts } from '../ledger/account.store.ts';
import { readPeriodCells } from '../ledger/balance.store.ts';
import { total } from '../ledger/balance.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Period } from '../ledger/period.ts';
import type { Pence } from '../money/pence.ts';
import { readNames } from '../people/person.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { refused } from '../platform/refusal.ts';
import { CURRENT_BUDGET } from './budget.ts';
import { findInitiative } from './initiative.store.ts';
import { type BudgetProfile, handWeights, monthsOf, type WantedProfile, weightsFor } from './profile.ts';
import { listPatterns, type Weight } from './profile-pattern.ts';

/** Every version of the office's profiles up to an act, in the order in which they were set. */
export async function listProfiles(
  db: Db,
  officeId: number,
  where: { initiative?: string; year?: number; upToSeq?: number } = {},
): Promise<BudgetProfile[]> {
  const rows: Row[] = await db('budget_profile')
    .where({ office_id: officeId })
    .modify((q) => {
      if (where.initiative !== undefined) q.where('initiative', where.initiative);
      if (where.year !== undefined) q.where('year', where.year);
      if (where.upToSeq !== undefined) q.where('act_seq', '<=', where.upToSeq);
    })
    .orderBy([{ column: 'act_seq' }, { column: 'id' }]);
  const weights = new Map<number, Weight[]>(rows.map(({ id }) => [id, []]));
  const shares = await db('budget_profile_share as s')
    .join('budget_profile as p', 'p.id', 's.profile_id')
    .where('p.office_id', officeId)
    .modify((q) => {
      if (where.initiative !== undefined) q.where('p.initiative', where.initiative);
      if (where.year !== undefined) q.where('p.year', where.year);
    })
    .orderBy('s.period')
    .select('s.profile_id', 's.period', 's.weight');
  for (const { profile_id, period, weight } of shares) weights.get(profile_id)?.push({ period, weight });
  return rows.map((row) => ({
    initiative: row.initiative,
    year: row.year,
    method: row.method,
    pattern: row.pattern,
    weights: weights.get(row.id) as Weight[],
    enteredBy: row.entered_by,
    seq: row.act_seq,
  }));
}

/** The versions of one profile with when each was set, and by whom; null for the program itself. */
export async function listProfileVersions(
  db: Db,
  officeId: number,
  subject: { initiative: string; year: number },
): Promise<{ profile: BudgetProfile; recordedAt: string; recordedBy: string | null }[]> {
  const profiles = await listProfiles(db, officeId, subject);
  const names = await readNames(db, officeId);
  const instants = await readRecordedAt(
    db,
    officeId,
    profiles.map(({ seq }) => seq),
  );
  return profiles.map((profile) => ({
    profile,
    recordedAt: instants.get(profile.seq) as string,
    recordedBy: names.get(profile.enteredBy ?? 0) ?? null,
  }));
}

/** The initiative's current budget of a year, of all its sources together, in pence: what a profile adds up to. */
export async function readBudget(db: Db, officeId: number, initiative: string, year: number): Promise<Pence> {
  const accounts = await findAccounts(db, officeId, { kind: 'initiative', initiative, year });
  const cells = await readPeriodCells(db, officeId, { accountIds: accounts.map(({ id }) => id) });
  return total(cells, CURRENT_BUDGET);
}

/**
 * Sets how an initiative's budget of a year is spread, as a new version; answers false when it is spread so already.
 * Refused by name: `year-not-made`, `no-pattern`, `pattern-empty` when the pattern gives the months of this year no
 * weight, and what `handWeights` refuses.
 */
export async function setProfile(
  act: Act,
  subject: { initiative: string; year: number },
  wanted: WantedProfile,
): Promise<boolean> {
  const { trx, doer } = act;
  const { ref: initiative } = await findInitiative(trx, doer.officeId, subject.initiative);
  const months = monthsOf(await readPeriods(trx, doer.officeId), subject.year);
  if (months.length === 0) {
    throw refused('year-not-made', `${yearShown(subject.year)} has not been made. Make it on the page Fund first.`);
  }
  const weights = await wantedWeights(act, subject, wanted, months);
  const pattern = wanted.method === 'pattern' ? wanted.pattern : null;
  const standing = (await listProfiles(trx, doer.officeId, subject)).at(-1);
  const isSame =
    standing?.method === wanted.method &&
    standing.pattern === pattern &&
    JSON.stringify(standing.weights) === JSON.stringify(weights);
  if (isSame) return false;
  const id = await act.add('budget_profile', {
    initiative,
    year: subject.year,
    method: wanted.method,
    pattern,
    entered_by: doer.personId,
  });
  await act.addMany(
    'budget_profile_share',
    weights.map(({ period, weight }) => ({ profile_id: id, period, weight })),
  );
  return true;
}

async function wantedWeights(
  act: Act,
  subject: { initiative: string; year: number },
  wanted: WantedProfile,
  months: readonly Period[],
): Promise<Weight[]> {
  const { trx, doer } = act;
  if (wanted.method === 'even') return months.map(({ number }) => ({ period: number, weight: 1 }));
  if (wanted.method === 'hand') {
    const budget = await readBudget(trx, doer.officeId, subject.initiative, subject.year);
    return handWeights({ ...subject, budget }, months, wanted.amounts);
  }
  const pattern = (await listPatterns(trx, doer.officeId)).find(({ code }) => code === wanted.pattern);
  if (pattern === undefined)
    throw refused('no-pattern', 'There is no such pattern. Choose one that is listed.', 'pattern');
  const weights = weightsFor(months, pattern.weights);
  if (weights.every((weight) => weight === 0)) {
    throw refused(
      'pattern-empty',
      `The pattern gives nothing to the months of ${yearShown(subject.year)}. Choose another.`,
      'pattern',
    );
  }
  return months.map(({ number }, index) => ({ period: number, weight: weights[index] as number }));
}
