import type { Day } from '../calendar/day.ts';
import { agesNamed } from './words-gate-age.ts';
import { smallNumbers } from './words-gate-count.ts';
import { AllowedNames, type CommonNames, commonNames } from './words-gate-name.ts';
import { insuranceNumbers, nhsNumbers } from './words-gate-number.ts';
import { plainWords } from './words-gate-plain.ts';

/** What words can look like that would point at one person. */
export type FindingKind =
  | 'name'
  | 'name-and-age'
  | 'birth'
  | 'phone'
  | 'e-mail'
  | 'handle'
  | 'postcode'
  | 'address'
  | 'reference'
  | 'nhs-number'
  | 'insurance-number'
  | 'class'
  | 'one-person'
  | 'small-number'
  | 'quote'
  | 'too-long';

/** Words that look personal, and why. */
export interface Finding {
  kind: FindingKind;
  words: string;
  why: string;
  /** Where the words begin in the text as `plainWords` gives it. */
  at: number;
}

/**
 * What a text is for. In one for people by their job, names of the office's own people are no finding; in a reference,
 * and in what a finance system wrote, bare numbers are none.
 */
export type FieldSort = 'narrative' | 'people' | 'reference' | 'imported';

/** What is known beside the text itself. */
export interface Knowledge {
  names: CommonNames;
  /** What is no finding anywhere: the organisations and places of the record. */
  bodies: AllowedNames;
  /** The same with people whom the office knows by their job. */
  staff: AllowedNames;
}

const NO_KNOWLEDGE: Knowledge = { names: new Map(), bodies: new AllowedNames([]), staff: new AllowedNames([]) };

/** What each kind is, as a sentence names it after the words. */
export const FINDING_WORDS: Record<FindingKind, string> = {
  name: 'looks like somebody’s name',
  'name-and-age': 'looks like somebody with an age',
  birth: 'looks like a date of birth',
  phone: 'looks like a telephone number',
  'e-mail': 'looks like an e-mail address',
  handle: 'looks like a name used online',
  postcode: 'looks like a postcode',
  address: 'looks like a home address',
  reference: 'looks like the reference of a case or of a person',
  'nhs-number': 'looks like an NHS number',
  'insurance-number': 'looks like a National Insurance number',
  class: 'looks like a class of a school',
  'one-person': 'is about one person alone',
  'small-number': 'counts so few young people that they could be known',
  'too-long': 'is too long to be looked through',
  quote: 'looks like somebody’s own words: say it in general words',
};

const LONGEST = 20_000;

const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const DATE = `(?:\\d{1,2}[./-]\\d{1,2}[./-](?:\\d{4}|\\d{2})|\\d{4}-\\d{2}-\\d{2}|\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH},? \\d{4})`;
const YOUNG =
  '(?:young (?:person|man|woman|lad|lady)|child|girl|boy|lad|lass|pupil|student|teenager|victim|survivor|daughter|son|brother|sister|baby)';

interface Pattern {
  kind: FindingKind;
  pattern: RegExp;
  unless?: RegExp;
  /** Whether it is a number without a word that says what it numbers. */
  bare?: true;
}

