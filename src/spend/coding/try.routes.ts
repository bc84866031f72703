import type { Door } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { readRules } from './coding-rule.store.ts';
import { compileRules } from './compile.ts';
import { explainLine } from './explain.ts';
import { readRuleNames } from './rule-names.ts';
import { readTriedLine } from './try.form.ts';
import { tryPage } from './try.pages.ts';

/** A line that somebody types, and what the rules say of it. It is sent as a form, so that no address holds its words. */
export function tryRoutes(door: Door): void {
  door.get('/coding-rules/try', 'coding.read', async (visit) => {
    const { wording } = await readRuleNames(visit.site.db, visit.office.id);
    visit.show('platform/form', tryPage({}, { tried: null, wording }));
  });

  door.post('/coding-rules/try', 'coding.read', async (visit) => {
    const { suppliers, wording } = await readRuleNames(visit.site.db, visit.office.id);
    const answer = readTriedLine(visit.req.body, wording.profiles);
    await actOnForm(visit, answer, {
      again: (typed, errors) => tryPage(typed, { tried: null, wording, errors }),
      act: async (line) => {
        const rules = await readRules(visit.site.db, visit.office.id);
        const decided = compileRules(rules, suppliers)(line);
        const tried = explainLine(rules, line, { names: suppliers, wording, decided });
        const { _csrf, _once, ...typed } = visit.req.body as Record<string, string>;
        visit.show('platform/form', tryPage(typed, { tried, wording }));
      },
    });
  });
}
