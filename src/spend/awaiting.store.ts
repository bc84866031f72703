import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import type { PeriodKey } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import { addUnbound, cellKey, knownCells, latest } from '../ledger/cell.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { moneyPeriod, type Spend, signedPence } from './spend.ts';

/** What awaits approval of one coding and period, in pence: what takes spend away counts below zero. */
export interface AwaitingCell {
  fund: string;
  initiative: string;
  agreement: string;
  nature: string;
  /** The financial year of the money, which an adjustment's period is not of when it concerns an earlier year. */
  moneyYear: number;
  /** The period it was entered for. */
  period: PeriodKey;
  pence: Pence;
}

/** A spend as far as it counts among what awaits approval. */
export type AwaitingSpend = Pick<
  Spend,
  'fund' | 'initiative' | 'agreement' | 'nature' | 'period' | 'concerns' | 'kind' | 'correctsKind' | 'pence'
>;

const CODING = ['office_id', 'initiative', 'year', 'period', 'money_year', 'agreement', 'nature'] as const;

type Coding = Record<(typeof CODING)[number], string | number>;

/**
 * Keeps, within the act that enters spend or decides on it, what awaits approval of each coding and period: a new
 * version of each cell touched. So the total costs the same however much spend was ever entered. These rows can all
 * be made again from the spend and its outcomes, and `verify` compares them; so they are not bound to the chain.
 */
export async function moveAwaiting(
  act: Act,
  spends: readonly AwaitingSpend[],
  what: 'entered' | 'decided',
): Promise<void> {
  const moved = new Map<string, { coding: Coding; fund: string; amounts: Pence[] }>();
  for (const spend of spends) {
    const coding = codingOf(act.doer.officeId, spend);
    const name = cellKey(CODING, coding);
    const cell = moved.get(name) ?? { coding, fund: spend.fund, amounts: [] };
    cell.amounts.push(what === 'entered' ? signedPence(spend) : -signedPence(spend));
    moved.set(name, cell);
  }
  const table = { cells: 'awaiting_cell', versions: 'awaiting_version', key: CODING, columns: ['pence'] };
  const known = await knownCells(
    act,
    table,
    [...moved.values()].map(({ coding }) => coding),
  );
  const missing = [...moved].filter(([name]) => !known.has(name));
  const ids = await addUnbound(
    act,
    table.cells,
    missing.map(([, { coding, fund }]) => ({ ...coding, fund })),
  );
  for (const [index, [name]] of missing.entries()) known.set(name, { id: ids[index], pence: 0 });
  await addUnbound(
    act,
    table.versions,
    [...moved].map(([name, { amounts }]) => {
      const cell = known.get(name) as Row;
      return { cell_id: cell.id, pence: addUp([cell.pence, ...amounts]) };
    }),
  );
}

function codingOf(officeId: number, spend: AwaitingSpend): Coding {
  const { initiative, agreement, nature, period } = spend;
  const { year: moneyYear } = moneyPeriod(spend);
  return {
    office_id: officeId,
    initiative,
    year: period.year,
    period: period.number,
    money_year: moneyYear,
    agreement,
    nature,
  };
}

/**
 * What awaits approval as at a moment, by coding and period, of the money of one year where it is named; nothing is
 * answered for what has all been decided.
 */
export async function readAwaiting(
  db: Db,
  officeId: number,
  moment: Moment,
  moneyYear?: number,
): Promise<AwaitingCell[]> {
  const rows: Row[] = await db('awaiting_cell as c')
    .where('c.office_id', officeId)
    .where('c.act_seq', '<=', moment.seq)
    .modify((q) => {
      if (moneyYear !== undefined) q.where('c.money_year', moneyYear);
    })
    .orderBy('c.id')
    .select('c.fund', ...CODING.map((column) => `c.${column}`), latest(db, 'awaiting_version', 'pence', moment.seq));
  return rows
    .filter(({ pence }) => pence !== 0)
    .map(({ fund, initiative, agreement, nature, money_year, year, period, pence }) => ({
      fund,
      initiative,
      agreement,
      nature,
      moneyYear: money_year,
      period: { year, number: period },
      pence,
    }));
}
