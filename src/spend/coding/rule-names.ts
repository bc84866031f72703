import { readOrganisations } from '../../partners/organisation.store.ts';
import type { Organisations } from '../../partners/organisation.ts';
import { type MatchName, matcherOf } from '../../partners/organisation-match.ts';
import type { Db } from '../../platform/database.ts';
import type { Choice } from '../../platform/form.ts';
import { inProject } from '../../platform/root.ts';
import { readProfiles } from '../import/read/profile-file.ts';
import type { RuleWording } from './coding-rule.ts';
import type { SupplierNames } from './condition.ts';

/** What an office's rules mean by names: suppliers by every name of an organisation, and words for people to read. */
export interface RuleNames {
  suppliers: SupplierNames;
  wording: RuleWording;
}

/** The profiles that a rule can be kept to, as choices. */
export const PROFILE_CHOICES: readonly Choice[] = readProfiles(inProject('data', 'import-profiles')).map(
  ({ name, label }) => ({ value: name, text: label }),
);

/** Reads what names mean now. Names have no past: a rule of last year finds its supplier under a name learnt today. */
export async function readRuleNames(db: Db, officeId: number): Promise<RuleNames> {
  const organisations = await readOrganisations(db, officeId);
  return { suppliers: supplierNames(organisations, matcherOf(organisations)), wording: wordingOf(organisations) };
}

function supplierNames(organisations: Organisations, match: MatchName): SupplierNames {
  return {
    organisationOf: (name) => match(name)?.id ?? null,
    survivorOf: (id) => organisations.survivorOf(id).id,
  };
}

function wordingOf(organisations: Organisations): RuleWording {
  return {
    organisation: (id) => organisations.survivorOf(id).name,
    profile: (name) => `“${PROFILE_CHOICES.find(({ value }) => value === name)?.text ?? name}”`,
  };
}
