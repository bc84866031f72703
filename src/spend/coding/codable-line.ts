/**
 * What a line of a ledger extract says that tells where it belongs; null where the file says nothing. The import makes
 * it of each line; no amount and no day is in it, because neither decides what money was for.
 */
export interface CodableLine {
  /** The import profile that read the file, by its name. */
  profile: string;
  /** The finance system that wrote it. */
  system: string;
  account: string | null;
  costCentre: string | null;
  project: string | null;
  supplier: string;
  /** The supplier's number in that system. */
  supplierId: string | null;
  text: string | null;
  area: string | null;
  type: string | null;
  body: string | null;
  /** What the file itself calls the category, before its profile reads a group from it. */
  categoryText: string | null;
  reference: string | null;
}

/** What of a line a rule may look at. The profile is no such field: a rule says for which profiles it holds. */
export type LineField = Exclude<keyof CodableLine, 'profile'>;

/** The fields as sentences name them, in the order in which forms offer them. */
export const LINE_FIELDS: Readonly<Record<LineField, string>> = {
  account: 'account',
  costCentre: 'cost centre',
  project: 'project code',
  supplier: 'supplier',
  supplierId: 'supplier number',
  text: 'text of the line',
  area: 'expense area',
  type: 'expense type',
  body: 'body',
  categoryText: 'category in the file',
  reference: 'reference',
  system: 'finance system',
};

export const LINE_FIELD_NAMES = Object.keys(LINE_FIELDS) as LineField[];

/** Fields that hold codes, which have an order. */
export const CODE_FIELDS: readonly LineField[] = ['account', 'costCentre', 'project', 'supplierId', 'categoryText'];

/**
 * The form in which texts of lines and of rules are compared: small letters, spaces of any kind as one, none around.
 * Plain text throughout: a dot or a star of a rule means itself. The form of a form is itself.
 */
export function plainForm(text: string): string {
  return text.normalize('NFC').toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim();
}
