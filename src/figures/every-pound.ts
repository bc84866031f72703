import { listAllocations } from '../funds/allocation.store.ts';
import { type Award, listAwards, listSources } from '../funds/source.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { findAccounts } from '../ledger/account.store.ts';
import type { Account, Nature } from '../ledger/account.ts';
import { readEntries } from '../ledger/entry.store.ts';
import type { Entry, EntryKind } from '../ledger/entry.ts';
import type { Scope } from '../ledger/scope.ts';
import type { FigureAsked, OfficeBooks, ShownFigure } from '../ledger/shown-figure.ts';
import type { Db } from '../platform/database.ts';
import { readFigures } from './registry.ts';

/** Where money came from and went to over the ends of its year; the last is the first two less the next two. */
const CAME_FIGURES = ['fund.awarded', 'fund.carried-in', 'fund.carried-out', 'fund.lapsed', 'fund.traced'];

/** What was traced to a line, and where it stands: the columns after the first that it has add up to it. */
export const LINE_FIGURES = [
  'fund.traced',
  'fund.unallocated',
  'fund.unbudgeted',
  'budget.available',
  'commitment.outstanding',
  'spend.prepaid',
  'spend.to-date',
];

export type PoundLevel = 'source' | 'allocation' | 'initiative' | 'agreement';

/** One step of the way of a pound. The lines below a line, one level down, add up to it in every column. */
export interface PoundLine {
  level: PoundLevel;
  /** Its reference; empty for what of the level above has gone no further. */
  ref: string;
  name: string;
  /** The decisions that brought money here. */
  decisions: string[];
  /** The figures of `LINE_FIGURES`; null where money cannot stand so at its level. */
  figures: (ShownFigure | null)[];
}

/** The money of one source, financial year and nature, followed from its award to what it was spent on. */
export interface PoundTrail {
  source: string;
  sourceName: string;
  year: number;
  nature: Nature;
  references: string[];
  came: ShownFigure[];
  lines: PoundLine[];
  /** The entries by which it was decided about, in the order in which they were posted. */
  steps: Entry[];
}

const DECIDED: EntryKind[] = [
  'award',
  'allocate',
  'budget',
  'budget-revision',
  'virement',
  'carry-out',
  'carry-in',
  'lapse',
];

/** Follows all money of a financial year through its decisions, source by source. */
export async function followPounds(where: OfficeBooks, year: number): Promise<PoundTrail[]> {
  const { db, officeId } = where;
  const accounts = await findAccounts(db, officeId, { year });
  const sources = new Map((await listSources(db, officeId)).map(({ code, name }) => [code, name]));
  const awards = await listAwards(db, officeId);
  const entries = (await readEntries(db, officeId, { kinds: DECIDED })).filter(({ to }) => to.year === year);
  const names = await readLineNames(db, officeId);
  const trails = moneysOf(accounts).map(({ source, nature }) => {
    const own = accounts.filter((account) => account.source === source && account.nature === nature);
    const steps = entries.filter(({ to }) => to.source === source && to.nature === nature);
    return {
      source,
      sourceName: sources.get(source) ?? source,
      year,
      nature,
      references: referencesOf(awards, { source, year, nature }),
      lines: linesOf({ source, year, nature }, own, steps, names),
      steps,
    };
  });
  const asked = trails.flatMap(({ source, nature, lines }) => [
    ...CAME_FIGURES.map((figure) => ({ figure, scope: { source, year, nature } })),
    ...lines.flatMap((line) => line.asked.filter((figure) => figure !== null)),
  ]);
  const shown = (await readFigures(where, asked)).values();
  const next = (): ShownFigure => shown.next().value as ShownFigure;
  return trails.map(({ lines, ...trail }) => ({
    ...trail,
    came: CAME_FIGURES.map(next),
    lines: lines
      .map(({ asked: columns, ...line }) => ({
        ...line,
        figures: columns.map((figure) => (figure === null ? null : next())),
      }))
      .filter(({ ref, figures }) => ref !== '' || figures.some((figure) => (figure?.value ?? 0) !== 0)),
  }));
}

function moneysOf(accounts: readonly Account[]): { source: string; nature: Nature }[] {
  const moneys = new Map(accounts.map(({ source, nature }) => [`${source} ${nature}`, { source, nature }]));
  return [...moneys.values()].toSorted((a, b) =>
    a.source === b.source ? b.nature.localeCompare(a.nature) : a.source.localeCompare(b.source),
  );
}

interface Money {
  source: string;
  year: number;
  nature: Nature;
}

