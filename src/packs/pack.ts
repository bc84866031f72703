import { figureKey } from '../figures/figure-key.ts';
import type { FrozenFigure } from '../figures/snapshot.store.ts';
import type { Scope } from '../ledger/scope.ts';
import { figureText } from '../ledger/shown-figure.ts';
import type { Limits } from './marking.ts';

export type CellColour = 'red' | 'amber' | 'green' | 'grey';

/** What stands in one place of the pack: a text; the number of the figure it opens; the colour beside its word. */
export interface Cell {
  text: string;
  figure: number | null;
  colour: CellColour | null;
}

export interface Column {
  label: string;
  numeric: boolean;
}

/** The parts that a section is made of. Both renderings show the same parts, so they cannot say different things. */
export type Block =
  | { kind: 'words'; paragraphs: string[] }
  | { kind: 'heading'; id: string; text: string; aside: Cell[] }
  | { kind: 'keys'; items: { label: string; cell: Cell; beside: Cell | null; notes: string[] }[] }
  | { kind: 'facts'; rows: { label: string; paragraphs: string[] }[] }
  | { kind: 'table'; caption: string; columns: Column[]; rows: Cell[][]; total: Cell[] | null; notes: string[] }
  | { kind: 'chart'; id: string; title: string; alt: string; svg: string }
  | { kind: 'register'; caption: string; rows: RegisterRow[]; notes: string[] };

/** A figure's line in the register at the end of a pack: where every number of the PDF leads. */
export interface RegisterRow {
  figure: number;
  label: string;
  scope: string;
  text: string;
  /** How much stands behind it, such as '14 entries'. */
  behind: string;
}

export interface Section {
  id: string;
  title: string;
  /** Whether it stands among the annexes, which are lettered and come last. */
  annex?: boolean;
  /** Who signed it off, and when; null while nobody has signed its content as it stands. */
  signed?: string | null;
  /** Whether it begins on a page of its own and has it alone. */
  alone?: boolean;
  /** Whether its tables need the width of a page turned on its side. */
  wide: boolean;
  blocks: Block[];
  /** Who may read it, and how it is to be handled; without it, whoever gets the pack. */
  limits?: Limits;
}

/** A pack as it is shown, whole: only texts, and the numbers of the frozen figures they open. */
export interface PackModel {
  /** 2 since sections may be annexed and are signed off. */
  format: 2;
  title: string;
  office: string;
  marking: string;
  demonstration: boolean;
  meetingRef: string;
  /** Null for a draft. */
  version: number | null;
  status: string;
  cover: { label: string; text: string }[];
  opening: Block[];
  sections: Section[];
  /** Until when the papers were read that people wrote for the meeting; the figures rest on `chain`. */
  written?: string;
  /** The instant that its figures are as at. */
  asAt?: string;
  /** The last event of the audit chain that the pack's figures rest on. */
  chain: { seq: number; hash: string; at: string; shown: string };
  /** The day of the cut-off, which the PDF is dated by. */
  day: string;
}

/** The figures of one pack, found by what they are and numbered as they were frozen. */
export class PackFigures {
  private readonly byKey: Map<string, FrozenFigure>;

  constructor(figures: readonly FrozenFigure[]) {
    this.byKey = new Map(figures.map((figure) => [figureKey(figure.figure, figure.scope), figure]));
  }

  of(id: string, scope: Scope): FrozenFigure {
    const figure = this.byKey.get(figureKey(id, scope));
    if (figure === undefined) throw new Error(`The pack did not ask for ${figureKey(id, scope)}.`);
    return figure;
  }

  cell(id: string, scope: Scope): Cell {
    const figure = this.of(id, scope);
    return { text: frozenText(figure), figure: figure.number, colour: null };
  }
}

/** A frozen figure as it is written. */
export function frozenText(figure: Pick<FrozenFigure, 'unit' | 'overUnder' | 'value' | 'marker'>): string {
  return figureText(figure, figure);
}

/** A cell of words. */
export function words(text: string): Cell {
  return { text, figure: null, colour: null };
}

/** A cell of a word with its colour. */
export function rated(word: string, colour: CellColour): Cell {
  return { text: word, figure: null, colour };
}

/** A table without a total row. */
export function table(
  caption: string,
  columns: Column[],
  rows: Cell[][],
  notes: string[] = [],
): Extract<Block, { kind: 'table' }> {
  return { kind: 'table', caption, columns, rows, total: null, notes };
}

/** A paragraph of its own. */
export function said(...paragraphs: string[]): Block {
  return { kind: 'words', paragraphs };
}

/** A heading within a section, which the contents list. */
export function heading(id: string, text: string, ...aside: Cell[]): Block {
  return { kind: 'heading', id, text, aside };
}

/** A column of words. */
export function text(label: string): Column {
  return { label, numeric: false };
}

/** A column of numbers. */
export function numeric(label: string): Column {
  return { label, numeric: true };
}
