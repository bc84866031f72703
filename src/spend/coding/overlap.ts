import { plainForm } from './codable-line.ts';
import type { CodingRule } from './coding-rule.ts';
import { inOrder } from './compile.ts';
import { type Condition, isBetween, type SupplierNames } from './condition.ts';

/**
 * The rules that can never decide, each with the earlier rule that always does before it. Only what can be proved is
 * said: the earlier one asks the same or less, for the same profiles or more. That a rule is not named proves nothing.
 */
export function neverReached(rules: readonly CodingRule[], names: SupplierNames): Map<string, string> {
  const standing = inOrder(rules);
  const found = new Map<string, string>();
  for (const [index, rule] of standing.entries()) {
    const earlier = standing.slice(0, index).find((other) => covers(other, rule, names));
    if (earlier !== undefined) found.set(rule.ref, earlier.ref);
  }
  return found;
}

/** Whether every line that the narrow rule fits is one that the wide rule fits. */
function covers(wide: CodingRule, narrow: CodingRule, names: SupplierNames): boolean {
  const everywhere = wide.profiles.length === 0;
  const ofProfiles =
    everywhere || (narrow.profiles.length > 0 && narrow.profiles.every((name) => wide.profiles.includes(name)));
  return (
    ofProfiles &&
    wide.conditions.length > 0 &&
    wide.conditions.every((wanted) => narrow.conditions.some((given) => implies(given, wanted, names)))
  );
}

/** Whether whatever fits the one condition fits the other, as far as their values prove it. */
function implies(given: Condition, wanted: Condition, names: SupplierNames): boolean {
  if (given.field !== wanted.field || given.values.length === 0 || wanted.values.length === 0) return false;
  if (wanted.test === 'organisation') return impliesOrganisation(given, Number(wanted.values[0]), names);
  if (given.test === 'organisation') return false;
  const values = wanted.values.map(plainForm);
  const has = given.values.map(plainForm);
  if (wanted.test === 'is') return given.test === 'is' && has.every((value) => values.includes(value));
  if (wanted.test === 'between') {
    const [first = '', last = ''] = values;
    return (given.test === 'is' || given.test === 'between') && has.every((value) => isBetween(value, first, last));
  }
  if (wanted.test === 'startsWith') {
    const starts = given.test === 'is' || given.test === 'startsWith';
    return starts && has.every((value) => values.some((start) => value.startsWith(start)));
  }
  return given.test !== 'between' && has.every((value) => values.some((part) => value.includes(part)));
}

function impliesOrganisation({ test, values }: Condition, id: number, names: SupplierNames): boolean {
  const survivor = names.survivorOf(id);
  if (test === 'organisation') return names.survivorOf(Number(values[0])) === survivor;
  return test === 'is' && values.every((value) => names.organisationOf(value) === survivor);
}
