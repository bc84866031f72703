import { BYTE_ORDER_MARK, csvText, type FileCell } from '../../platform/csv.ts';
import { type ColumnType, type FileColumn, jsonRow } from '../../platform/table-json.ts';
import { CSV_COLUMNS } from '../spend-list.pages.ts';

/** A format that a long list is written in as it is read: its head, its rows portion by portion, and its end. */
interface Written {
  head: string;
  rows(portion: readonly FileCell[][], isFirst: boolean): string;
  end(rows: number): string;
}

const TYPES: Partial<Record<string, ColumnType>> = {
  invoice_date: 'day',
  date_received: 'day',
  date_paid: 'day',
  period: 'number',
  net: 'amount',
  irrecoverable_vat: 'amount',
  amount: 'amount',
  file_row: 'number',
  concerns_period: 'number',
  counted_in_spend: 'amount',
};

const COLUMNS: FileColumn[] = CSV_COLUMNS.map((key) => ({ key, title: key, type: TYPES[key] ?? 'text' }));
const ABOUT = { title: 'Spend', notes: [], columns: COLUMNS };

/**
 * The formats of the list of spend that have no limit. Whoever has all of a file can tell: the last row of a CSV file
 * says how many rows there are, and JSON that was cut off is none.
 */
export const TEXT_FORMATS = {
  csv: {
    head: BYTE_ORDER_MARK + csvText([CSV_COLUMNS]),
    rows: (portion) => csvText(portion),
    end: (rows) =>
      csvText([
        CSV_COLUMNS.map((_, index) => (index === 0 ? `End of file: ${rows} ${rows === 1 ? 'row' : 'rows'}` : null)),
      ]),
  },
  json: {
    head: `${JSON.stringify(ABOUT).slice(0, -1)},"rows":[\n`,
    rows: (portion, isFirst) =>
      (isFirst ? '' : ',\n') + portion.map((cells) => jsonRow(CSV_COLUMNS, cells)).join(',\n'),
    end: (rows) => `\n],"count":${rows}}\n`,
  },
} as const satisfies Record<string, Written>;

export type TextFormat = keyof typeof TEXT_FORMATS;
