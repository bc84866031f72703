import { figureKey } from '../figures/figure-key.ts';
import { findFigure, readFigures } from '../figures/registry.ts';
import { type OpenRelease, openRelease } from '../figures/release/open-release.ts';
import { type Books, type Marker, openBooks } from '../ledger/figure.ts';
import { type FigureAsked, figureHref, figureText, type ShownFigure } from '../ledger/shown-figure.ts';
import type { Office } from '../people/office.store.ts';
import type { Db } from '../platform/database.ts';
import { changeRows } from './change-rows.ts';
import type { Filing } from './filing.ts';
import { financeRows } from './finance-rows.ts';
import { outcomeRows } from './outcome-rows.ts';
import { type Row, type RowSource, scopeOf } from './row.ts';
import { costRows, sourceRows } from './source-rows.ts';
import type { Behind, Column, TableTemplate, Template } from './template.ts';

/** A cell of a return: what it says, and for a figure its number, its marker and where it opens. */
export interface Cell {
  text: string;
  value: number | null;
  marker: Marker;
  href: string | null;
  /** What a figure leaves out, as a sentence. */
  note: string | null;
}

export interface DraftRow {
  key: string;
  label: string;
  countsPeople: boolean;
  cells: Record<string, Cell>;
}

/** A table of a return with its columns in the template's order; plain data, so that it can be frozen as it stands. */
export interface DraftTable {
  name: string;
  title: string;
  columns: Pick<Column, 'name' | 'heading' | 'label' | 'format' | 'required' | 'note'>[];
  rows: DraftRow[];
}

export interface Draft {
  /** Every table but the sign-off, which depends on the files that these become. */
  tables: DraftTable[];
  /** Every figure read, in order: what a submission freezes. */
  asked: FigureAsked[];
  /** Where they are read from, and the counts of people in it as they were protected. */
  books: Books;
  release: OpenRelease;
}

/**
 * Fills a template's tables with the figures as at the filing's cut-off. The same filing gives the same tables
 * whatever is recorded later.
 */
export async function draftTables(db: Db, office: Office, filing: Filing, template: Template): Promise<Draft> {
  const source: RowSource = {
    // Rows are drawn from what was recorded; their numbers only from what the release lets pass.
    books: openBooks(db, office.id, filing.cutoff),
    ref: filing.ref,
    templateVersion: template.version,
    quarter: filing.quarter,
    recipient: office.name,
    only: filing.source,
    standing: filing.standing,
    explanations: filing.explanations,
  };
  const drawn: { table: TableTemplate; rows: Row[] }[] = [];
  const initiatives = new Set<string>();
  for (const table of template.tables) {
    if (table.rows === 'sign-off') continue;
    const rows = await rowsOf(source, table, initiatives);
    if (table.rows === 'initiative-source-nature') {
      for (const row of rows) initiatives.add(row.facts.initiative_ref as string);
    }
    drawn.push({ table, rows });
  }
  const { books, release } = await openRelease(db, office.id, {
    kind: 'return',
    // Each filing of a return is a release of its own: whoever reads the later has read the earlier.
    ref: `${filing.ref}/${filing.draft}`,
    audience: { kind: 'named', readers: [template.recipient] },
    moment: filing.cutoff,
    asked: drawn.flatMap(({ table, rows }) => askedIn(filing, table, rows).map(({ asked }) => asked)),
  });
  const tables: DraftTable[] = [];
  const asked: FigureAsked[] = [];
  for (const { table, rows } of drawn) {
    const filled = await fillTable(books, filing, table, rows, release.asked);
    tables.push(filled.table);
    asked.push(...filled.asked);
  }
  return { tables, asked, books, release };
}

function rowsOf(source: RowSource, table: TableTemplate, initiatives: Set<string>): Promise<Row[]> {
  if (table.rows === 'initiative-source-nature') return financeRows(source);
  if (table.rows === 'source-nature') return sourceRows(source);
  if (table.rows === 'source-cost') return costRows(source);
  return table.rows === 'measure-place' ? outcomeRows(source, initiatives) : changeRows(source);
}

