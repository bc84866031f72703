import type { Act } from '../../audit/act.ts';
import { readOrganisationNames } from '../../partners/organisation.store.ts';
import { refused } from '../../platform/refusal.ts';
import type { Answers, Field, ReadChoices } from '../../registers/field.ts';
import { findAgreement, listAgreements } from './agreement.store.ts';

/** The office's agreements as the choices of a question, each with its provider and initiative. */
export const readAgreementChoices: ReadChoices = async (db, officeId) => {
  const providers = await readOrganisationNames(db, officeId);
  return (await listAgreements(db, officeId)).map(({ ref, organisationId, initiative }) => ({
    value: ref,
    text: `${ref} ${providers.get(organisationId) ?? ''} (${initiative})`,
  }));
};

/** Which agreement a record is about, where there is one. */
export const AGREEMENT_FIELD: Field = {
  name: 'agreement',
  label: 'Agreement',
  kind: 'choice',
  choices: readAgreementChoices,
  href: (ref) => `/agreements/${ref}`,
  fixed: true,
  optional: true,
  list: true,
  filter: 'linked',
  hint: 'Where the work is done under one',
};

/** Refused when the agreement that is named binds money of another initiative (`other-initiative`). */
export async function demandSameInitiative(act: Act, { initiative, agreement }: Answers): Promise<void> {
  if ((agreement ?? null) === null) return;
  const found = await findAgreement(act.trx, act.doer.officeId, String(agreement));
  if (found.initiative === initiative) return;
  throw refused(
    'other-initiative',
    `${found.ref} is an agreement of ${found.initiative}, not of ${initiative}. Choose one of ${initiative}, or none.`,
    'agreement',
  );
}