function referencesOf(awards: readonly Award[], money: Money): string[] {
  const own = awards.filter(
    ({ source, year, nature }) => source === money.source && year === money.year && nature === money.nature,
  );
  return [
    ...new Set(
      own.map(({ reference, decisionRef }) => `${reference}${decisionRef === null ? '' : ` (${decisionRef})`}`),
    ),
  ];
}

type LineNames = ReadonlyMap<string, string>;

async function readLineNames(db: Db, officeId: number): Promise<LineNames> {
  const allocations = await listAllocations(db, officeId);
  const initiatives = await listInitiatives(db, officeId);
  return new Map([
    ...allocations.map(({ ref, purpose }): [string, string] => [ref, purpose]),
    ...initiatives.map(({ ref, name }): [string, string] => [ref, name]),
  ]);
}

/** A line whose figures have not been read. */
interface PlannedLine extends Omit<PoundLine, 'figures'> {
  asked: (FigureAsked | null)[];
}

/** The lines of one money: the source, and below each line what it was divided into and what of it was not. */
function linesOf(money: Money, accounts: readonly Account[], steps: readonly Entry[], names: LineNames): PlannedLine[] {
  const line = (level: PoundLevel, ref: string, name: string, own: Scope): PlannedLine => ({
    level,
    ref,
    name,
    decisions: ref === '' ? [] : decisionsOf(level, own, steps),
    asked: askedOf(level, ref, { ...money, ...own }),
  });
  const refsOf = (level: 'allocation' | 'initiative' | 'agreement', within: Partial<Account>): string[] => {
    const own = accounts.filter((account) =>
      Object.entries(within).every(([part, ref]) => account[part as keyof Account] === ref),
    );
    return [...new Set(own.map((account) => account[level]).filter((ref) => ref !== ''))].toSorted();
  };
  const lines = [line('source', money.source, '', {}), line('allocation', '', 'Not allocated', {})];
  for (const allocation of refsOf('allocation', {})) {
    lines.push(line('allocation', allocation, names.get(allocation) ?? '', { allocation }));
    lines.push(line('initiative', '', 'Not budgeted', { allocation }));
    for (const initiative of refsOf('initiative', { allocation })) {
      lines.push(line('initiative', initiative, names.get(initiative) ?? '', { allocation, initiative }));
      lines.push(line('agreement', '', 'Without an agreement', { allocation, initiative }));
      for (const agreement of refsOf('agreement', { allocation, initiative })) {
        lines.push(line('agreement', agreement, '', { allocation, initiative, agreement }));
      }
    }
  }
  return lines;
}

/** The columns in which money of a line can stand, in the order of `LINE_FIGURES`. */
const STANDS: Record<PoundLevel, readonly string[]> = {
  source: LINE_FIGURES,
  allocation: LINE_FIGURES.filter((figure) => figure !== 'fund.unallocated'),
  initiative: LINE_FIGURES.filter((figure) => figure !== 'fund.unallocated' && figure !== 'fund.unbudgeted'),
  agreement: ['fund.traced', 'commitment.outstanding', 'spend.prepaid', 'spend.to-date'],
};

function askedOf(level: PoundLevel, ref: string, scope: Scope): (FigureAsked | null)[] {
  if (ref !== '') {
    return LINE_FIGURES.map((figure) => (STANDS[level].includes(figure) ? { figure, scope } : null));
  }
  // What has gone no further stands in one column alone, and that is what was traced to it.
  if (level !== 'agreement') {
    const only = level === 'allocation' ? 'fund.unallocated' : 'fund.unbudgeted';
    return LINE_FIGURES.map((figure) => ([only, 'fund.traced'].includes(figure) ? { figure: only, scope } : null));
  }
  const unbound = { ...scope, agreement: '' };
  return LINE_FIGURES.map((figure) => {
    if (figure === 'budget.available') return { figure, scope };
    return figure !== 'commitment.outstanding' && STANDS.agreement.includes(figure) ? { figure, scope: unbound } : null;
  });
}

/** The decisions by which money came to a line itself, not to what it was divided into. */
function decisionsOf(level: PoundLevel, { allocation, initiative }: Scope, steps: readonly Entry[]): string[] {
  const kinds = { source: 'unallocated', allocation: 'allocation', initiative: 'initiative', agreement: '' };
  const own = steps.filter(
    ({ to }) =>
      to.kind === kinds[level] &&
      (level === 'source' || to.allocation === allocation) &&
      (level !== 'initiative' || to.initiative === initiative),
  );
  return [...new Set(own.flatMap(({ decisionRef }) => (decisionRef === null ? [] : [decisionRef])))];
}
