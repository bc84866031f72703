import type { Act } from '../audit/act.ts';
import { refused } from '../platform/refusal.ts';
import { readIdentifier, type TypedIdentifier } from './identifier.store.ts';
import { demandIdentifierFree } from './identifier.ts';
import { addOrganisation, addOrganisationVersion, readOrganisations } from './organisation.store.ts';
import type { NewOrganisation, OrganisationRecord, Organisations } from './organisation.ts';
import { lookAlikesOf } from './organisation-match.ts';
import { normalForm } from './organisation-name.ts';

/** What somebody typed of an organisation that is added. */
export interface EnteredOrganisation extends NewOrganisation {
  identifier: TypedIdentifier | null;
  /** Whether they said that it is another one than those that it looks like. */
  another: boolean;
}

/**
 * Adds an organisation that somebody typed and answers its number. Refused by name: a number that another has (see
 * `demandIdentifierFree`), whatever was said; `name-empty`; and `looks-alike`, unless it was said to be another.
 */
export async function enterOrganisation(act: Act, wanted: EnteredOrganisation): Promise<number> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  const identifier = wanted.identifier === null ? null : readIdentifier(wanted.identifier);
  if (identifier !== null) demandIdentifierFree(organisations, null, identifier);
  const others = othersLike(organisations, wanted, undefined);
  const id = await addOrganisation(act, wanted);
  if (identifier !== null) {
    await act.add('organisation_identifier', { organisation_id: id, ...identifier, held: 1, why_words: null });
  }
  await addDistinct(act, id, others);
  return id;
}

/**
 * Changes an organisation by adding its next version, when the standing one is still the one that was seen; the caller
 * compares. Refused by name: `merged`, `nothing-changed`, `name-empty`, `looks-alike`.
 */
export async function changeOrganisation(
  act: Act,
  standing: OrganisationRecord,
  wanted: NewOrganisation & { another: boolean; why: string | null },
): Promise<void> {
  const organisations = await readOrganisations(act.trx, act.doer.officeId);
  demandNotMerged(organisations, standing);
  const isSameName = normalForm(wanted.name) === normalForm(standing.name);
  const others = isSameName ? [] : othersLike(organisations, wanted, standing.id);
  await addOrganisationVersion(act, standing, wanted);
  await addDistinct(act, standing.id, others);
}

/** Refuses (`merged`) what is done to an organisation that is another now, naming that one. */
function demandNotMerged(organisations: Organisations, record: OrganisationRecord): void {
  if (record.mergedInto === null) return;
  const { name } = organisations.survivorOf(record.id);
  throw refused('merged', `${record.name} was merged into ${name}. Change that one, or undo the merge first.`);
}

function othersLike(
  organisations: Organisations,
  { name, another }: { name: string; another: boolean },
  except: number | undefined,
): number[] {
  if (normalForm(name) === '') throw refused('name-empty', 'The name must hold a letter or a digit.', 'name');
  const found = lookAlikesOf(organisations, name, except);
  if (found.length > 0 && !another) {
    const named = found.slice(0, 5).map(({ organisation }) => organisation.name);
    throw refused(
      'looks-alike',
      `${name} looks like ${named.join(' and ')}. Use that one, or say below that it is another one.`,
      'another',
    );
  }
  return found.map(({ organisation }) => organisation.id);
}

/** Keeps that organisations which look alike are two. */
export async function addDistinct(
  act: Act,
  id: number,
  others: readonly number[],
  reason: string | null = null,
): Promise<void> {
  for (const other of others) {
    await act.add('organisation_distinct', {
      one_id: Math.min(id, other),
      other_id: Math.max(id, other),
      reason_words: await act.optionalWords(reason),
    });
  }
}
