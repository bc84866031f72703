import type { Act } from '../audit/act.ts';
import type { Day } from '../calendar/day.ts';
import type { Visit } from '../people/door.ts';
import type { ActName } from '../people/may.ts';
import type { Role } from '../people/role.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Cell } from '../platform/table.ts';
import type { Answers, ChoicesByField, Field, RegisterChoice } from './field.ts';

/** A record of a register as it stands, or as one of its versions stood. */
export interface Kept {
  ref: string;
  /** 1 when it was added, and one more with each change. */
  version: number;
  answers: Answers;
  /** Why it was changed, where that was said. */
  why: string | null;
  enteredBy: number | null;
  /** The act that made this version. */
  seq: number;
  /** What other records say of this one, where the register reads it: how many of its actions are done, say. */
  beside?: Answers;
  /** In a history: the answers that are hidden in this version, because they are the same in one that hides them. */
  masked?: readonly string[];
  /** What the version before this one said; null in the first. */
  previous: Answers | null;
  /** The record that it belongs to, in a register of records within others. */
  within?: string;
}

/** Who reads: a visitor, or somebody of whom a page says what they may read. */
export type Reader = Pick<Visit, 'person' | 'may'>;

/** What a column of a list says that is not asked but follows from the answers: overdue, a score. */
export interface Derived {
  heading: string;
  numeric?: boolean;
  cell(record: Kept, today: Day): Cell;
}

/** What a list can be narrowed by that is not asked but follows from the answers; a record may have several of it. */
export interface Narrowing {
  name: string;
  label: string;
  choices: readonly Choice[];
  of(record: Kept, today: Day): readonly string[];
}

/**
 * A register: records of one sort, each with the same questions, kept as versions that are only added. Its list, file,
 * record page, forms and history are made of this description, so a new register is a description and a table.
 */
export interface Register {
  /** The audit subject's kind, and the first half of its acts' names: 'risk' makes 'risk.add' and 'risk.change'. */
  code: string;
  /** Whether what is typed is looked through for words about one person, which then need a second look. */
  gated?: boolean;
  /** Made by `registerTable` of the migrations. */
  table: string;
  /** Whether answers stand in one column as text, because the questions are data: see `data/initiative-kinds`. */
  inBody?: boolean;
  /** Where its list stands, such as '/risks'. */
  path: string;
  /** What references begin with: 'R' makes R-001, without gaps in each office. */
  prefix: string;
  title: string;
  /** One record in a sentence, without its article. */
  one: string;
  lede: readonly string[];
  /** Said instead of an empty list. */
  empty: string;
  /** The way down to the list, without itself. */
  way: readonly { text: string; href: string }[];
  /** Without an act of change a record stays as it was added: each is of its own day. */
  acts: { read: ActName; add: ActName; change?: ActName };
  /** Which of the roles that the acts name may add and change, where that is data. */
  enters?: readonly Role[];
  /**
   * The column that keeps which other record each belongs to, and that one's reference as the address names it; null
   * reads those of all. It is no question, and never changes.
   */
  within?: { column: string; ref: string | null };
  fields: readonly Field[];
  derived?: readonly Derived[];
  narrow?: readonly Narrowing[];
  /** What stands above a record's name on its page: the marking of a paper. */
  mark?(answers: Answers): string;
  /** What a record is called on its page. */
  name(answers: Answers, choices: ChoicesByField): string;
  /** Reads what other records say of each, by its reference: `Kept.beside` for whatever is derived. */
  readBeside?(db: Db, officeId: number, upToSeq: number): Promise<ReadonlyMap<string, Answers>>;
  /** The place, or places, that a record belongs to, for those who see one district; null where it is everyone's. */
  district?(answers: Answers, beside?: Answers): string | readonly string[] | null;
  /** Whether somebody may read a record that the act of reading alone does not open: a paper's list, say. */
  reads?(reader: Reader, record: Pick<Kept, 'answers' | 'beside'>): boolean;
  /** Refuses, by name, answers that do not fit each other or what stood before. */
  check?(answers: Answers, about: { before: Answers | null; today: Day }): void;
  /** As `check`, for what only the database knows, within the act. */
  checkKept?(act: Act, answers: Answers, before: Kept | null): Promise<void>;
  /** Where else the list leads. */
  links?: readonly { text: string; href: string }[];
  /** The order of the list; as they were added, without it. */
  order?(a: Kept, b: Kept): number;
  /** What somebody must see to, on the list and on the record. */
  warn?(record: Kept, today: Day): string | null;
}

/** Refused when a record was changed by somebody else since the form was opened; both versions are then shown. */
export class ChangedMeanwhile extends Refusal {
  readonly standing: Kept;

  constructor(standing: Kept) {
    super(
      'conflict',
      'changed-meanwhile',
      `${standing.ref} was changed while you were writing. Nothing was saved. Compare the two and send yours again.`,
    );
    this.standing = standing;
  }
}

/** The choices of every question that has them. */
export async function readChoicesOf(
  db: Db,
  officeId: number,
  { fields }: Pick<Register, 'fields'>,
  today: Day,
): Promise<ChoicesByField> {
  const found = new Map<string, readonly RegisterChoice[]>();
  for (const field of fields) {
    if (field.kind !== 'choice' && field.kind !== 'several') continue;
    const { choices } = field;
    found.set(field.name, typeof choices === 'function' ? await choices(db, officeId, today) : choices);
  }
  return found;
}
