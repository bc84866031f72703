import { CODE_FIELDS, type CodableLine, type LineField, plainForm } from './codable-line.ts';

/** How a condition compares: with any of its values, except `between`, which has two, and `organisation`, one. */
export const CONDITION_TESTS = {
  is: 'is',
  startsWith: 'starts with',
  contains: 'contains',
  between: 'is between (two codes)',
  organisation: 'is the organisation',
} as const;

export type ConditionTest = keyof typeof CONDITION_TESTS;

/**
 * One thing that a rule asks of a line. Without values, because two people removed its words, it fits nothing.
 * `organisation` holds the organisation's number as its one value.
 */
export interface Condition {
  field: LineField;
  test: ConditionTest;
  values: readonly string[];
}

/** What an office's names of suppliers mean: by `readSupplierNames`, or by anything that a test makes up. */
export interface SupplierNames {
  /** The organisation that a name means, under any of its names: its survivor, or null for none or several. */
  organisationOf(name: string): number | null;
  /** What an organisation now is, itself or what it was merged into. */
  survivorOf(id: number): number;
}

/** A condition made ready: whether a line fits it. */
export type Fits = (line: PlainLine) => boolean;

/** A line whose fields are put into their plain form once, when something first looks at them. */
export class PlainLine {
  readonly line: CodableLine;
  private readonly names: SupplierNames;
  private readonly forms = new Map<LineField, string | null>();
  private supplier: number | null | undefined;

  constructor(line: CodableLine, names: SupplierNames) {
    this.line = line;
    this.names = names;
  }

  form(field: LineField): string | null {
    const known = this.forms.get(field);
    if (known !== undefined) return known;
    const said = this.line[field];
    const form = said === null ? '' : plainForm(said);
    const kept = form === '' ? null : form;
    this.forms.set(field, kept);
    return kept;
  }

  organisation(): number | null {
    if (this.supplier === undefined) this.supplier = this.names.organisationOf(this.line.supplier);
    return this.supplier;
  }
}

/** Makes a condition ready to be asked of many lines. A field that the file leaves empty fits nothing. */
export function compileCondition(condition: Condition, names: SupplierNames): Fits {
  const { field, test } = condition;
  if (condition.values.length === 0) return () => false;
  if (test === 'organisation') {
    const wanted = names.survivorOf(Number(condition.values[0]));
    return (line) => line.organisation() === wanted;
  }
  const values = condition.values.map(plainForm);
  if (test === 'is') {
    const wanted = new Set(values);
    return (line) => {
      const form = line.form(field);
      return form !== null && wanted.has(form);
    };
  }
  const compare = COMPARE[test];
  return (line) => {
    const form = line.form(field);
    return form !== null && compare(form, values);
  };
}

const COMPARE = {
  startsWith: (form: string, values: readonly string[]) => values.some((value) => form.startsWith(value)),
  contains: (form: string, values: readonly string[]) => values.some((value) => form.includes(value)),
  between: (form: string, [first = '', last = '']: readonly string[]) => isBetween(form, first, last),
};

/**
 * Whether a code stands between two others, both included: of their length, in the order of its characters, so that
 * 41005 is not between 4100 and 4199, and the codes need not be numbers.
 */
export function isBetween(form: string, first: string, last: string): boolean {
  return form.length === first.length && first <= form && form <= last;
}

const MOST_VALUES = 50;
const LONGEST_VALUE = 100;

/** What is wrong with a condition, as a sentence that begins with its place; null when nothing is. */
export function conditionFault({ field, test, values }: Condition): string | null {
  const forms = values.map(plainForm);
  if (values.length === 0 || forms.includes('')) return 'needs at least one value, and none of them empty';
  if (values.length > MOST_VALUES) return `has ${values.length} values; at most ${MOST_VALUES} are taken`;
  if (values.some((value) => [...value].length > LONGEST_VALUE)) {
    return `has a value that is longer than ${LONGEST_VALUE} characters; a shorter part of it does`;
  }
  if (test === 'organisation') {
    if (field !== 'supplier') return 'compares with an organisation, which only the supplier can be';
    return values.length === 1 ? null : 'names several organisations; make a rule for each';
  }
  if (test !== 'between') return null;
  const [first = '', last = ''] = forms;
  if (!CODE_FIELDS.includes(field)) return 'asks for a range, which only codes such as the account have';
  if (values.length !== 2) return 'is between two codes: enter the first and the last, each on a line';
  if (!forms.every((form) => /^[a-z0-9]+$/.test(form))) return 'is between two codes of letters and digits alone';
  if (first.length !== last.length) return `is between ${first} and ${last}, which must have as many characters`;
  return first > last ? `is between ${first} and ${last}, which are the wrong way round` : null;
}
