import { type Choice, type FormAnswer, FormReader } from '../platform/form.ts';
import { ORGANISATION_KINDS } from './organisation.store.ts';
import { DISTRICTS, placeChoices } from './place.ts';

export const ORGANISATION_KIND_CHOICES: readonly Choice[] = Object.entries(ORGANISATION_KINDS).map(([value, text]) => ({
  value,
  text,
}));
export const DISTRICT_CHOICES: readonly Choice[] = placeChoices(DISTRICTS);

/** An organisation to be added. */
export interface NewOrganisation {
  name: string;
  kind: string;
  districtCode: string | null;
}

/** Reads the form that adds an organisation. */
export function readOrganisation(body: unknown): FormAnswer<NewOrganisation> {
  const form = new FormReader(body, ['name', 'kind', 'district']);
  const name = form.text('name', 'Name');
  const kind = form.choice('kind', 'Kind', ORGANISATION_KIND_CHOICES);
  const district = form.choice('district', 'District', DISTRICT_CHOICES, { optional: true });
  return form.answer(() => ({ name, kind, districtCode: district || null }));
}
