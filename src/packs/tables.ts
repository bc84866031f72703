import type { FrozenFigure } from '../figures/snapshot.store.ts';
import { type CsvCell, csvFile } from '../platform/csv.ts';
import type { Block, Cell, PackModel } from './pack.ts';

/** A table of a pack as a file, with its marking in its first line. */
export interface TableFile {
  name: string;
  caption: string;
  content: Buffer;
}

/** Every table of a pack as CSV, numbered in its order; the numbers are written as the pack writes them. */
export function tableFiles(model: PackModel): TableFile[] {
  const files: TableFile[] = [];
  const add = (caption: string, columns: string[], rows: CsvCell[][]): void => {
    const number = String(files.length + 1).padStart(2, '0');
    files.push({ name: `${number}-${fileNameOf(caption)}.csv`, caption, content: csvFile(columns, rows) });
  };
  for (const block of [model.opening, ...model.sections.map(({ blocks }) => blocks)].flat()) {
    const table = tableOf(block);
    if (table !== null)
      add(
        table.caption,
        [...table.columns, 'Marking'],
        table.rows.map((row) => [...row, model.marking]),
      );
  }
  return files;
}

function tableOf(block: Block): { caption: string; columns: string[]; rows: CsvCell[][] } | null {
  const textOf = ({ text }: Cell): string => text;
  if (block.kind === 'table') {
    const rows = [...block.rows, ...(block.total === null ? [] : [block.total])];
    return {
      caption: block.caption,
      columns: block.columns.map(({ label }) => label),
      rows: rows.map((row) => row.map(textOf)),
    };
  }
  if (block.kind === 'keys') {
    return {
      caption: 'Key figures',
      columns: ['Figure', 'Value', 'Beside it'],
      rows: block.items.map(({ label, cell, beside }) => [label, cell.text, beside?.text ?? null]),
    };
  }
  if (block.kind === 'register') {
    return {
      caption: block.caption,
      columns: ['Reference', 'Figure', 'Of what', 'Value', 'Behind it'],
      rows: block.rows.map(({ figure, label, scope, text, behind }) => [`F${figure}`, label, scope, text, behind]),
    };
  }
  return null;
}

/** The rows behind one figure as CSV: amounts in pounds, counts as they are. */
export function traceFile(figure: FrozenFigure): Buffer {
  const isMoney = figure.unit === 'pence';
  return csvFile(
    ['Record', 'Date', 'Amount', 'Marker', 'Opens at'],
    figure.rows.map(({ label, day, value, marker, href }) => [
      label,
      day,
      value === null ? null : isMoney ? { amount: value } : value,
      marker === '' ? null : `[${marker}]`,
      href,
    ]),
  );
}

function fileNameOf(caption: string): string {
  const plain = caption
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.slice(0, 60).replaceAll(/^-+|-+$/g, '') || 'table';
}
