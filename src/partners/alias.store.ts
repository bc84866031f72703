import type { Act } from '../audit/act.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { readOrganisations } from './organisation.store.ts';
import type { Alias, OrganisationRecord, Organisations } from './organisation.ts';
import { namesOf } from './organisation-match.ts';
import { normalForm } from './organisation-name.ts';

/**
 * Adds another name of an organisation, as files spell it; one that was merged gives it to its survivor. Refused by
 * name: `alias-empty` without a letter or a digit, `alias-known` where it is found under that name already, and
 * `alias-taken` where another organisation is.
 */
export async function addAlias(act: Act, organisationId: number, name: string): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const { id } = organisations.survivorOf(organisationId);
  demandAliasFree(organisations, id, name);
  await act.add('organisation_alias', {
    organisation_id: id,
    name_words: await act.words(name),
    held: 1,
    why_words: null,
  });
}

function demandAliasFree(organisations: Organisations, id: number, name: string): void {
  const form = normalForm(name);
  if (form === '') throw refused('alias-empty', 'The other name must hold a letter or a digit.', 'name');
  const holder = organisations.all.find((record) => namesOf(record).some((known) => normalForm(known) === form));
  if (holder === undefined) return;
  const survivor = organisations.survivorOf(holder.id);
  if (survivor.id === id) {
    const sentence = 'It is found under that name already: capitals, dots, “Ltd” and the like make no difference.';
    throw refused('alias-known', sentence, 'name');
  }
  throw refused(
    'alias-taken',
    `${survivor.name} is found under that name. If the two are one, merge them; otherwise use a longer name.`,
    'name',
  );
}

/** Another name that the organisation holds itself, by its number; not found when it has none such. */
export function findAlias({ aliases }: OrganisationRecord, id: number): Alias {
  const found = aliases.find((alias) => alias.id === id);
  if (found === undefined) throw notFound('other name of that number');
  return found;
}

/** Takes another name back; that it was recorded stays. */
export async function takeAliasBack(
  act: Act,
  { organisationId, aliasId, why }: { organisationId: number; aliasId: number; why: string },
): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const { digest } = findAlias(organisations.find(organisationId), aliasId);
  await act.add('organisation_alias', {
    organisation_id: organisationId,
    name_words: digest,
    held: 0,
    why_words: await act.words(why),
  });
}
