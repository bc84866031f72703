import { readEntries } from '../../src/ledger/entry.store.ts';
import type { NewSpend } from '../../src/spend/enter.ts';
import type { Part } from '../../src/spend/part.ts';
import { enterRecode, type NewRecode } from '../../src/spend/recode.ts';
import { listSpend } from '../../src/spend/spend.store.ts';
import { enterSplit, type Shares } from '../../src/spend/split.ts';
import type { Desk } from './desk.ts';

/** The coding of the theatre's tour, which the tests spend on. */
export const TOUR = {
  initiative: 'I-02',
  agreement: '',
  nature: 'revenue' as const,
  place: 'E23000010',
  category: '4',
};
export const [BRADFORD, CALDERDALE, LEEDS] = ['E08000032', 'E08000033', 'E08000035'];

/** Coding anew and dividing, by `finance`; somebody else approves. */
export class CorrectionDesk {
  readonly desk: Desk;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  /** Takes a spend back and posts it anew in these parts; answers the reference of the reversal. */
  async recode(
    corrects: string,
    parts: readonly (Partial<Part> & { pence: number })[],
    changes: Partial<NewRecode> = {},
  ) {
    const { id } = await this.desk.world.person('finance@demo.example');
    const wanted: NewRecode = {
      corrects,
      parts: parts.map((part) => ({ ...TOUR, ...part })),
      reason: 'Coded to the wrong place',
      overspendReason: null,
      happenedOn: '2015-07-31',
      ...changes,
    };
    return this.desk.act('finance', 'spend.recode', (act) => enterRecode(act, wanted, id));
  }

  async split(wanted: NewSpend, shares: Shares): Promise<string> {
    const { id } = await this.desk.world.person('finance@demo.example');
    return this.desk.act('finance', 'spend.split', (act) => enterSplit(act, wanted, shares, id));
  }

  /** The newest spend, as far back as asked, oldest of them first. */
  async newest(count: number): Promise<string[]> {
    const listed = await listSpend(this.desk.world.db, 1, {}, { limit: count });
    return listed.map(({ ref }) => ref).toReversed();
  }

  /** What stands of spend, in pence, by source, money year, nature and the closed or open period that it counts in. */
  async stands(by: 'source' | 'period' | 'place' | 'account'): Promise<Record<string, number>> {
    const { db } = this.desk.world;
    const concerned = new Map<number, string>();
    for (const row of await db('restatement').select('entry_id', 'year', 'period')) {
      concerned.set(row.entry_id, `${row.year} ${row.period}`);
    }
    const found: Record<string, number> = {};
    for (const entry of await readEntries(db, 1)) {
      for (const [account, sign] of [
        [entry.to, 1],
        [entry.from, -1],
      ] as const) {
        if (account.kind !== 'spent') continue;
        const key = {
          source: `${account.source} ${account.year} ${account.nature}`,
          period: concerned.get(entry.id) ?? `${entry.year} ${entry.period}`,
          place: entry.place,
          account: account.name,
        }[by];
        found[key] = (found[key] ?? 0) + sign * entry.pence;
      }
    }
    return Object.fromEntries(Object.entries(found).filter(([, pence]) => pence !== 0));
  }
}