/** Fills one table: every figure of every row is read in one go. */
export async function fillTable(
  books: Books,
  filing: Filing,
  table: TableTemplate,
  rows: Row[],
  gated: ReadonlySet<string> = new Set(),
): Promise<{ table: DraftTable; asked: FigureAsked[] }> {
  const cells = askedIn(filing, table, rows);
  const asked = cells.map((cell) => cell.asked);
  const places = new Map(cells.map(({ place }, index) => [place, index]));
  const shown = await readFigures(books, asked);
  const figureAt = (row: Row, column: string): ShownFigure | undefined =>
    shown[places.get(`${row.key} ${column}`) ?? -1];
  return {
    asked,
    table: {
      name: table.name,
      title: table.title,
      columns: table.columns.map(({ name, heading, label, format, required, note }) => ({
        name,
        ...(heading === undefined ? {} : { heading }),
        label,
        format,
        required,
        ...(note === undefined ? {} : { note }),
      })),
      rows: rows.map((row) => ({
        key: row.key,
        label: row.label,
        countsPeople: row.countsPeople ?? false,
        cells: Object.fromEntries(
          table.columns.map((column) => [
            column.name,
            cellOf(filing, row, column, gated, (name) => figureAt(row, name)),
          ]),
        ),
      })),
    },
  };
}

/** Every figure that a table's rows ask for, with the row and column that it stands in. */
function askedIn(filing: Filing, table: TableTemplate, rows: readonly Row[]): { place: string; asked: FigureAsked }[] {
  return rows.flatMap((row) =>
    table.columns.flatMap(({ name, behind }) => {
      const figure = figureBehind(row, behind);
      if (figure === null || !('scope' in behind)) return [];
      const scope = behind.per === 'initiative' ? row.whole : row.scope;
      if (scope === null) return [];
      return [{ place: `${row.key} ${name}`, asked: { figure, scope: scopeOf(scope, behind.scope, filing.quarter) } }];
    }),
  );
}

/** The figure of a row's cell; null when its column is none. An error when the template names none for such a row. */
function figureBehind({ facts, label }: Row, behind: Behind): string | null {
  if ('figure' in behind) return behind.figure;
  if (!('figures' in behind)) return null;
  const named = behind.figures[facts[behind.by] ?? ''];
  if (named === undefined) throw new Error(`The template names no figure for ${label}, ${facts[behind.by]}.`);
  return named;
}

function cellOf(
  filing: Filing,
  row: Row,
  { name, behind, format }: Column,
  gated: ReadonlySet<string>,
  figure: (column: string) => ShownFigure | undefined,
): Cell {
  if ('constant' in behind) return textCell(behind.constant);
  if ('markerOf' in behind) {
    const marker = figure(behind.markerOf)?.marker ?? '';
    return textCell(marker === '' ? '' : `[${marker}]`);
  }
  if ('noteOf' in behind) return textCell(figure(behind.noteOf)?.note ?? '');
  if ('fact' in behind) {
    const text = row.facts[behind.fact] ?? '';
    return { ...textCell(text), value: format === 'count' && text !== '' ? Number(text) : null };
  }
  const shown = figure(name);
  if (shown === undefined) {
    const none = { value: null, marker: 'z' as const };
    const figureId = figureBehind(row, behind) as string;
    return { ...none, text: figureText(findFigure(figureId), none), href: null, note: null };
  }
  const { text, value, marker, note } = shown;
  // A count of people opens nowhere: pages show of it what published papers showed.
  const isGated = gated.has(figureKey(shown.figure, shown.scope));
  return { text, value, marker, note, href: isGated ? null : figureHref(shown.figure, shown.scope, filing.cutoff) };
}

function textCell(text: string): Cell {
  return { text, value: null, marker: '', href: null, note: null };
}
