import { readKnowledge } from '../audit/gate/knowledge.ts';
import { COMMON_NAMES } from '../audit/gate/name-list.ts';
import type { Day } from '../calendar/day.ts';
import { type Knowledge, personalWords } from '../disclosure/words-gate.ts';
import type { Db } from '../platform/database.ts';
import { type Item, isHeld, textOf } from './item.ts';
import { Payees } from './payee.ts';
import { type RedactionChoice, WHOLE_ROW } from './redaction.ts';

/** What a rule suggests about a text or a row. A person decides it. */
export interface Suggestion {
  field: string;
  choice: RedactionChoice;
  why: string;
}

const NAMED_FIELDS = new Set(['beneficiary', 'recipient', 'supplier']);
const LONGEST_NAME = 120;
const TITLE = /^(?:mr|mrs|miss|ms|mx|dr|prof|professor|rev|sir|dame|lady|lord)\b/i;
/** Words that people are not called by and organisations are. */
const BODY =
  /\b(?:ltd|limited|llp|plc|inc|co|company|council|police|nhs|trust|university|college|school|academy|charity|foundation|association|society|group|services?|solutions|agency|partnership|partners|cic|cio|church|centre|hospital|hotel|bank|union|board|office|works|theatre|productions?|consulting|consultants?|associates|solicitors|systems|print|media|training|fostering)\b/i;

/** What rules suggest about items: named individuals, foster carers, and words that look personal. */
export class Suggestions {
  private readonly knowledge: Knowledge;
  private readonly payees: Payees;
  private readonly today: Day;

  private constructor(knowledge: Knowledge, payees: Payees, today: Day) {
    this.knowledge = knowledge;
    this.payees = payees;
    this.today = today;
  }

  static async read(db: Db, officeId: number, today: Day): Promise<Suggestions> {
    return new Suggestions(await readKnowledge(db, officeId), await Payees.read(db, officeId), today);
  }

  of(item: Item): Suggestion[] {
    const found: Suggestion[] = [];
    for (const { field, column } of item.texts) {
      const text = textOf(item, column);
      if (text === '') continue;
      if (item.copy !== undefined && field === 'copy') {
        found.push({
          field,
          choice: 'publish',
          why: 'No rule reads a document: open it, and look through the whole of it.',
        });
        continue;
      }
      const why = NAMED_FIELDS.has(field) ? this.whyIndividual(text) : this.whyPersonal(text);
      if (why === null) continue;
      if (NAMED_FIELDS.has(field) && item.fosters) {
        const carer = 'It comes from an initiative of foster care, and it is no organisation that the office knows.';
        found.push({ field: WHOLE_ROW, choice: 'foster-carer', why: `${why} ${carer}` });
      }
      found.push({ field, choice: 'personal', why });
    }
    return found;
  }

  /** Why a payee looks like an individual; null where it is an organisation, or looks like one. */
  private whyIndividual(name: string): string | null {
    if (isHeld(name)) return 'The name is held back: it looks personal, and nobody has checked it.';
    if (this.payees.named(name).organisationId !== null || name.length > LONGEST_NAME) return null;
    if (TITLE.test(name)) return 'It begins as the name of a person does.';
    if (BODY.test(name)) return null;
    const words = name.split(/[\s,]+/).filter((word) => word !== '');
    const isShort = words.length >= 2 && words.length <= 4 && words.every((word) => /^\p{L}[\p{L}’'.-]*$/u.test(word));
    if (!isShort) return this.whyPersonal(name);
    const isCommon = words.some((word) => COMMON_NAMES.has(word.toLowerCase()));
    const hasInitial = words.some((word) => /^\p{Lu}\.?$/u.test(word));
    return isCommon || hasInitial
      ? 'It looks like the name of a person, and it is no organisation that the office knows.'
      : null;
  }

  private whyPersonal(text: string): string | null {
    if (isHeld(text)) return 'The words are held back: they look personal, and nobody has checked them.';
    const [first] = personalWords(text, this.today, this.knowledge, 'narrative');
    return first === undefined ? null : `“${first.words}” ${first.why}.`;
  }
}
