import { perform } from '../../audit/act.ts';
import { readRecordedAt } from '../../audit/event.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { doer } from '../../people/person.ts';
import { acceptSuggestion, declineSuggestion, findSuggestion } from './choice.store.ts';
import { readRuleNames } from './rule-names.ts';
import { readReply, suggestionPage } from './suggestion.pages.ts';
import { acceptedResult, type Suggestion } from './suggestion.ts';

/** A rule that is suggested from what was coded by hand, and the answer to it. */
export function suggestionRoutes(door: Door): void {
  const read = async ({ site, office, req }: Visit) => {
    const suggestion = await findSuggestion(site.db, office.id, Number(req.params.id));
    const { wording } = await readRuleNames(site.db, office.id);
    const recordedAt = await readRecordedAt(site.db, office.id, [suggestion.firstSeq]);
    return { suggestion, about: { wording, recordedAt } };
  };

  door.get('/coding-rules/suggestions/:id', 'coding.rule', async (visit) => {
    const { suggestion, about } = await read(visit);
    visit.show('platform/form', suggestionPage(suggestion, about, { typed: {} }));
  });

  door.post('/coding-rules/suggestions/:id', 'coding.rule', async (visit) => {
    const { suggestion, about } = await read(visit);
    const { id } = suggestion;
    await actOnForm(visit, readReply(visit.req.body), {
      field: 'reply',
      again: (typed, errors) => suggestionPage(suggestion, about, { typed, errors }),
      act: async ({ reply, why }) => {
        if (reply === 'change') return visit.res.redirect(303, `/coding-rules/new?suggestion=${id}`);
        if (reply === 'decline') {
          await decline(visit, id, why);
          return visit.done('/coding-rules', 'The suggestion was declined.');
        }
        const ref = await accept(visit, suggestion, why);
        visit.done(`/coding-rules/${ref}`, `${ref} was made. It is asked after all others, until somebody moves it.`);
      },
    });
  });
}

async function decline(visit: Visit, suggestion: number, why: string): Promise<void> {
  await perform(visit.site, doer(visit.person), 'coding-suggestion.decline', visit.once(), async (act) => {
    await declineSuggestion(act, { suggestion, why });
    return { subject: { kind: 'coding-suggestion', ref: String(suggestion) }, result: null };
  });
}

function accept(visit: Visit, suggestion: Suggestion, why: string): Promise<string> {
  const { id, conditions, profiles } = suggestion;
  const result = acceptedResult(suggestion, why);
  return perform(visit.site, doer(visit.person), 'coding-rule.add', visit.once(), async (act) => {
    const ref = await acceptSuggestion(act, { conditions, result, profiles, why, suggestion: id });
    return { subject: { kind: 'coding-rule', ref }, detail: { suggestion: id }, result: ref };
  });
}