/** Each pattern is linear: every repetition is bounded, and none stands within another of the same letters. */
const PATTERNS: readonly Pattern[] = [
  { kind: 'e-mail', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g },
  { kind: 'handle', pattern: /(?<![\w.+-])@[\w.]{2,30}/g },
  {
    kind: 'handle',
    pattern: /\b(?:snapchat|instagram|facebook|tiktok|whatsapp|username)(?: name| account)?(?: is|:) ?[\w.]{2,30}/gi,
  },
  { kind: 'phone', pattern: /(?<![\w£.,-])(?:\+44|\(?0[1-9])[\d() -]{7,14}\d(?!\d)/g },
  {
    kind: 'birth',
    pattern: new RegExp(
      `\\b(?:born|dob|d\\.o\\.b\\.?|date of birth|birthday|birth date)\\b[^\\n.]{0,20}?(?:${DATE}|\\b(?:19|20)\\d{2}\\b|\\d{1,2}(?:st|nd|rd|th)? ${MONTH}\\b)`,
      'gi',
    ),
  },
  {
    kind: 'postcode',
    pattern: /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b/gi,
    // A quarter or a group before 'first' or 'second': Q4 1st.
    unless: /\d(?:st|nd|rd|th)$/,
  },
  {
    kind: 'address',
    pattern:
      /\b\d{1,4}[A-Za-z]? \p{Lu}\p{Ll}{1,20}(?: \p{Lu}\p{Ll}{1,20})? (?:Street|Road|Avenue|Lane|Close|Drive|Crescent|Terrace|Grove|Gardens|Mount|Rise|Walk)\b/gu,
  },
  {
    kind: 'reference',
    pattern:
      /\b(?:crime|incident|occurrence|custody|case|log|niche|urn|nhs|upn|police)(?: (?:reference|ref|number|no|id|log))?[.:]? ?(?:number|no)?[.:#]? ?(?=[A-Z\d/-]{0,12}\d{3})[A-Z\d][A-Z\d/-]{3,20}\b/gi,
    // The years of the record itself: case 2014-15.
    unless: /\D(?:19|20)\d{2}(?:[-/]\d{2,4})?$/,
  },
  { kind: 'reference', bare: true, pattern: /(?<![\w£.,/-])[A-Z]{0,2}\d{8,14}[A-Z]?\b/g, unless: /^E\d{8}$/ },
  { kind: 'reference', bare: true, pattern: /\b\d{3} \d{3} \d{4}\b/g },
  { kind: 'reference', bare: true, pattern: /\b\d{2}[A-Z]{1,2}\d{5,10}(?:\/\d{2})?\b/g },
  {
    kind: 'class',
    pattern: /\b(?:class|form|tutor group|set|year|yr|y)[ :]{0,2}(?:[1-9]|1[0-3]) ?[A-Z]{1,2}\b(?! \p{Ll})/giu,
    unless: /\d (?:a|am|as|at|do|go|he|i|if|in|is|it|me|no|of|on|or|so|to|up|us|we)$/i,
  },
  { kind: 'class', pattern: /(?<![\w£.,/-])(?:[7-9]|1[0-3])[A-HJLN-Z]\b(?!-)/g },
  {
    kind: 'class',
    pattern: /\b(?:Mr|Mrs|Miss|Ms|Sir|Dr)\.? \p{Lu}[\p{L}'-]{1,25}'s? (?:class|form|tutor|year|group)\b/gu,
  },
  {
    kind: 'class',
    pattern:
      /\b(?:Year|Yr|Y) ?(?:[1-9]|1[0-3])\b[^.\n]{0,40}?\b\p{Lu}[\p{L}'-]{1,25} (?:School|Academy|College|High|Primary|Grammar)\b/gu,
  },
  {
    kind: 'one-person',
    pattern: new RegExp(
      `\\b(?:(?:the|our|that|this) (?:one|only|single|same)|(?:only )?one|a (?:single|certain|particular)) (?:\\p{Ll}{3,12} )?${YOUNG}\\b(?!'?s\\b|ren\\b)`,
      'giu',
    ),
  },
  {
    kind: 'one-person',
    pattern: new RegExp(`\\b${YOUNG} (?:called|named|whose name (?:is|was))(?: \\p{L}{2,20}){1}`, 'giu'),
  },
  {
    kind: 'one-person',
    pattern:
      /\b(?:an?|the|one|this|that|our) (?:\d{1,2}|(?:nine|ten|eleven|twelve|thir|four|fif|six|seven|eigh)(?:teen)?)[ -]years?[ -]old\b/gi,
  },
  {
    kind: 'quote',
    pattern: /["“][^"“”\n]{0,300}\b(?:I|I'm|I've|I'd|[Mm]e|[Mm]y|[Mm]ine)\b[^"“”\n]{0,300}["”]/g,
  },
  { kind: 'quote', pattern: /(?<!\w)[‘'](?=[^\n]{0,300}['’](?!\w))(?:I|I'm|I've|I'd|My) [^\n"“”]{3,300}?['’](?!\w)/g },
];

/** The kinds that finance systems write into references and texts as a matter of course. */
const OF_SYSTEMS: ReadonlySet<FindingKind> = new Set(['phone', 'class', 'birth', 'quote', 'nhs-number', 'handle']);

/**
 * The words of a text that look as if they pointed at one person, each with why; none for a text in general words.
 * Common names are known from a list, so what it lets through must still be read. Takes texts of any length; beyond
 * 20,000 characters it says that it cannot look through them. Dates are taken for dates of birth when they make
 * somebody a child or a young adult on `today`.
 */
export function personalWords(
  text: string,
  today: Day,
  { names, bodies, staff }: Knowledge = NO_KNOWLEDGE,
  field: FieldSort = 'narrative',
): Finding[] {
  if (text.length > LONGEST) {
    const kind = 'too-long';
    return [{ kind, words: `${text.slice(0, 20)}…`, why: FINDING_WORDS[kind], at: 0 }];
  }
  const plain = plainWords(text);
  const isOfSystem = field === 'reference' || field === 'imported';
  const found: { at: number; kind: FindingKind; words: string }[] = [];
  const add = (kind: FindingKind, places: readonly { at: number; words: string }[]) => {
    for (const { at, words } of places) found.push({ at, kind, words });
  };
  add('nhs-number', nhsNumbers(plain));
  add('insurance-number', insuranceNumbers(plain));
  for (const { kind, pattern, unless, bare } of PATTERNS) {
    if (bare === true && isOfSystem) continue;
    const matches = [...plain.matchAll(pattern)].filter((match) => unless?.test(match[0]) !== true);
    add(
      kind,
      matches.map((match) => ({ at: match.index, words: match[0] })),
    );
  }
  add('name-and-age', agesNamed(plain));
  add('small-number', smallNumbers(plain));
  const births = [...plain.matchAll(WHOLE_DATE)].filter((match) => isBirth(match[0], today));
  add(
    'birth',
    births.map((match) => ({ at: match.index, words: match[0] })),
  );
  if (names.size > 0) add('name', commonNames(plain, names, field === 'people' ? staff : bodies));
  const counting = isOfSystem
    ? found.filter(({ kind, words }) => !OF_SYSTEMS.has(kind) || LABELLED.test(words))
    : found;
  return withoutOverlaps(counting).map(({ at, kind, words }) => ({
    kind,
    words: words.trim(),
    why: FINDING_WORDS[kind],
    at: at + words.length - words.trimStart().length,
  }));
}

const WHOLE_DATE = new RegExp(`\\b${DATE}(?!\\w)`, 'gi');
const LABELLED = /\b(?:born|dob|d\.o\.b|date of birth|birthday)/i;

/** Whether a whole date lies so far back that somebody born on it is 5 to 25: younger dates are those of meetings. */
function isBirth(date: string, today: Day): boolean {
  const years = date.match(/\d{4}/)?.[0] ?? date.match(/\d{2}$/)?.[0] ?? '';
  const thisYear = Number(today.slice(0, 4));
  const year = years.length === 4 ? Number(years) : Number(years) + (Number(years) > thisYear % 100 ? 1900 : 2000);
  return thisYear - year >= 5 && thisYear - year <= 25;
}

/** In the order of the text; of two that overlap the first found stands, so that nothing is said twice. */
function withoutOverlaps<T extends { at: number; words: string }>(found: readonly T[]): T[] {
  const kept: T[] = [];
  for (const one of found) {
    const end = one.at + one.words.length;
    if (kept.every((other) => end <= other.at || one.at >= other.at + other.words.length)) kept.push(one);
  }
  return kept.toSorted((a, b) => a.at - b.at);
}
