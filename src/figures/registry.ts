import { latestMoment } from '../audit/moment.ts';
import { decisionFigures } from '../funds/decision.figures.ts';
import { fundFigures } from '../funds/fund.figures.ts';
import { initiativeFigures } from '../initiatives/initiative.figures.ts';
import { type Initiative, listInitiatives } from '../initiatives/initiative.store.ts';
import { type Books, type Figure, openBooks, type TraceRow, type Value } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureHref, figureText, type ReadFigures } from '../ledger/shown-figure.ts';
import { outcomeFigures } from '../outcomes/outcome.figures.ts';
import { notFound } from '../platform/refusal.ts';
import { spendFigures } from '../spend/spend.figures.ts';

/** Every number that a person reads, each with its one definition. */
export const FIGURES: readonly Figure[] = [
  ...fundFigures,
  ...decisionFigures,
  ...initiativeFigures,
  ...spendFigures,
  ...outcomeFigures,
];

export function findFigure(id: string): Figure {
  const figure = FIGURES.find((candidate) => candidate.id === id);
  if (figure === undefined) throw notFound(`figure ${id}`);
  return figure;
}

/** A figure's values for scopes, as at the books' moment, saying what a total of money leaves out. */
export async function readValues(books: Books, id: string, scopes: Scope[]): Promise<Value[]> {
  const figure = findFigure(id);
  const values = await figure.values(books, scopes);
  if (figure.unit !== 'pence' || id.startsWith('fund.')) return values;
  const unpublished = await books.once('figures.unpublished', () => unpublishedInitiatives(books));
  return values.map((value) => withUnpublished(value, unpublished));
}

/** Initiatives whose amount was never published and that no entry has given money. */
async function unpublishedInitiatives(books: Books): Promise<Initiative[]> {
  const known = await listInitiatives(books.db, books.officeId, books.moment.seq);
  const withMoney = new Set((await books.cells()).map(({ account }) => account.initiative));
  return known.filter(({ ref, amountPublished }) => !amountPublished && !withMoney.has(ref));
}

function withUnpublished(value: Value, unpublished: Initiative[]): Value {
  const { initiative, fund, allocation, agreement, source, place, category, decision } = value.scope;
  if (initiative !== undefined) {
    return unpublished.some(({ ref }) => ref === initiative) ? { ...value, value: null, marker: 'x' } : value;
  }
  // A narrower total never meant them: they have no source, allocation or agreement that anybody published.
  if ([allocation, agreement, source, place, category, decision].some((part) => part !== undefined)) return value;
  const left = unpublished.filter((candidate) => fund === undefined || candidate.fund === fund);
  return {
    ...value,
    leavesOut: [...value.leavesOut, ...left.map(({ ref, name }) => `${ref} ${name} (amount not published)`)],
  };
}

export function leavesOutNote(leavesOut: string[]): string | null {
  return leavesOut.length === 0 ? null : `Leaves out ${leavesOut.join(', ')}`;
}

export const readFigures: ReadFigures = async (where, asked) => {
  const named = 'once' in where ? undefined : where.moment;
  const books =
    'once' in where
      ? where
      : openBooks(where.db, where.officeId, named ?? (await latestMoment(where.db, where.officeId)));
  const byFigure = new Map<string, number[]>();
  for (const [index, { figure }] of asked.entries()) byFigure.set(figure, [...(byFigure.get(figure) ?? []), index]);
  const shown = new Array(asked.length);
  for (const [id, indexes] of byFigure) {
    const figure = findFigure(id);
    const values = await readValues(
      books,
      id,
      indexes.map((index) => asked[index]?.scope ?? {}),
    );
    for (const [position, index] of indexes.entries()) {
      const value = values[position] as Value;
      shown[index] = {
        figure: id,
        label: figure.label,
        scope: value.scope,
        text: figureText(figure, value),
        href: figureHref(id, value.scope, named),
        unit: figure.unit,
        value: value.value,
        marker: value.marker,
        note: leavesOutNote(value.leavesOut),
      };
    }
  }
  return shown;
};

/** A figure opened: its value and the rows behind it, which add up to it. */
export interface OpenedFigure {
  figure: Figure;
  value: Value;
  rows: TraceRow[];
}

export async function openFigure(books: Books, id: string, scope: Scope): Promise<OpenedFigure> {
  const [value] = await readValues(books, id, [scope]);
  const figure = findFigure(id);
  return { figure, value: value as Value, rows: await figure.trace(books, scope) };
}
