import type { PeriodKey } from '../calendar/period.ts';
import { noBudget } from '../initiatives/initiative.store.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import { together } from './approval-effect.ts';
import { type Plan, since } from './approval-plan.ts';
import type { Corrected } from './corrected.ts';
import { keepsPurse } from './part.ts';
import { keptEntries } from './recode-effect.ts';
import { draw, type Spend } from './spend.ts';

/**
 * What takes back what is left of something and posts its parts anew, in the order of the posting: first everything
 * back, then what keeps its money, then what draws on other money. A period and a year that it leaves as they were are
 * not told of.
 */
export function recodingPlan(corrected: Corrected, parts: readonly Spend[], posted: PeriodKey): Plan {
  const { year } = corrected.concerns ?? corrected.period;
  const touched = [corrected, ...parts].flatMap(({ initiative, agreement, nature }) => {
    const budget = { initiative, agreement: '', nature, year };
    return agreement === '' ? [budget] : [{ ...budget, agreement }, budget];
  });
  return {
    years: [year, ...corrected.entries.map(({ entry }) => entry.from.year)],
    on(standing) {
      const before = standing.heads(touched);
      const over: Pence[] = [];
      for (const { entry, pence } of corrected.entries) standing.give(entry.from, pence);
      for (const { entry, pence } of keptEntries(corrected, parts).flat()) standing.give(entry.from, -pence);
      for (const { initiative, agreement, nature, pence } of parts.filter((part) => !keepsPurse(part, corrected))) {
        const free = standing.free(initiative, year, nature);
        if (free.length === 0) throw noBudget(initiative, year, nature);
        const bound = agreement === '' ? [] : standing.bound(agreement, year);
        for (const drawn of draw(agreement, bound, free, pence)) if (drawn.over) over.push(drawn.pence);
      }
      const { initiative } = corrected;
      const counted = standing.count([
        ...corrected.entries.map(({ pence }) => ({ initiative, year, period: posted, pence: -pence })),
        ...parts.map((part) => ({ initiative: part.initiative, year, period: posted, pence: part.pence })),
      ]);
      const effect = together([{ heads: since(before, standing), ...counted, over: addUp(over) }]);
      return {
        ...effect,
        periods: effect.periods.filter((of) => of.before !== of.after),
        years: effect.years.filter((of) => of.spentBefore !== of.spentAfter),
      };
    },
  };
}
