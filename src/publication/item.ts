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
  /** The row in a few words, for whoever decides. */
  label: string;
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
  if (typeof cell !== 'object') return String(cell);
  return 'amount' in cell ? String(cell.amount) : 'day' in cell ? cell.day : cell.instant;
}

/** Whether words of it are held back because they look personal and nobody has checked them. */
export function isHeld(text: string): boolean {
  return text.includes(HELD);
}
