import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { addDays, type Day, formatDay, monthsLater } from '../calendar/day.ts';
import { refused } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';
import { ORGANISATION_KINDS, type Organisation } from './organisation.store.ts';

type OrganisationKind = Organisation['kind'];

/** What is checked of a provider. */
export interface CheckKind {
  code: string;
  label: string;
  means: string;
  /** For how many months a check is usually valid. */
  months: number;
  /** How many days before it expires pages begin to warn. */
  warningDays: number;
  /** The kinds of organisation that need it. */
  neededFrom: readonly OrganisationKind[];
}

/** The kinds of check (`data/provider-checks.csv`), in the order in which pages list them. */
export const CHECK_KINDS: readonly CheckKind[] = readCheckKinds();

function readCheckKinds(): CheckKind[] {
  const file = readFileSync(inProject('data', 'provider-checks.csv'));
  const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
  return rows.map((row) => {
    const { code = '', label = '', means = '' } = row;
    const whole = (column: string): number => {
      const text = row[column] ?? '';
      if (!/^\d{1,4}$/.test(text)) throw new Error(`provider-checks.csv: ${column} of ${code} must be a whole number.`);
      return Number(text);
    };
    const kinds = Object.keys(ORGANISATION_KINDS) as OrganisationKind[];
    const odd = kinds.find((kind) => row[kind] !== 'yes' && row[kind] !== 'no');
    if (odd !== undefined) throw new Error(`provider-checks.csv: ${odd} of ${code} must be yes or no.`);
    return {
      code,
      label,
      means,
      months: whole('months'),
      warningDays: whole('warning_days'),
      neededFrom: kinds.filter((kind) => row[kind] === 'yes'),
    };
  });
}

/** A kind of check in words; its code once the file no longer has it. */
export function checkKindShown(code: string): string {
  return CHECK_KINDS.find((kind) => kind.code === code)?.label ?? code;
}

export const CHECK_OUTCOMES = {
  passed: 'Passed',
  'passed-with-conditions': 'Passed with conditions',
  failed: 'Failed',
} as const;

/** What may be recorded of a check on a provider. */
export interface NewCheck {
  organisationId: number;
  kind: string;
  madeOn: Day;
  /** The last day on which it holds. */
  expiresOn: Day;
  outcome: keyof typeof CHECK_OUTCOMES;
  madeBy: string;
  detail: string | null;
}

/** A check on a provider as it was recorded. */
export interface ProviderCheck extends NewCheck {
  id: number;
  enteredBy: number | null;
  seq: number;
}

/** The last day on which a check made on this day usually holds. */
export function usualExpiry(kind: string, madeOn: Day): Day {
  const months = CHECK_KINDS.find(({ code }) => code === kind)?.months ?? 12;
  return addDays(monthsLater(madeOn, months), -1);
}

/** Refused by name: `unknown-check`, and `expires-before-made`. */
export function checkCheck({ kind, madeOn, expiresOn }: NewCheck): void {
  if (!CHECK_KINDS.some(({ code }) => code === kind)) {
    throw refused('unknown-check', `There is no check ${kind}. Choose one of those listed.`, 'kind');
  }
  if (expiresOn < madeOn) {
    throw refused(
      'expires-before-made',
      `A check made on ${formatDay(madeOn)} cannot have expired on ${formatDay(expiresOn)}. Enter a later date.`,
      'expires-day',
    );
  }
}

/** How a provider stands with a check on a day. `expiring` still holds, and its warning days have begun. */
export type CheckState = 'failed' | 'expired' | 'missing' | 'expiring' | 'in-date';

/** States from the worst to the best. */
const WORST_FIRST: readonly CheckState[] = ['failed', 'expired', 'missing', 'expiring', 'in-date'];

/** How a provider stands with one kind of check on a day, and the check that says so. */
export interface StandingCheck {
  kind: string;
  label: string;
  state: CheckState;
  check: ProviderCheck | null;
}

/**
 * How a provider stands with each kind of check that it needs, by the check that was made last. A kind that it does
 * not need counts only where somebody made that check and it failed or still holds.
 */
export function standingChecks(kind: OrganisationKind, checks: readonly ProviderCheck[], day: Day): StandingCheck[] {
  return CHECK_KINDS.flatMap(({ code, label, warningDays, neededFrom }) => {
    const isNeeded = neededFrom.includes(kind);
    const check = lastMade(checks, code, day);
    const state = check === null ? 'missing' : stateOf(check, day, warningDays);
    const counts = isNeeded || (check !== null && state !== 'expired');
    return counts ? [{ kind: code, label, state: isNeeded || state === 'failed' ? state : 'in-date', check }] : [];
  });
}

/** Of one kind, the check made last by the day; of two of one day, that which was recorded last. */
function lastMade(checks: readonly ProviderCheck[], kind: string, day: Day): ProviderCheck | null {
  const known = checks.filter((check) => check.kind === kind && check.madeOn <= day);
  return known.toSorted((a, b) => (a.madeOn === b.madeOn ? a.id - b.id : a.madeOn < b.madeOn ? -1 : 1)).at(-1) ?? null;
}

function stateOf({ outcome, expiresOn }: ProviderCheck, day: Day, warningDays: number): CheckState {
  if (outcome === 'failed') return 'failed';
  if (expiresOn < day) return 'expired';
  return expiresOn <= addDays(day, warningDays) ? 'expiring' : 'in-date';
}

/** The worst of a provider's checks; null when it needs none. */
export function worstCheck(standing: readonly StandingCheck[]): StandingCheck | null {
  return standing.toSorted((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0] ?? null;
}

/** Whether a check stands in the way of a new agreement: one that is missing only warns. */
export function isAgainst({ state }: StandingCheck): boolean {
  return state === 'failed' || state === 'expired';
}

const EITHER = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** What a page warns of, each in a sentence: nothing of what is in date, and once of all that are not recorded. */
export function checkWarnings(provider: string, standing: readonly Omit<StandingCheck, 'kind'>[]): string[] {
  const missing = standing.filter(({ check }) => check === null).map(({ label }) => label.toLowerCase());
  const said = standing.flatMap(({ label, state, check }) =>
    check === null || state === 'in-date' ? [] : [stateSentence(`${label} of ${provider}`, state, check)],
  );
  if (missing.length === 0) return said;
  return [...said, `No ${EITHER.format(missing)} check of ${provider} is recorded.`];
}

function stateSentence(what: string, state: CheckState, { madeOn, expiresOn }: ProviderCheck): string {
  if (state === 'failed') return `${what}: the check of ${formatDay(madeOn)} failed.`;
  if (state === 'expired') return `${what}: the check expired on ${formatDay(expiresOn)}. Renew it.`;
  return `${what}: the check expires on ${formatDay(expiresOn)}. Renew it in time.`;
}
