import { listSources } from '../funds/source.store.ts';
import { CURRENT_BUDGET } from '../initiatives/budget.ts';
import { type Cell, total } from '../ledger/balance.ts';
import { type Books, signed } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import type { Pence } from '../money/pence.ts';
import { drawInOrder } from './draw.ts';
import { type ExposedPot, exposePots, leftOfPot } from './exposure.ts';
import { addPeriods, type ForecastYear, forecastYears, remainingPence } from './forecast-year.ts';
import { SPENT } from './spend.figures.ts';

const GONE = { accountKinds: ['initiative'], kinds: ['carry-out', 'lapse'] } as const;

/** What one allocation holds of a pot, and what of what is still expected is drawn on it, in pence. */
export interface PotPart {
  allocation: string;
  budget: Pence;
  spent: Pence;
  gone: Pence;
  drawn: Pence;
}

/** A pot with its allocations: what they hold and what is drawn on them adds up to it. */
export interface DrawnPot extends ExposedPot {
  parts: PotPart[];
}

/** An initiative's year with its pots, in the order in which what is expected draws on them. */
export interface DrawnYear extends ForecastYear {
  pots: DrawnPot[];
}

/**
 * Every initiative's year as at the books' moment, with what is still expected of it divided over its sources in the
 * order in which their accounts were opened, and over each source's allocations in the same way. Worked out once.
 */
export function drawnYears(books: Books, year: number): Promise<DrawnYear[]> {
  return books.once(`spend.drawn-years ${year}`, async () => {
    const own = cellsByInitiative(await books.cells(year));
    const ringFenced = await ringFencedSources(books);
    return (await forecastYears(books, year)).map((of) => ({
      ...of,
      pots: potsOf(own.get(of.initiative) ?? [], ringFenced, addPeriods([of], remainingPence)),
    }));
  });
}

function cellsByInitiative(cells: readonly Cell[]): Map<string, Cell[]> {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const { kind, initiative } = cell.account;
    if (kind !== 'initiative' && kind !== 'spent') continue;
    const known = found.get(initiative);
    if (known === undefined) found.set(initiative, [cell]);
    else known.push(cell);
  }
  return found;
}

function potsOf(cells: readonly Cell[], ringFenced: ReadonlySet<string>, expected: Pence): DrawnPot[] {
  const accounts = [...new Map(cells.map(({ account }) => [account.id, account])).values()];
  const held = new Map<string, { source: string; nature: string; allocations: Set<string> }>();
  for (const { source, nature, allocation } of accounts.toSorted((a, b) => a.id - b.id)) {
    const key = `${source}|${nature}`;
    const known = held.get(key) ?? { source, nature, allocations: new Set() };
    known.allocations.add(allocation);
    held.set(key, known);
  }
  const pots = [...held.values()].map(({ source, nature, allocations }) => ({
    ...heldBy(cells, { source, nature }),
    source,
    nature,
    ringFenced: ringFenced.has(source),
    allocations: [...allocations].map((allocation) => ({
      allocation,
      ...heldBy(cells, { source, nature, allocation }),
    })),
  }));
  return exposePots(pots, expected).map(({ allocations, ...pot }) => {
    const drawn = drawInOrder(allocations.map(leftOfPot), pot.drawn);
    return { ...pot, parts: allocations.map((part, index) => ({ ...part, drawn: drawn[index] ?? 0 })) };
  });
}

function heldBy(cells: readonly Cell[], scope: Pick<Scope, 'source' | 'nature' | 'allocation'>) {
  return {
    budget: total(cells, { ...scope, ...CURRENT_BUDGET }),
    spent: total(cells, { ...scope, ...SPENT }),
    gone: signed(total(cells, { ...scope, ...GONE }), -1),
  };
}

/** The codes of the sources whose money goes back when it is not spent. */
export function ringFencedSources(books: Books): Promise<ReadonlySet<string>> {
  return books.once('spend.ring-fenced', async () => {
    const sources = await listSources(books.db, books.officeId);
    return new Set(sources.filter(({ restriction }) => restriction === 'ring-fenced').map(({ code }) => code));
  });
}
