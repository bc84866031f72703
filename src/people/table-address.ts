import type { Response } from 'express';
import { readQuery } from '../platform/form.ts';
import type { Parameters } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { type Table, tableFile } from '../platform/table.ts';
import { tableJson } from '../platform/table-json.ts';
import { MOST_WORKBOOK_ROWS, workbookFile } from '../platform/workbook.ts';

/** What a table comes as, each at the table's address with this ending. */
export const TABLE_FORMATS = ['csv', 'json', 'xlsx', 'ods'] as const;

export type TableFormat = (typeof TABLE_FORMATS)[number];

/** A table ready to be sent, and what its file is called, without an ending. */
export interface NamedTable {
  name: string;
  table: Table;
}

/** The media type of each format. */
export const MEDIA_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
};

/** Checks what an address asks for: an unknown part, one given twice and one of another shape are malformed. */
export function checkParameters(query: Record<string, unknown>, parameters: Parameters): void {
  const read = readQuery(query, Object.keys(parameters));
  for (const [name, value] of Object.entries(read)) {
    const schema = parameters[name];
    if (value === undefined || schema?.safeParse(value).success !== false) continue;
    const found = JSON.stringify(value.slice(0, 40));
    throw new Refusal(
      'malformed',
      'parameter',
      `The part “${name}” of the address is ${found}; it must be: ${schema.description}.`,
    );
  }
}

/** Answers a table as one of its formats, as a file to be kept; JSON is shown where it is opened. */
export async function sendTable(res: Response, { name, table }: NamedTable, format: TableFormat): Promise<void> {
  res.type(MEDIA_TYPES[format]);
  if (format === 'json') {
    res.send(tableJson(table));
    return;
  }
  res.attachment(`${name}.${format}`);
  res.send(format === 'csv' ? tableFile(table) : await tableWorkbook(table, format));
}

function tableWorkbook(table: Table, kind: 'xlsx' | 'ods'): Promise<Buffer> {
  demandWorkbookFits(table.rows.length);
  const { caption, notes, columns, rows } = table;
  return workbookFile(
    { caption, notes, columns: columns.map(({ text }) => text), rows: rows.map((row) => row.map(({ file }) => file)) },
    kind,
  );
}

/** Refused as `too-long` when a workbook would have more rows than are opened with ease. */
export function demandWorkbookFits(rows: number): void {
  if (rows <= MOST_WORKBOOK_ROWS) return;
  throw new Refusal(
    'refused',
    'too-long',
    `A workbook has at most ${MOST_WORKBOOK_ROWS.toLocaleString('en-GB')} rows. Choose fewer, or take CSV or JSON, which have all of them.`,
  );
}
