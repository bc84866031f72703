/** A column of the grid: the answer that it gives, as the form of one spend calls it. */
export interface GridColumn {
  name: string;
  label: string;
  /** What a spreadsheet may call it besides. */
  also: readonly string[];
  /** How wide its boxes are. */
  width: 'code' | 'words' | 'long' | 'day' | 'amount';
  /** Whether it is chosen from a list, completed out of the office's record, or simply typed. */
  from?: 'list' | 'suppliers' | 'references';
}

/** The columns of the grid, in the order in which a block without headings is read. */
export const GRID_COLUMNS: readonly GridColumn[] = [
  {
    name: 'initiative',
    label: 'Initiative',
    also: ['initiative ref', 'initiative name'],
    width: 'words',
    from: 'list',
  },
  { name: 'agreement', label: 'Agreement', also: ['agreement ref', 'contract'], width: 'words', from: 'list' },
  { name: 'place', label: 'Place', also: ['district', 'place code', 'area'], width: 'words', from: 'list' },
  { name: 'category', label: 'Category', also: ['category code', 'subjective'], width: 'words', from: 'list' },
  { name: 'supplier', label: 'Supplier', also: ['supplier name', 'payee', 'vendor'], width: 'long', from: 'suppliers' },
  {
    name: 'reference',
    label: 'Reference',
    also: ['their reference', 'invoice number', 'invoice no', 'invoice', 'ref'],
    width: 'code',
    from: 'references',
  },
  { name: 'description', label: 'Description', also: ['details', 'narrative'], width: 'long' },
  { name: 'invoiced', label: 'Invoice date', also: ['date', 'invoiced', 'date invoiced'], width: 'day' },
  { name: 'received', label: 'Date received', also: ['received'], width: 'day' },
  { name: 'paid', label: 'Date paid', also: ['paid', 'payment date'], width: 'day' },
  { name: 'period', label: 'Period', also: [], width: 'words', from: 'list' },
  { name: 'net', label: 'Net amount', also: ['net', 'amount'], width: 'amount' },
  { name: 'vat', label: 'Irrecoverable VAT', also: ['vat'], width: 'amount' },
  { name: 'nature', label: 'Revenue or capital', also: ['nature', 'type'], width: 'code', from: 'list' },
  { name: 'settles', label: 'Claim that it pays', also: ['claim', 'payable', 'pays'], width: 'words', from: 'list' },
  { name: 'reason', label: 'Reason, if it passes the budget', also: ['reason'], width: 'long' },
];

/** A grid holds so many rows at most: what a form may weigh. A longer file is imported. */
export const MOST_ROWS = 60;
export const FIRST_ROWS = 10;

/** The field of a cell. */
export function cellField(column: string, row: number): string {
  return `${column}-${row}`;
}

/** The box that confirms a row which looks like an entry that stands. */
export function sameField(row: number): string {
  return cellField('same', row);
}

/** A heading or a name as it is compared: its letters and digits. */
export function plainName(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
