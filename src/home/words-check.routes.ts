import { perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { FormReader, readQuery } from '../platform/form.ts';
import { clearancePage, WORDS_TO_CHECK, wordsToCheckPage } from './words-check.pages.ts';
import {
  clearWords,
  findWordsToCheck,
  listWordsDecisions,
  listWordsToCheck,
  ownWords,
  type WordsToCheck,
} from './words-check.store.ts';

const MOST_DECISIONS = 50;

/** The queue of words that look personal, and their clearance by a second person. */
export function wordsCheckRoutes(door: Door): void {
  door.get(WORDS_TO_CHECK.href, 'words.check', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const held = await listWordsToCheck(db, visit.office.id);
    const decisions = await listWordsDecisions(db, visit.office.id, MOST_DECISIONS);
    const may = {
      clear: (one: WordsToCheck) => !one.authors.includes(visit.person.id),
      find: visit.may('removal.do'),
    };
    visit.show('platform/record', wordsToCheckPage(held, decisions, await readNames(db, visit.office.id), may));
  });

  door.get('/words-to-check/:digest', 'words.check', async (visit) => {
    readQuery(visit.req.query, []);
    const held = await heldOf(visit);
    visit.show('platform/form', clearancePage(held, await readNames(visit.site.db, visit.office.id)));
  });

  door.post('/words-to-check/:digest', 'words.check', async (visit) => {
    const held = await heldOf(visit);
    const names = await readNames(visit.site.db, visit.office.id);
    const form = new FormReader(visit.req.body, ['why']);
    const why = form.text('why', 'Why they may stand', { longest: 500 });
    await actOnForm(
      visit,
      form.answer(() => why),
      {
        field: 'why',
        again: (typed, errors) => clearancePage(held, names, typed, errors),
        act: async (said) => {
          await perform(visit.site, doer(visit.person), 'words.clear', visit.once(), async (act) => {
            const { source, kinds } = await clearWords(act, held.digest, said);
            return {
              subject: { kind: 'words', ref: held.digest.slice(0, 16) },
              detail: { source, kinds },
              result: null,
            };
          });
          visit.done(WORDS_TO_CHECK.href, 'The words were cleared, and stand on papers from here on.');
        },
      },
    );
  });
}

async function heldOf(visit: Visit): Promise<WordsToCheck> {
  const held = await findWordsToCheck(visit.site.db, visit.office.id, String(visit.req.params.digest));
  if (held.authors.includes(visit.person.id)) throw ownWords();
  return held;
}
