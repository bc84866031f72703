import type { CommonNames } from './words-gate-name.ts';

/** Each of these may stand beside somebody. In small letters. */
const SIGNS = words(
  'mr mrs miss ms mx master sir dame dr pc dc ds dsgt sgt dci pcso called named born dob birth birthday snapchat ' +
    'instagram facebook tiktok whatsapp username old aged age is was turned said says told tells asked asks lives lived ' +
    'felt feels wants wanted attends attended disclosed thinks thought wrote',
);
const FEW = words('one only single same certain particular two three four five both couple pair');
const MANY_YOUNG = words(
  'children girls boys pupils students people women men persons teenagers victims survivors daughters sons sisters ' +
    'brothers babies lads lasses',
);
const YOUNG = words(
  'person child girl boy lad lass pupil student teenager victim survivor daughter son brother ' +
    'sister baby woman man lady',
);
const STREETS = words('street road avenue lane close drive crescent terrace grove gardens mount rise walk');

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

const SHAPES =
  /[@"“”‘]|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b|, ?\d{1,2}\b|\(\d{1,2}|-old\b|\b(?:crime|incident|occurrence|custody|case|log|niche|urn|nhs|upn|police)(?: (?:reference|ref|number|no|id|log))?[.:# ]{0,3}(?:number|no)?[.:# ]{0,3}[A-Z\d/-]{0,12}\d{3}/i;

/**
 * Whether it is worth looking through a line of a finance system: false says that `personalWords` finds nothing in it.
 * It costs a fraction of that, and almost no line of a file needs more.
 */
export function mayBePersonal(text: string, names: CommonNames): boolean {
  if (SHAPES.test(text)) return true;
  const plain = text.toLowerCase();
  const glance = new Glance(names, /\d/.test(plain));
  let from = -1;
  for (let at = 0; at <= plain.length; at += 1) {
    const code = plain.charCodeAt(at);
    if ((code >= 97 && code <= 122) || code === 39 || code === 45) {
      if (from < 0) from = at;
      continue;
    }
    // Letters beyond these, and whatever cannot be seen, are left to the whole look.
    if (code > 127) return true;
    if (code >= 49 && code <= 53 && isAlone(plain, at)) glance.isNumber = true;
    if (from < 0) continue;
    if (glance.saysEnough(plain.slice(from, at))) return true;
    from = -1;
  }
  return false;
}

function isAlone(text: string, at: number): boolean {
  return !/\d/.test(text[at - 1] ?? ' ') && !/\d/.test(text[at + 1] ?? ' ');
}

/** What the words of one text say together. */
class Glance {
  /** Whether a number from 1 to 5 was seen in digits. */
  isNumber = false;
  private readonly names: CommonNames;
  private readonly hasDigits: boolean;
  private isFew = false;
  private isYoung = false;
  private isMany = false;
  private isInitial = false;
  private nameWords = 0;

  constructor(names: CommonNames, hasDigits: boolean) {
    this.names = names;
    this.hasDigits = hasDigits;
  }

  saysEnough(word: string): boolean {
    if (word.includes("'") || word.includes('-'))
      return word.split(/['-]/).some((part) => part !== '' && this.one(part));
    return this.one(word);
  }

  private one(word: string): boolean {
    if (SIGNS.has(word) || (this.hasDigits && STREETS.has(word))) return true;
    const sorts = this.names.get(word);
    if (sorts !== undefined) {
      if (sorts.has('first') || sorts.has('surname')) return true;
      // One that is also a word says something only beside another name or an initial.
      this.nameWords += 1;
    } else if (word.length === 1) this.isInitial = true;
    this.isFew ||= FEW.has(word);
    this.isMany ||= MANY_YOUNG.has(word);
    this.isYoung ||= YOUNG.has(word);
    if (this.isFew && (this.isYoung || this.isMany)) return true;
    return (this.isNumber && this.isMany) || this.nameWords > 1 || (this.nameWords === 1 && this.isInitial);
  }
}
