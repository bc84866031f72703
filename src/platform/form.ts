import { type Day, readTypedDay } from '../calendar/day.ts';
import { type Pence, parsePounds } from '../money/pence.ts';
import { Refusal } from './refusal.ts';

/** What is wrong with a form, and in which field; an empty field means the whole form. */
export interface FieldError {
  field: string;
  message: string;
}

/** One of the answers that a question offers. */
export interface Choice {
  value: string;
  text: string;
}

/** What a form answers: a value, or errors with what was typed, so that nothing has to be typed twice. */
export type FormAnswer<T> = { ok: true; value: T } | { ok: false; errors: FieldError[]; typed: Typed };

export type Typed = Record<string, string>;

/** Fields that every form carries besides its own. */
const CARRIED = ['_csrf', '_once'];
const LONGEST = 20_000;
/** What a box says when it is ticked. */
export const TICKED = 'yes';

interface TextRules {
  optional?: boolean;
  longest?: number;
}

/**
 * Reads a form's body field by field, collecting every error. Fields that the form does not have, repeated fields
 * and anything but text are refused as malformed: no person's browser sends them.
 */
export class FormReader {
  readonly typed: Typed;
  private readonly errors: FieldError[] = [];

  constructor(body: unknown, fields: readonly string[]) {
    this.typed = readTyped(body, fields);
  }

  fail(field: string, message: string): void {
    this.errors.push({ field, message });
  }

  text(field: string, label: string, rules: TextRules = {}): string {
    const typed = (this.typed[field] ?? '').normalize('NFC').replaceAll('\r\n', '\n').trim();
    const longest = rules.longest ?? 200;
    if (typed === '') {
      if (rules.optional !== true) this.fail(field, `Enter ${inSentence(label)}`);
    } else if ([...typed].length > longest) {
      this.fail(field, `${label} must be ${longest} characters or fewer`);
    } else if (hasControls(typed)) {
      this.fail(field, `${label} must not contain invisible control characters; type it again`);
    }
    return typed;
  }

  /** The address of a published page: https alone, without a name or a password in it. */
  link(field: string, label: string, rules: TextRules = {}): string {
    const typed = this.text(field, label, { longest: 500, ...rules });
    if (typed !== '' && !isLink(typed)) {
      this.fail(
        field,
        `${label} must be a whole address that begins with https://, such as https://www.example.org/report`,
      );
    }
    return typed;
  }

  choice(field: string, label: string, choices: readonly Choice[], rules: { optional?: boolean } = {}): string {
    const typed = this.typed[field] ?? '';
    if (typed === '') {
      if (rules.optional !== true) this.fail(field, `Select ${inSentence(label)}`);
    } else if (!choices.some(({ value }) => value === typed)) {
      this.fail(field, `${label} must be one of those listed; select it again`);
    }
    return typed;
  }

  /** Whether a box was ticked. */
  box(field: string, label: string): boolean {
    const typed = this.typed[field] ?? '';
    if (typed !== '' && typed !== TICKED) this.fail(field, `${label} must be ticked or left empty; tick it again`);
    return typed === TICKED;
  }

  pounds(field: string, label: string, rules: { optional?: boolean; least?: Pence } = {}): Pence {
    const typed = this.typed[field] ?? '';
    if (typed.trim() === '') {
      if (rules.optional !== true) this.fail(field, `Enter ${inSentence(label)}`);
      return 0;
    }
    const read = parsePounds(typed);
    if (!read.ok) {
      this.fail(field, `${label} ${read.reason}`);
      return 0;
    }
    const least = rules.least ?? 1;
    if (read.pence < least)
      this.fail(field, least > 0 ? `${label} must be more than £0.00` : `${label} must be £0.00 or more`);
    return read.pence;
  }

  wholeNumber(field: string, label: string, rules: { optional?: boolean; most?: number } = {}): number | null {
    const typed = (this.typed[field] ?? '').trim();
    if (typed === '') {
      if (rules.optional !== true) this.fail(field, `Enter ${inSentence(label)}`);
      return null;
    }
    if (/^[-−] ?[0-9][0-9,]{0,12}$/.test(typed)) {
      this.fail(field, `${label} must be 0 or more`);
      return null;
    }
    const plain = typed.length <= 15 ? typed.replaceAll(',', '') : 'x';
    const most = rules.most ?? 10_000_000;
    if (!/^[0-9]{1,12}$/.test(plain)) {
      this.fail(field, `${label} must be a whole number, like 48`);
      return null;
    }
    if (Number(plain) > most) this.fail(field, `${label} must be ${most.toLocaleString('en-GB')} or fewer`);
    return Number(plain);
  }

