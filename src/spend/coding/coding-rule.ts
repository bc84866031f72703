import { categoryShown } from '../../ledger/category.ts';
import { placeName } from '../../partners/place.ts';
import type { Choice } from '../../platform/form.ts';
import { LINE_FIELDS } from './codable-line.ts';
import { type Condition, conditionFault } from './condition.ts';

/** Where a line goes: what a rule says, or what somebody chose by hand. */
export interface Coding {
  initiative: string;
  /** '' for none: the money is then spent from the initiative itself. */
  agreement: string;
  /** A code of `data/places.csv`. */
  place: string;
  /** A code of `data/categories.csv`; null leaves the category that the file's profile reads. */
  category: string | null;
}

/** That lines are not ours: they stay in the ledger and are never spend here. */
export interface LeavingOut {
  /** Why they are not ours; '' where nobody has said it yet. */
  leftOut: string;
}

/** What becomes of a line: by a rule, or by hand. */
export type RuleResult = Coding | LeavingOut;

/** Whether lines are left out instead of going anywhere. */
export function leavesOut(result: RuleResult): result is LeavingOut {
  return 'leftOut' in result;
}

/** What is written down when a rule is made or changed. */
export interface NewCodingRule {
  /** All of them must fit. */
  conditions: readonly Condition[];
  result: RuleResult;
  /** The import profiles it holds for; none means all of them. */
  profiles: readonly string[];
}

/** A rule as it stands, or as one of its versions stood. */
export interface CodingRule extends NewCodingRule {
  ref: string;
  /** 1 when it was made, and one more with each change. */
  version: number;
  /** 1 for the rule that is asked first; those retired stand behind all others. */
  position: number;
  state: 'active' | 'retired';
  /** Why its target can take no more money, such as `I-03 is closed`; it then decides nothing. Null when it can. */
  stopped: string | null;
  /** Why it was made, changed or retired. */
  why: string;
  enteredBy: number | null;
  /** The act that made this version. */
  seq: number;
}

/** What people read instead of codes. */
export interface RuleWording {
  /** The name of an organisation by its number. */
  organisation(id: number): string;
  /** The kinds of file that there are, as choices. */
  profiles: readonly Choice[];
  /** What a profile is called. */
  profile(name: string): string;
}

/**
 * The rule as one sentence that reads aloud: "When the cost centre is CSE01 and the account starts with 41, it is I-01
 * under AG-2014-001, Leeds, 5 Third party payments." Or: "When the cost centre is ROADS, it is left out: not of this fund."
 */
export function ruleSentence({ conditions, result, profiles }: NewCodingRule, wording: RuleWording): string {
  const where = profiles.length === 0 ? '' : `In files of ${either(profiles.map(wording.profile))}, when `;
  const asked = conditions.map((condition) => conditionWords(condition, wording)).join(' and ');
  return `${where === '' ? 'When ' : where}${asked}, it is ${resultWords(result)}.`;
}

/** What becomes of a line, as the end of a sentence. */
export function resultWords(result: RuleResult): string {
  if (leavesOut(result)) return result.leftOut === '' ? 'left out' : `left out: ${result.leftOut.replace(/\.+$/, '')}`;
  const { initiative, agreement, place, category } = result;
  const under = agreement === '' ? 'without an agreement' : `under ${agreement}`;
  return `${initiative} ${under}, ${placeName(place)}, ${category === null ? 'with the file’s own category' : categoryShown(category)}`;
}

const VERBS = { is: 'is', startsWith: 'starts with', contains: 'contains' } as const;

/** A condition as part of a sentence. */
export function conditionWords({ field, test, values }: Condition, wording: RuleWording): string {
  const subject = `the ${LINE_FIELDS[field]}`;
  if (values.length === 0) return `${subject} is something that was removed`;
  if (test === 'organisation') return `${subject} is ${wording.organisation(Number(values[0]))} under any of its names`;
  if (test === 'between') return `${subject} is between ${values[0]} and ${values[1]}`;
  return `${subject} ${VERBS[test]} ${either(values)}`;
}

/** 'A, B or C'. */
export function either(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** What is wrong with a rule by itself, and with which of its conditions (counted from 0, null for the whole). */
export function ruleFault({ conditions }: Pick<NewCodingRule, 'conditions'>): {
  condition: number | null;
  fault: string;
} | null {
  if (conditions.length === 0) return { condition: null, fault: 'A rule needs at least one condition' };
  for (const [index, condition] of conditions.entries()) {
    const fault = conditionFault(condition);
    if (fault !== null) return { condition: index, fault: `The ${LINE_FIELDS[condition.field]} ${fault}` };
  }
  return null;
}
