import { type CodableLine, LINE_FIELDS, plainForm } from './codable-line.ts';
import { type CodingRule, either, type RuleWording } from './coding-rule.ts';
import { type Decided, inOrder } from './compile.ts';
import { type Condition, compileCondition, PlainLine, type SupplierNames } from './condition.ts';

/** One rule that was asked about a line: why it does not fit, or that it decides, or would. */
export interface Asked {
  rule: CodingRule;
  /** Each condition that does not fit, as the line has it: 'the account 5100 does not start with 41'. */
  misses: readonly string[];
}

/** How a line was decided: every rule that was asked, in order, the last of them the one that fits, if one does. */
export interface Explained {
  asked: readonly Asked[];
  decided: Decided | null;
}

/** Asks the rules about one line and says of each why it does not fit; those after the one that fits are not asked. */
export function explainLine(
  rules: readonly CodingRule[],
  line: CodableLine,
  { names, wording, decided }: { names: SupplierNames; wording: RuleWording; decided: Decided | null },
): Explained {
  const plain = new PlainLine(line, names);
  const asked: Asked[] = [];
  for (const rule of inOrder(rules)) {
    const misses = missesOf(rule, plain, { names, wording });
    asked.push({ rule, misses });
    if (misses.length === 0) break;
  }
  return { asked, decided };
}

function missesOf(
  { profiles, conditions }: CodingRule,
  plain: PlainLine,
  { names, wording }: { names: SupplierNames; wording: RuleWording },
): string[] {
  const elsewhere =
    profiles.length === 0 || profiles.includes(plain.line.profile)
      ? []
      : [`it is for files of ${either(profiles.map(wording.profile))}`];
  const missed = conditions.filter((condition) => !compileCondition(condition, names)(plain));
  return [...elsewhere, ...missed.map((condition) => missWords(condition, plain, wording))];
}

const VERBS = { is: 'is not', startsWith: 'does not start with', contains: 'does not contain' } as const;

function missWords({ field, test, values }: Condition, { line }: PlainLine, wording: RuleWording): string {
  const label = LINE_FIELDS[field];
  const said = line[field];
  if (values.length === 0) return `what it compares the ${label} with was removed`;
  if (said === null || plainForm(said) === '') return `the line has no ${label}`;
  const subject = `the ${label} ${said}`;
  if (test === 'organisation') {
    return `${subject} is not a name of ${wording.organisation(Number(values[0]))} alone`;
  }
  if (test === 'between') return `${subject} is not between ${values[0]} and ${values[1]}`;
  return `${subject} ${VERBS[test]} ${either(values)}`;
}
