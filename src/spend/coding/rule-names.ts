import { readOrganisations } from '../../partners/organisation.store.ts';
import type { Organisations } from '../../partners/organisation.ts';
import { type MatchName, matcherOf } from '../../partners/organisation-match.ts';
import type { Db } from '../../platform/database.ts';
import type { Choice } from '../../platform/form.ts';
import { listProfiles } from '../import/profiles/profile.store.ts';
import type { RuleWording } from './coding-rule.ts';
import type { SupplierNames } from './condition.ts';

/** What an office's rules mean by names: suppliers by every name of an organisation, and words for people to read. */
export interface RuleNames {
  suppliers: SupplierNames;
  wording: RuleWording;
}

/** The kinds of file that a rule can be kept to, those that the office made among them, as choices. */
export async function readProfileChoices(db: Db, officeId: number): Promise<Choice[]> {
  return (await listProfiles(db, officeId)).map(({ name, label }) => ({ value: name, text: label }));
}

/** Reads what names mean now. Names have no past: a rule of last year finds its supplier under a name learnt today. */
export async function readRuleNames(db: Db, officeId: number): Promise<RuleNames> {
  const organisations = await readOrganisations(db, officeId);
  return {
    suppliers: supplierNames(organisations, matcherOf(organisations)),
    wording: wordingOf(organisations, await readProfileChoices(db, officeId)),
  };
}

function supplierNames(organisations: Organisations, match: MatchName): SupplierNames {
  return {
    organisationOf: (name) => match(name)?.id ?? null,
    survivorOf: (id) => organisations.survivorOf(id).id,
  };
}

function wordingOf(organisations: Organisations, profiles: readonly Choice[]): RuleWording {
  return {
    profiles,
    organisation: (id) => organisations.survivorOf(id).name,
    profile: (name) => `“${profiles.find(({ value }) => value === name)?.text ?? name}”`,
  };
}
