import type { Books, Value } from '../ledger/figure.ts';
import type { FigureAsked } from '../ledger/shown-figure.ts';
import { figureKey } from './figure-key.ts';
import { answerFigures, findFigure, type OpenedFigure, openFigure } from './registry.ts';
import type { FrozenFigure } from './snapshot.store.ts';

/**
 * Computes the figures of a paper from the books that were opened for it, numbered in the order asked, each once. Without
 * rows, which a draft does not show, what is behind them is not read.
 */
export async function computeFigures(
  books: Books,
  asked: readonly FigureAsked[],
  withRows = true,
): Promise<FrozenFigure[]> {
  return addFigures(books, [], asked, withRows);
}

/** Computes further figures of a paper, numbered after those that it has; answers all of them. */
export async function addFigures(
  books: Books,
  before: readonly FrozenFigure[],
  asked: readonly FigureAsked[],
  withRows = true,
): Promise<FrozenFigure[]> {
  const seen = new Set<string>(before.map(({ figure, scope }) => figureKey(figure, scope)));
  const wanted = asked.filter(({ figure, scope }) => {
    const name = figureKey(figure, scope);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
  const opened = withRows ? await openAll(books, wanted) : await valuesOf(books, wanted);
  return [
    ...before,
    ...opened.map(({ figure, value, rows }, index) => ({
      number: before.length + index + 1,
      figure: figure.id,
      label: figure.label,
      means: figure.means,
      scope: (wanted[index] as FigureAsked).scope,
      unit: figure.unit,
      overUnder: figure.overUnder ?? false,
      value: value.value,
      marker: value.marker,
      leavesOut: value.leavesOut,
      rows,
    })),
  ];
}

async function openAll(books: Books, wanted: readonly FigureAsked[]): Promise<OpenedFigure[]> {
  const opened: OpenedFigure[] = [];
  for (const { figure, scope } of wanted) opened.push(await openFigure(books, figure, scope));
  return opened;
}

async function valuesOf(books: Books, wanted: readonly FigureAsked[]): Promise<OpenedFigure[]> {
  const values = await answerFigures(books, wanted);
  return wanted.map(({ figure }, index) => ({ figure: findFigure(figure), value: values[index] as Value, rows: [] }));
}
