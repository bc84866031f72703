import { perform } from '../../audit/act.ts';
import { readRecordedAt } from '../../audit/event.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { doer } from '../../people/person.ts';
import { FormReader, readQuery } from '../../platform/form.ts';
import { INITIATIVE, textParameter } from '../../platform/parameter.ts';
import { findRule, moveRule, readRules, retireRule } from './coding-rule.store.ts';
import { ruleSentence } from './coding-rule.ts';
import { movePage, retirePage, rulePage } from './rule.pages.ts';
import { ruleFormRoutes } from './rule-form.routes.ts';
import { readRuleNames } from './rule-names.ts';
import { readRuleVersions } from './rule-version.store.ts';
import { LAST, narrowedRules, type RulesAsked, rulesPage } from './rules.pages.ts';
import { type ReadRuleUse, readInitiativeChoices, readShownRules } from './rules.reading.ts';
import { rulesFileTable } from './rules-file.pages.ts';
import { suggestionRoutes } from './suggestion.routes.ts';
import { tryRoutes } from './try.routes.ts';

/**
 * The rules by which lines of a ledger extract are coded: the list, the forms, trying them, and what is suggested.
 * `readUse` tells how often each decided lately; without it no page says so.
 */
export function codingRoutes(door: Door, readUse?: ReadRuleUse): void {
  listRoutes(door, readUse);
  tryRoutes(door);
  suggestionRoutes(door);
  ruleFormRoutes(door);
  oneRuleRoutes(door, readUse);
}

function listRoutes(door: Door, readUse: ReadRuleUse | undefined): void {
  const read = async ({ site, office, req }: Visit) => ({
    shown: await readShownRules(site.db, office.id, readUse),
    asked: readQuery(req.query, ['state', 'initiative', 'profile', 'words']) as RulesAsked,
  });

  door.get('/coding-rules', 'coding.read', async (visit) => {
    const { shown, asked } = await read(visit);
    const initiatives = await readInitiativeChoices(visit.site.db, visit.office.id);
    visit.show('spend/coding/rules', rulesPage(shown, asked, { initiatives, mayRule: visit.may('coding.rule') }));
  });

  door.table(
    '/coding-rules',
    'coding.read',
    async (visit) => {
      const { shown, asked } = await read(visit);
      return { name: 'coding-rules', table: rulesFileTable(shown, narrowedRules(shown, asked)) };
    },
    {
      state: textParameter('how a rule stands', 'standing'),
      initiative: INITIATIVE,
      profile: textParameter('a kind of file', 'unit4'),
      words: textParameter('words of the rule', 'foster'),
    },
  );
}

function oneRuleRoutes(door: Door, readUse: ReadRuleUse | undefined): void {
  door.get('/coding-rules/:ref', 'coding.read', async (visit) => {
    const { db } = visit.site;
    const rule = await findRule(db, visit.office.id, refOf(visit));
    const shown = await readShownRules(db, visit.office.id, readUse);
    const versions = await readRuleVersions(db, visit.office.id, rule.ref);
    const recordedAt = await readRecordedAt(
      db,
      visit.office.id,
      versions.map(({ seq }) => seq),
    );
    const mayRule = visit.may('coding.rule');
    visit.show('platform/record', rulePage(rule, { ...shown, recordedAt }, { versions, mayRule }));
  });

  door.get('/coding-rules/:ref/retirement', 'coding.rule', async (visit) => {
    const { rule, sentence } = await readOne(visit);
    visit.show('platform/form', retirePage(rule, sentence, {}));
  });

  door.post('/coding-rules/:ref/retirement', 'coding.rule', async (visit) => {
    const { rule, sentence } = await readOne(visit);
    const form = new FormReader(visit.req.body, ['why', 'version']);
    const why = form.text('why', 'Reason', { longest: 500 });
    const basedOn = form.wholeNumber('version', 'Version') ?? 0;
    await actOnForm(
      visit,
      form.answer(() => ({ ref: rule.ref, basedOn, why })),
      {
        field: 'why',
        again: (typed, errors) => retirePage(rule, sentence, typed, errors),
        act: async (wanted) => {
          await perform(visit.site, doer(visit.person), 'coding-rule.retire', visit.once(), async (act) => {
            await retireRule(act, wanted);
            return { subject: { kind: 'coding-rule', ref: rule.ref }, result: null };
          });
          visit.done(`/coding-rules/${rule.ref}`, `${rule.ref} was retired and decides nothing from now on.`);
        },
      },
    );
  });

  door.get('/coding-rules/:ref/move', 'coding.rule', async (visit) => {
    const { rule, rules, wording } = await readOne(visit);
    visit.show('platform/form', movePage(rule, rules, wording, { typed: {} }));
  });

  door.post('/coding-rules/:ref/move', 'coding.rule', async (visit) => {
    const { rule, rules, wording } = await readOne(visit);
    const form = new FormReader(visit.req.body, ['before']);
    const places = [...rules.map(({ ref }) => ref), LAST].map((value) => ({ value, text: value }));
    const before = form.choice('before', 'Where it is asked', places);
    await actOnForm(
      visit,
      form.answer(() => (before === LAST ? null : before)),
      {
        field: 'before',
        again: (typed, errors) => movePage(rule, rules, wording, { typed, errors }),
        act: async (wanted) => {
          await perform(visit.site, doer(visit.person), 'coding-rule.move', visit.once(), async (act) => {
            await moveRule(act, { ref: rule.ref, before: wanted });
            return { subject: { kind: 'coding-rule', ref: rule.ref }, detail: { before: wanted }, result: null };
          });
          const { position } = await findRule(visit.site.db, visit.office.id, rule.ref);
          visit.done(`/coding-rules#${rule.ref}`, `${rule.ref} is now asked as number ${position}.`);
        },
      },
    );
  });
}

async function readOne(visit: Visit) {
  const { db } = visit.site;
  const rule = await findRule(db, visit.office.id, refOf(visit));
  const { wording } = await readRuleNames(db, visit.office.id);
  return { rule, rules: await readRules(db, visit.office.id), wording, sentence: ruleSentence(rule, wording) };
}

function refOf({ req }: Visit): string {
  return String(req.params.ref);
}
