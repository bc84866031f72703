import type { Act } from '../../audit/act.ts';
import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import { findInitiative } from '../../initiatives/initiative.store.ts';
import { demandNotOver } from '../../initiatives/life/life.store.ts';
import { CATEGORIES } from '../../ledger/category.ts';
import { readOrganisations } from '../../partners/organisation.store.ts';
import { findPlace } from '../../partners/place.ts';
import { refused } from '../../platform/refusal.ts';
import { plainForm } from './codable-line.ts';
import { type Coding, type CodingRule, leavesOut, type NewCodingRule, ruleFault } from './coding-rule.ts';
import { readProfileChoices } from './rule-names.ts';

/** The form's field of the values of a condition, counted from 0. */
export function valuesField(index: number): string {
  return `values-${index + 1}`;
}

/**
 * Refuses a rule that cannot hold, by name: `condition` for what it asks; `life-over` where its initiative is over;
 * `agreement-elsewhere` where its agreement belongs to another; `result` for a place or a category that is none of
 * ours, or where it does not say why lines are left out; `profile` for a kind of file that there is not.
 */
export async function demandRule(act: Act, wanted: NewCodingRule): Promise<void> {
  const { trx, doer } = act;
  const { result } = wanted;
  const fault = ruleFault(wanted);
  if (fault !== null) throw refused('condition', `${fault.fault}.`, valuesField(fault.condition ?? 0));
  const organisations = await readOrganisations(trx, doer.officeId);
  for (const { test, values } of wanted.conditions) if (test === 'organisation') organisations.find(Number(values[0]));
  if (!leavesOut(result)) await demandCoding(act, result);
  else if (result.leftOut.trim() === '') throw refused('result', 'Say why the lines are not ours.', 'left-out');
  const profiles = await readProfileChoices(trx, doer.officeId);
  const stray = wanted.profiles.find((name) => !profiles.some(({ value }) => value === name));
  if (stray !== undefined)
    throw refused('profile', `There is no kind of file ${JSON.stringify(stray)}. Select another.`);
}

async function demandCoding(act: Act, { initiative, agreement, place, category }: Coding): Promise<void> {
  const { trx, doer } = act;
  await findInitiative(trx, doer.officeId, initiative);
  await demandNotOver(trx, doer.officeId, initiative);
  if (agreement !== '') await demandAgreementOf(act, agreement, initiative);
  if (findPlace(place) === undefined) throw refused('result', 'Select a place that money is spent in.', 'place');
  if (category !== null && !CATEGORIES.some(({ code }) => code === category)) {
    throw refused('result', 'Select a category, or leave the file’s own.', 'category');
  }
}

async function demandAgreementOf({ trx, doer }: Act, ref: string, initiative: string): Promise<void> {
  const [agreement] = await listAgreements(trx, doer.officeId, { ref });
  if (agreement?.initiative === initiative) return;
  throw refused(
    'agreement-elsewhere',
    agreement === undefined
      ? `There is no agreement ${ref}. Select one of ${initiative}, or none.`
      : `${ref} is an agreement of ${agreement.initiative}, not of ${initiative}. Select one of ${initiative}, or none.`,
    'agreement',
  );
}

/** Refused where another rule in force asks the same of the same files: which of the two decides would be an accident. */
export function demandFree(rules: readonly CodingRule[], wanted: NewCodingRule, except: string | null): void {
  const asked = whatIsAsked(wanted);
  const other = rules.find((rule) => rule.state === 'active' && rule.ref !== except && whatIsAsked(rule) === asked);
  if (other === undefined) return;
  throw refused('rule-known', `${other.ref} asks the same already. Change that one instead.`, valuesField(0));
}

function whatIsAsked({ conditions, profiles }: NewCodingRule): string {
  const asked = conditions.map(({ field, test, values }) => {
    const forms = values.map(plainForm);
    return JSON.stringify([field, test, test === 'between' ? forms : [...new Set(forms)].sort()]);
  });
  return JSON.stringify([[...new Set(asked)].sort(), profiles.toSorted()]);
}
