import type { Moment } from '../audit/moment.ts';
import { type Books, openBooks } from '../ledger/figure.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import type { Db } from '../platform/database.ts';
import { openFigure } from './registry.ts';
import { type FrozenFigure, figureKey } from './snapshot.store.ts';

/** Computes the figures of a paper as at a moment, numbered in the order asked, each once. */
export async function computeFigures(
  db: Db,
  officeId: number,
  moment: Moment,
  asked: FigureAsked[],
): Promise<FrozenFigure[]> {
  return addFigures(openBooks(db, officeId, moment), [], asked);
}

/** Computes further figures of a paper, numbered after those that it has; answers all of them. */
export async function addFigures(
  books: Books,
  before: readonly FrozenFigure[],
  asked: readonly FigureAsked[],
): Promise<FrozenFigure[]> {
  const frozen: FrozenFigure[] = [...before];
  const seen = new Set<string>(frozen.map(({ figure, scope }) => figureKey(figure, scope)));
  for (const { figure: id, scope } of asked) {
    const name = figureKey(id, scope);
    if (seen.has(name)) continue;
    seen.add(name);
    const { figure, value, rows } = await openFigure(books, id, scope);
    frozen.push({
      number: frozen.length + 1,
      figure: id,
      label: figure.label,
      means: figure.means,
      scope,
      unit: figure.unit,
      overUnder: figure.overUnder ?? false,
      value: value.value,
      marker: value.marker,
      leavesOut: value.leavesOut,
      rows,
    });
  }
  return frozen;
}
