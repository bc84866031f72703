import type { Books, TraceRow, Value } from '../../ledger/figure.ts';
import type { FigureAsked } from '../../ledger/shown-figure.ts';

/** What stands between counts of people and whoever reads them: it alone says what may be shown. */
export interface Gate {
  /** The value as it may be shown; null for a figure that is not protected, which answers for itself. */
  answer(asked: FigureAsked): Value | null;
  /** What may be shown behind it. */
  rows(asked: FigureAsked): TraceRow[];
}

const gates = new WeakMap<Books, Promise<Gate>>();

/** Puts a gate before some books: every protected figure that is read from them passes it. */
export function setGate(books: Books, gate: Gate): void {
  gates.set(books, Promise.resolve(gate));
}

/** The gate of some books, opened where none was set. */
export function gateOf(books: Books, open: () => Promise<Gate>): Promise<Gate> {
  const gate = gates.get(books) ?? open();
  gates.set(books, gate);
  return gate;
}
