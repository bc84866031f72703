import type { Act } from '../audit/act.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { demandIdentifierFree, IDENTIFIER_SCHEMES, type IdentifierScheme, readIdentifierCode } from './identifier.ts';
import { readOrganisations } from './organisation.store.ts';
import type { Identifier, OrganisationRecord } from './organisation.ts';

/** An identifier as somebody typed it. */
export interface TypedIdentifier {
  scheme: string;
  code: string;
}

/** Adds a number to an organisation. Refused by name: see `readIdentifierCode` and `demandIdentifierFree`. */
export async function addIdentifier(act: Act, organisationId: number, typed: TypedIdentifier): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const { id } = organisations.survivorOf(organisationId);
  const identifier = readIdentifier(typed);
  demandIdentifierFree(organisations, id, identifier);
  await act.add('organisation_identifier', { organisation_id: id, ...identifier, held: 1, why_words: null });
}

/** The identifier that was typed, as it is kept. Refused by name: `identifier-shape`, `identifier-scheme`. */
export function readIdentifier({ scheme, code }: TypedIdentifier): TypedIdentifier {
  const known: IdentifierScheme | undefined = IDENTIFIER_SCHEMES.find((candidate) => candidate.scheme === scheme);
  if (known === undefined) throw refused('identifier-scheme', 'Select whose number it is.', 'scheme');
  return { scheme, code: readIdentifierCode(known, code) };
}

/** An identifier that the organisation holds itself, by its number; not found when it has none such. */
export function findIdentifier({ identifiers }: OrganisationRecord, id: number): Identifier {
  const found = identifiers.find((identifier) => identifier.id === id);
  if (found === undefined) throw notFound('identifier of that number');
  return found;
}

/** Takes a wrong number back; that it was recorded stays. */
export async function takeIdentifierBack(
  act: Act,
  { organisationId, identifierId, why }: { organisationId: number; identifierId: number; why: string },
): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const { scheme, code } = findIdentifier(organisations.find(organisationId), identifierId);
  await act.add('organisation_identifier', {
    organisation_id: organisationId,
    scheme,
    code,
    held: 0,
    why_words: await act.words(why),
  });
}
