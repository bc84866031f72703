import { formatShortDay } from '../calendar/day.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { listAgreements } from '../initiatives/agreements/agreement.store.ts';
import { yearsShown } from '../initiatives/agreements/agreement.ts';
import { initiativeChoices } from '../initiatives/initiative.form.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { CATEGORIES, categoryShown } from '../ledger/category.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Period } from '../ledger/period.ts';
import { formatPounds } from '../money/pence.ts';
import { readOrganisationNames } from '../partners/organisation.store.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';

import { listPayables } from './claims/payable.store.ts';
import { readProviders } from './claims/provider.store.ts';

/** What a spend can be coded to, in the order in which pages list it. */
export interface SpendChoices {
  initiatives: Choice[];
  agreements: Choice[];
  periods: Period[];
}

/** What the form of one spend can choose from: the payables that it may pay, too. */
export interface EntryChoices extends SpendChoices {
  payables: Choice[];
}

export const CATEGORY_CHOICES: readonly Choice[] = CATEGORIES.map(({ code }) => ({
  value: code,
  text: categoryShown(code),
}));

/** Reads what a spend can be coded to, as it stands now. */
export async function readSpendChoices(db: Db, officeId: number): Promise<SpendChoices> {
  const names = await readOrganisationNames(db, officeId);
  const agreements = await listAgreements(db, officeId);
  return {
    initiatives: initiativeChoices(await listInitiatives(db, officeId)),
    // One without a published amount binds no money of any year, so nothing can be spent of it.
    agreements: agreements
      .filter(({ boundYears }) => boundYears.length > 0)
      .map(({ ref, initiative, boundYears, organisationId }) => ({
        value: ref,
        text: `${ref} ${names.get(organisationId) ?? ''} (${initiative}, ${yearsShown(boundYears)})`,
      })),
    periods: await readPeriods(db, officeId),
  };
}

/** Reads what one spend can be coded to and what it may pay, as it stands now; the payable due first stands first. */
export async function readEntryChoices(db: Db, officeId: number): Promise<EntryChoices> {
  const providers = await readProviders(db, officeId);
  const payables = (await listPayables(db, officeId)).filter(({ free }) => free > 0);
  return {
    ...(await readSpendChoices(db, officeId)),
    payables: payables.map(({ ref, claim, free, dueOn }) => ({
      value: ref,
      text: `${ref} ${providers.get(claim.agreement) ?? ''}: ${formatPounds(free)} under ${claim.agreement}, due by ${formatShortDay(dueOn)}`,
    })),
  };
}

/** The periods as choices. A form reads any of them, so that the act itself refuses a closed one and says why. */
export function periodChoices(periods: readonly Period[]): Choice[] {
  return periods.map((period) => ({ value: periodLabel(period), text: periodShown(period) }));
}

/** The open periods as choices: what a form offers. */
export function openPeriodChoices(periods: readonly Period[]): Choice[] {
  return periodChoices(periods.filter((period) => !period.closed));
}
