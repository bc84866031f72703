import { HELD } from '../audit/gate/reading.ts';
import type { Day } from '../calendar/day.ts';
import type { Attachment } from '../documents/attachment.ts';
import type { CsvCell } from '../platform/csv.ts';

/** What kind of record an item is made of; decisions on its words are kept by it, whichever file prints them. */
export type Subject = 'spend' | 'agreement' | 'tender' | 'decision';

/** A column of an item whose words a person may keep back. */
export interface ItemText {
  field: string;
  column: string;
  label: string;
  /** Columns that would say the same: a company number beside its name. */
  beside?: readonly string[];
}

/** One row of a publication before anybody decided about its words. */
export interface Item {
  /** What stands once among all months: the record, or one version of it. */
  key: string;
  subject: Subject;
  ref: string;
  /** Whom or what it is about, for whoever decides. */
  name: string;
  /** Its amount and day, where it has them, in a few words. */
  facts: string;
  href: string;
  /** The day that puts it into a month. */
  day: Day;
  /** Which of its publication's files it stands in. */
  file: string;
  cells: Record<string, CsvCell>;
  texts: readonly ItemText[];
  /** The document that is published beside its row. */
  copy?: Attachment;
  /** Whether few children stand behind it, so that no person may let it out. */
  fewChildren: boolean;
  /** Whether its initiative places children with carers. */
  fosters: boolean;
}

/** The text of a column as it is printed; empty where nothing stands. */
export function textOf({ cells }: Pick<Item, 'cells'>, column: string): string {
  const cell = cells[column] ?? null;
  if (cell === null) return '';
  return typeof cell === 'object' ? String(cell.amount) : String(cell);
}

/** Whether words of it are held back because they look personal and nobody has checked them. */
export function isHeld(text: string): boolean {
  return text.includes(HELD);
}

/** An item in a few words: 'Print works, £3,816.00, 19 Jun 2015'. */
export function itemLabel({ name, facts }: Pick<Item, 'name' | 'facts'>): string {
  return `${name}, ${facts}`;
}
