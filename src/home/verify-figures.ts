import type { Check } from '../audit/check.ts';
import { latestMoment } from '../audit/moment.ts';
import type { Finding } from '../audit/verify.ts';
import { readValues } from '../figures/registry.ts';
import { openBooks } from '../ledger/figure.ts';
import { rawRows } from '../ledger/raw-rows.ts';
import { rawBudgets, rawOutturns } from '../ledger/raw-totals.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';

/** Figures that are worked out and not only added up, each worked out again from raw rows in another way. */
export const FIGURE_CHECKS: readonly Check[] = [
  {
    name: 'profiles',
    holds: 'The shares of every profile add up to the budget to the penny, and follow its weights.',
    find: findProfiles,
  },
  {
    name: 'outturn',
    holds: 'Every outturn is its spend and the forecasts that count, added up again.',
    find: findOutturn,
  },
];

const MOMENTS = 4;

/** As at several moments: the latest, and some of those at which a budget or a profile was set. */
async function findProfiles(db: Db, officeId: number): Promise<Finding[]> {
  const acts = await rawRows(
    db,
    `SELECT act_seq FROM entry WHERE office_id = :officeId AND kind IN ('budget', 'budget-revision', 'virement', 'carry-in')
     UNION SELECT act_seq FROM budget_profile WHERE office_id = :officeId ORDER BY act_seq`,
    { officeId },
  );
  const seqs = spreadOver(acts.map(({ act_seq }) => act_seq as number));
  const findings: Finding[] = [];
  for (const seq of seqs) findings.push(...(await profilesAt(db, officeId, seq)));
  return findings;
}

/** The last of them, and others at even distances before it. */
function spreadOver(seqs: number[]): number[] {
  const chosen = new Set<number>();
  for (let part = 1; part <= MOMENTS; part += 1) {
    const at = seqs[Math.ceil((seqs.length * part) / MOMENTS) - 1];
    if (at !== undefined) chosen.add(at);
  }
  return [...chosen];
}

async function profilesAt(db: Db, officeId: number, seq: number): Promise<Finding[]> {
  const budgets = await rawBudgets(db, officeId, seq);
  const weights = await rawRows(
    db,
    `SELECT m.year, m.number, i.initiative, s.weight FROM period m
     JOIN (SELECT DISTINCT initiative, year FROM account WHERE office_id = :officeId AND kind = 'initiative') i ON i.year = m.year
     LEFT JOIN budget_profile p ON p.id = (
       SELECT max(l.id) FROM budget_profile l
       WHERE l.office_id = :officeId AND l.initiative = i.initiative AND l.year = m.year AND l.act_seq <= :seq)
     LEFT JOIN budget_profile_share s ON s.profile_id = p.id AND s.period = m.number
     WHERE m.office_id = :officeId AND m.number <= 12 AND m.act_seq <= :seq AND (p.id IS NULL OR s.id IS NOT NULL)
     ORDER BY m.year, i.initiative, m.number`,
    { officeId, seq },
  );
  const books = openBooks(db, officeId, { seq, at: '' });
  const findings: Finding[] = [];
  for (const { initiative, year, pence } of budgets) {
    const months = weights.filter((row) => row.initiative === initiative && row.year === year);
    const scopes = months.map(({ number }) => ({ initiative, year, period: { year, number } }));
    const values = await readValues(books, 'budget.profile', scopes);
    const wrong = wrongProfile(
      pence,
      months,
      values.map(({ value }) => value ?? 0),
    );
    if (wrong !== null) {
      const sentence = `The profile of ${initiative} for ${year}, as at act ${seq}: ${wrong}`;
      findings.push({ check: 'profiles', seq, sentence });
    }
  }
  return findings;
}

/** What is wrong with the shares of a budget: they add up to it, each within a penny of its exact part. */
function wrongProfile(pence: number, months: readonly Row[], shares: readonly number[]): string | null {
  let shared = 0;
  let whole = 0;
  for (const share of shares) shared += share;
  for (const { weight } of months) whole += weight ?? 1;
  if (shared !== pence) return `its shares come to ${formatPounds(shared)}, and the budget is ${formatPounds(pence)}.`;
  for (const [index, { number, weight }] of months.entries()) {
    const share = shares[index] as number;
    const off = BigInt(share) * BigInt(whole) - BigInt(pence) * BigInt(weight ?? 1);
    if (off > BigInt(whole) || off < -BigInt(whole)) {
      return `its share of period ${number} is ${formatPounds(share)}, which is not its part of ${formatPounds(pence)}.`;
    }
  }
  return null;
}

/**
 * Spend of the year's money, and for each period of the year that is open how far its latest forecast passes what was
 * spent in it of that money.
 */
async function findOutturn(db: Db, officeId: number): Promise<Finding[]> {
  const moment = await latestMoment(db, officeId);
  const again = await rawOutturns(db, officeId);
  const books = openBooks(db, officeId, moment);
  const scopes = again.map(({ initiative, year }) => ({ initiative, year }));
  const values = await readValues(books, 'outturn', scopes);
  return again.flatMap(({ initiative, year, pence }, index) => {
    const value = values[index]?.value ?? 0;
    if (value === pence) return [];
    const sentence = `The outturn of ${initiative} for ${year} is ${formatPounds(value)}; from its rows it is ${formatPounds(pence)}.`;
    return [{ check: 'outturn', seq: null, sentence }];
  });
}
