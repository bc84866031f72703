import type { CodableLine, LineField } from './codable-line.ts';
import type { CodingRule, RuleResult } from './coding-rule.ts';
import { compileCondition, type Fits, PlainLine, type SupplierNames } from './condition.ts';

/** What the rules say of a line: what becomes of it and by which rule; or which rule would decide and why it cannot. */
export type Decided = ({ rule: string } & RuleResult) | { stopped: string; reason: string };

/** Asks the rules about a line; null when none of them fits. The same line always gets the same answer. */
export type Decide = (line: CodableLine) => Decided | null;

interface Ready {
  profiles: ReadonlySet<string> | null;
  tests: Fits[];
  answer: Decided;
}

const MOST_KEPT = 50_000;

/**
 * Makes the rules ready for a whole file: the first in their order that fits a line decides. A rule whose target can
 * take no more money still stands in its place, and the line waits for a person instead of falling to a later rule.
 * Lines that say the same in every field that a rule looks at are asked once, so that a million take seconds.
 */
export function compileRules(rules: readonly CodingRule[], names: SupplierNames): Decide {
  const standing = inOrder(rules);
  const ready = standing.map((rule) => readyRule(rule, names));
  const fields = [...new Set(standing.flatMap(({ conditions }) => conditions.map(({ field }) => field)))];
  const known = new Map<string, Decided | null>();
  return (line) => {
    const key = keyOf(line, fields);
    const before = known.get(key);
    if (before !== undefined) return before;
    const plain = new PlainLine(line, names);
    const found = ready.find(
      ({ profiles, tests }) => profiles?.has(line.profile) !== false && tests.every((fits) => fits(plain)),
    );
    const answer = found?.answer ?? null;
    // Fields such as the reference differ in every line; the answers kept of them must not fill the memory.
    if (known.size >= MOST_KEPT) known.clear();
    known.set(key, answer);
    return answer;
  };
}

/** The rules that are asked, in the order in which they are. */
export function inOrder(rules: readonly CodingRule[]): CodingRule[] {
  return rules.filter(({ state }) => state === 'active').toSorted((a, b) => a.position - b.position);
}

function readyRule(rule: CodingRule, names: SupplierNames): Ready {
  return {
    profiles: rule.profiles.length === 0 ? null : new Set(rule.profiles),
    tests: rule.conditions.map((condition) => compileCondition(condition, names)),
    answer: answerOf(rule),
  };
}

function answerOf({ ref, stopped, result }: CodingRule): Decided {
  if (stopped !== null) return Object.freeze({ stopped: ref, reason: `${ref} would decide, but ${stopped}` });
  return Object.freeze({ rule: ref, ...result });
}

/** Lengths stand before the texts, so that no two lines that differ can have one key. */
function keyOf(line: CodableLine, fields: readonly LineField[]): string {
  let key = line.profile;
  for (const field of fields) {
    const said = line[field];
    key += said === null ? '|-' : `|${said.length}:${said}`;
  }
  return key;
}