  /** A day in three fields: `field-day`, `field-month`, `field-year`. Null when left empty and optional. */
  day(field: string, label: string, rules: { optional?: boolean; notAfter?: Day } = {}): Day | null {
    const [day = '', month = '', year = ''] = dayFields(field).map((name) => (this.typed[name] ?? '').trim());
    if (day === '' && month === '' && year === '') {
      if (rules.optional !== true) this.fail(`${field}-day`, `Enter ${inSentence(label)}`);
      return null;
    }
    const read = readTypedDay({ day, month, year });
    if (!read.ok) {
      this.fail(`${field}-${read.parts[0] ?? 'day'}`, `${label} ${read.reason}`);
      return null;
    }
    if (rules.notAfter !== undefined && read.day > rules.notAfter) {
      this.fail(`${field}-day`, `${label} must be today or in the past`);
    }
    return read.day;
  }

  /** The value when nothing failed; otherwise every error, in the order of the fields, and what was typed. */
  answer<T>(value: () => T): FormAnswer<T> {
    if (this.errors.length > 0) return { ok: false, errors: this.errors, typed: this.typed };
    return { ok: true, value: value() };
  }
}

/** The names of a day's three fields. */
export function dayFields(field: string): [string, string, string] {
  return [`${field}-day`, `${field}-month`, `${field}-year`];
}

/** A day in the three boxes of its question. */
export function typedDay(field: string, day: Day | null): Typed {
  if (day === null) return {};
  const [year = '', month = '', date = ''] = day.split('-');
  const [dayName, monthName, yearName] = dayFields(field);
  return { [dayName]: String(Number(date)), [monthName]: String(Number(month)), [yearName]: year };
}

function readTyped(body: unknown, fields: readonly string[]): Typed {
  if (typeof body !== 'object' || body === null) {
    throw new Refusal('malformed', 'no-form', 'No form was received. Open the form again and send it from there.');
  }
  const typed: Typed = {};
  for (const [name, value] of Object.entries(body)) {
    if (!fields.includes(name) && !CARRIED.includes(name)) {
      const shown = JSON.stringify(name.slice(0, 40));
      throw new Refusal(
        'malformed',
        'unknown-field',
        `The form has no field ${shown}. Open it again and send it from there.`,
      );
    }
    if (typeof value !== 'string' || value.length > LONGEST) {
      const shown = JSON.stringify(name.slice(0, 40));
      throw new Refusal(
        'malformed',
        'not-text',
        `The field ${shown} must hold one text of at most ${LONGEST} characters.`,
      );
    }
    if (!CARRIED.includes(name)) typed[name] = value;
  }
  return typed;
}

function isLink(text: string): boolean {
  if (!/^https:\/\/[^\s/]/i.test(text) || /\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' && hostname.includes('.');
}

function hasControls(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    if ((code < 32 && code !== 10 && code !== 9) || code === 127) return true;
  }
  return false;
}

/**
 * "Net amount" becomes "the net amount" and "VAT" "the VAT"; a question such as "How it helps" takes no article, and what
 * is no noun, such as "Asked on", is named as it stands.
 */
function inSentence(label: string): string {
  if (/^(From|To|Until|Due|When|How|Who|What|Decided)$|^(For|Addressed) |^\S+ (on|by)$/.test(label)) {
    return `an answer to “${label}”`;
  }
  const lower = /^[A-Z][a-z]/.test(label) ? label[0]?.toLowerCase() + label.slice(1) : label;
  return /^(the|how|why|what|who|where|when|whether) | or /.test(lower) ? lower : `the ${lower}`;
}

/** Refuses any query parameter that the page does not have, and answers the others as texts. */
export function readQuery(
  query: Record<string, unknown>,
  names: readonly string[],
): Record<string, string | undefined> {
  const read: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(query)) {
    const shown = JSON.stringify(name.slice(0, 40));
    if (!names.includes(name)) {
      throw new Refusal('malformed', 'unknown-field', `The address has no part ${shown}. Go back and choose again.`);
    }
    if (typeof value !== 'string' || value.length > 500 || value.includes('\0')) {
      throw new Refusal(
        'malformed',
        'not-text',
        `The part ${shown} of the address must be given once, as a short text.`,
      );
    }
    if (value !== '') read[name] = value;
  }
  return read;
}
