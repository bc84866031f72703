import { perform } from '../../audit/act.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { doer } from '../../people/person.ts';
import { readQuery, type Typed } from '../../platform/form.ts';
import { acceptSuggestion, findSuggestion } from './choice.store.ts';
import { CODE_FIELDS } from './codable-line.ts';
import { addRule, changeRule, findRule } from './coding-rule.store.ts';
import { readRuleForm, typedRule } from './rule.form.ts';
import { ruleFormPage } from './rule-form.pages.ts';
import { readRuleNames } from './rule-names.ts';
import { readRuleChoices } from './rules.reading.ts';

const VIEW = 'spend/coding/rule-form';
const RESULT = ['outcome', 'initiative', 'agreement', 'place', 'category'];

/** The forms that make a rule and change one. */
export function ruleFormRoutes(door: Door): void {
  door.get('/coding-rules/new', 'coding.rule', async (visit) => {
    const choices = await readRuleChoices(visit.site.db, visit.office.id);
    visit.show(VIEW, ruleFormPage({ choices, standing: null }, await readPrefilled(visit)));
  });

  door.post('/coding-rules/new', 'coding.rule', async (visit) => {
    const { choices, names } = await readForForm(visit);
    await actOnForm(visit, readRuleForm(visit.req.body, choices, names.suppliers), {
      view: VIEW,
      field: 'values-1',
      again: (typed, errors) => ruleFormPage({ choices, standing: null }, typed, errors),
      act: async ({ conditions, result, profiles, why, suggestion }) => {
        const wanted = { conditions, result, profiles, why };
        const ref = await perform(visit.site, doer(visit.person), 'coding-rule.add', visit.once(), async (act) => {
          const added =
            suggestion === null ? await addRule(act, wanted) : await acceptSuggestion(act, { ...wanted, suggestion });
          return { subject: { kind: 'coding-rule', ref: added }, detail: { suggestion }, result: added };
        });
        visit.done(`/coding-rules/${ref}`, `${ref} was made. It is asked after all others, until somebody moves it.`);
      },
    });
  });

  door.get('/coding-rules/:ref/change', 'coding.rule', async (visit) => {
    const { choices, names } = await readForForm(visit);
    const standing = await findRule(visit.site.db, visit.office.id, String(visit.req.params.ref));
    visit.show(VIEW, ruleFormPage({ choices, standing }, typedRule(standing, names.wording)));
  });

  door.post('/coding-rules/:ref/change', 'coding.rule', async (visit) => {
    const { choices, names } = await readForForm(visit);
    const standing = await findRule(visit.site.db, visit.office.id, String(visit.req.params.ref));
    const { ref } = standing;
    await actOnForm(visit, readRuleForm(visit.req.body, choices, names.suppliers), {
      view: VIEW,
      again: (typed, errors) => ruleFormPage({ choices, standing }, typed, errors),
      act: async ({ conditions, result, profiles, why, basedOn }) => {
        await perform(visit.site, doer(visit.person), 'coding-rule.change', visit.once(), async (act) => {
          await changeRule(act, { conditions, result, profiles, why, ref, basedOn });
          return { subject: { kind: 'coding-rule', ref }, result: null };
        });
        visit.done(`/coding-rules/${ref}`, `${ref} was changed. What it decided before stays decided.`);
      },
    });
  });
}

async function readForForm({ site, office }: Visit) {
  return {
    choices: await readRuleChoices(site.db, office.id),
    names: await readRuleNames(site.db, office.id),
  };
}

/** What the address fills in: a suggestion, or codes of a line. Words about people never stand in an address. */
async function readPrefilled({ site, office, req }: Visit): Promise<Typed> {
  const asked = readQuery(req.query, ['suggestion', ...CODE_FIELDS, ...RESULT]);
  const { suggestion } = asked;
  if (suggestion !== undefined) {
    const { wording } = await readRuleNames(site.db, office.id);
    const found = await findSuggestion(site.db, office.id, Number(suggestion));
    return { ...typedRule(found, wording), suggestion: String(found.id) };
  }
  const conditions = CODE_FIELDS.flatMap((field) => {
    const code = asked[field];
    return code === undefined ? [] : [{ field, test: 'is' as const, values: [code] }];
  });
  const typed: Typed = { outcome: 'code' };
  for (const [at, { field, test, values }] of conditions.entries()) {
    Object.assign(typed, { [`field-${at + 1}`]: field, [`test-${at + 1}`]: test, [`values-${at + 1}`]: values.join() });
  }
  for (const name of RESULT) if (asked[name] !== undefined) typed[name] = asked[name];
  return typed;
}
