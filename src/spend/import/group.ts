import { comparePeriods } from '../../calendar/period.ts';
import type { Purse } from '../../funds/budget-head.ts';
import { agreementPurses, initiativePurses } from '../../initiatives/agreements/purse.store.ts';
import { noBudget } from '../../initiatives/initiative.store.ts';
import { addUp } from '../../ledger/balance.ts';
import type { Pence } from '../../money/pence.ts';
import type { Db } from '../../platform/database.ts';
import { creditsFirst, type Draw, draw } from '../spend.ts';
import type { Coding, Group } from './plan.ts';
import type { How } from './stage/staged-line.ts';

/** Codings whose lines become spend as a whole; the others wait, are left out, or stand for something already. */
const POSTED: readonly How[] = ['rule', 'file', 'choice', 'target'];

/** Whether a coding's lines become spend together with others of the same coding. */
export function isGrouped({ how }: Pick<Coding, 'how'>): boolean {
  return POSTED.includes(how);
}

/**
 * What of a plan becomes one movement of money each: charges or credits of one initiative, agreement, place, category
 * and period, whatever rule decided them.
 */
export function groupsOf(codings: readonly Coding[], fundOf: ReadonlyMap<string, string>): Group[] {
  const gathered = new Map<
    string,
    { of: Omit<Group, 'number' | 'lines' | 'pence'>; lines: number[]; amounts: Pence[] }
  >();
  for (const coding of codings.filter(isGrouped)) {
    for (const kind of ['spend', 'unmatched-credit'] as const) {
      const lines = kind === 'spend' ? coding.chargeLines : coding.creditLines;
      if (lines === 0) continue;
      const { initiative, place, category, period, firstOn, lastOn } = coding;
      // A credit without a known original goes back to the initiative, whatever agreement it may turn out to be of.
      const agreement = kind === 'spend' ? coding.agreement : '';
      const key = JSON.stringify([kind, initiative, agreement, place, category, period]);
      const known = gathered.get(key);
      const group = known ?? {
        of: {
          fund: fundOf.get(initiative) ?? '',
          kind,
          initiative,
          agreement,
          nature: 'revenue' as const,
          place,
          category,
          period,
          firstOn,
          lastOn,
        },
        lines: [],
        amounts: [],
      };
      group.lines.push(lines);
      group.amounts.push(kind === 'spend' ? coding.chargePence : coding.creditPence);
      if (firstOn < group.of.firstOn) group.of.firstOn = firstOn;
      if (lastOn > group.of.lastOn) group.of.lastOn = lastOn;
      gathered.set(key, group);
    }
  }
  return [...gathered.values()]
    .toSorted((a, b) => inOrder(a.of, b.of))
    .map(({ of, lines, amounts }, index) => ({ ...of, number: index + 1, lines: addUp(lines), pence: addUp(amounts) }));
}

function inOrder(a: Omit<Group, 'number' | 'lines' | 'pence'>, b: typeof a): number {
  const text = ({ kind, initiative, agreement, place, category }: typeof a) =>
    `${initiative} ${agreement} ${kind} ${place} ${category.padStart(2, '0')}`;
  return comparePeriods(a.period, b.period) || (text(a) < text(b) ? -1 : 1);
}

/** What moves money when a batch is accepted: a group, or a line with a life of its own. */
export interface Moved {
  kind: 'spend' | 'unmatched-credit';
  initiative: string;
  agreement: string;
  period: { year: number };
  pence: Pence;
}

/** How one movement is divided among what pays for it; of a credit, the account that it goes back to. */
export type Drawn<T extends Moved> = { of: T; parts: Draw[] } | { of: T; back: Purse['account'] };

/**
 * Divides movements among agreements and budgets in their order, credits first. Refused as `noBudget` refuses where an
 * initiative has no budget in the year.
 */
export async function drawAll<T extends Moved>(db: Db, officeId: number, moved: readonly T[]): Promise<Drawn<T>[]> {
  const free = new Map<string, Purse[]>();
  const bound = new Map<string, Purse[]>();
  const kept = async (purses: Map<string, Purse[]>, key: string, read: () => Promise<Purse[]>) => {
    const known = purses.get(key) ?? (await read());
    purses.set(key, known);
    return known;
  };
  const drawn: Drawn<T>[] = [];
  for (const of of creditsFirst(moved, ({ kind }) => kind === 'unmatched-credit')) {
    const { initiative, agreement, pence } = of;
    const { year } = of.period;
    const purses = await kept(free, `${initiative} ${year}`, () =>
      initiativePurses(db, officeId, initiative, year, 'revenue'),
    );
    const first = purses[0];
    if (first === undefined) throw noBudget(initiative, year, 'revenue');
    if (of.kind === 'unmatched-credit') {
      first.left += pence;
      drawn.push({ of, back: first.account });
      continue;
    }
    const binds =
      agreement === ''
        ? []
        : await kept(bound, `${agreement} ${year}`, () => agreementPurses(db, officeId, agreement, year));
    drawn.push({ of, parts: draw(agreement, binds, purses, pence) });
  }
  return drawn;
}

/** How far movements pass what their agreements bind and their initiatives have left, by initiative, in pence. */
export function overBy<T extends Moved>(drawn: readonly Drawn<T>[]): Map<string, Pence> {
  const over = new Map<string, Pence[]>();
  for (const one of drawn) {
    if (!('parts' in one)) continue;
    const beyond = one.parts.filter((part) => part.over).map(({ pence }) => pence);
    if (beyond.length > 0) over.set(one.of.initiative, [...(over.get(one.of.initiative) ?? []), ...beyond]);
  }
  return new Map([...over].map(([initiative, amounts]) => [initiative, addUp(amounts)]));
}
