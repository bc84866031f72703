import { readRecordedAt } from '../../audit/event.store.ts';
import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import { initiativeChoices } from '../../initiatives/initiative.form.ts';
import { listInitiatives } from '../../initiatives/initiative.store.ts';
import { isOver, readLives } from '../../initiatives/life/life.store.ts';
import { readOrganisationNames } from '../../partners/organisation.store.ts';
import { readNames } from '../../people/person.store.ts';
import type { Db } from '../../platform/database.ts';
import type { Choice } from '../../platform/form.ts';
import { suggestRules } from './choice.store.ts';
import { readRules } from './coding-rule.store.ts';
import { neverReached } from './overlap.ts';
import type { RuleChoices } from './rule.form.ts';
import { readProfileChoices, readRuleNames } from './rule-names.ts';
import type { RulesShown, RuleUse } from './rules.pages.ts';

/** Reads how often each rule decided lately; the import, which keeps what was decided, tells it. */
export type ReadRuleUse = (db: Db, officeId: number) => Promise<RuleUse | null>;

/** Reads everything that the pages of rules show. */
export async function readShownRules(db: Db, officeId: number, readUse: ReadRuleUse | undefined): Promise<RulesShown> {
  const rules = await readRules(db, officeId);
  const { suppliers, wording } = await readRuleNames(db, officeId);
  const suggestions = await suggestRules(db, officeId);
  const seqs = [...rules.map(({ seq }) => seq), ...suggestions.map(({ firstSeq }) => firstSeq)];
  return {
    rules,
    wording,
    never: neverReached(rules, suppliers),
    suggestions,
    use: (await readUse?.(db, officeId)) ?? null,
    names: await readNames(db, officeId),
    recordedAt: await readRecordedAt(db, officeId, seqs),
  };
}

/** Every initiative as a choice, for narrowing a list. */
export async function readInitiativeChoices(db: Db, officeId: number): Promise<Choice[]> {
  return initiativeChoices(await listInitiatives(db, officeId));
}

/**
 * What a rule's result can name. The form offers what is not over, and reads any, so that the act itself refuses one
 * that ended meanwhile and says why.
 */
export async function readRuleChoices(db: Db, officeId: number): Promise<RuleChoices> {
  const lives = await readLives(db, officeId);
  const over = new Set(lives.filter(({ status }) => isOver(status)).map(({ initiative }) => initiative));
  const initiatives = initiativeChoices(await listInitiatives(db, officeId));
  const names = await readOrganisationNames(db, officeId);
  const agreements = (await listAgreements(db, officeId)).map(({ ref, initiative, organisationId }) => ({
    value: ref,
    text: `${ref} ${names.get(organisationId) ?? ''} (${initiative})`,
    initiative,
  }));
  return {
    initiatives,
    profiles: await readProfileChoices(db, officeId),
    agreements: agreements.map(({ value, text }) => ({ value, text })),
    offered: {
      initiatives: initiatives.filter(({ value }) => !over.has(value)),
      agreements: agreements.filter(({ initiative }) => !over.has(initiative)),
    },
  };
}
