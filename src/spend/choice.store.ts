import { yearShown } from '../calendar/financial-year.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { listAgreements } from '../initiatives/agreement.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Period } from '../ledger/period.ts';
import { listOrganisations } from '../partners/organisation.store.ts';
import { PLACES } from '../partners/place.ts';
import type { Db } from '../platform/database.ts';
import type { Choice } from '../platform/form.ts';
import { CATEGORIES, categoryShown } from './category.ts';

/** What a spend can be coded to, in the order in which pages list it. */
export interface SpendChoices {
  initiatives: Choice[];
  agreements: Choice[];
  periods: Period[];
}

export const PLACE_CHOICES: readonly Choice[] = PLACES.map(({ code, name }) => ({ value: code, text: name }));
export const CATEGORY_CHOICES: readonly Choice[] = CATEGORIES.map(({ code }) => ({
  value: code,
  text: categoryShown(code),
}));

export async function readSpendChoices(db: Db, officeId: number): Promise<SpendChoices> {
  const organisations = await listOrganisations(db, officeId);
  const names = new Map(organisations.map(({ id, name }) => [id, name]));
  const initiatives = await listInitiatives(db, officeId);
  const agreements = await listAgreements(db, officeId);
  return {
    initiatives: initiatives.map(({ ref, name }) => ({ value: ref, text: `${ref} ${name}` })),
    agreements: agreements.map(({ ref, initiative, year, organisationId }) => ({
      value: ref,
      text: `${ref} ${names.get(organisationId) ?? ''} (${initiative}, ${yearShown(year)})`,
    })),
    periods: await readPeriods(db, officeId),
  };
}

/** The periods as choices; a spend is entered in an open one, a list is filtered by any. */
export function periodChoices(periods: readonly Period[]): Choice[] {
  return periods.map((period) => ({ value: periodLabel(period), text: periodShown(period) }));
}
