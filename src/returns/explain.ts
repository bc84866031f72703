import { type Once, perform, type Site } from '../audit/act.ts';
import { demand } from '../people/may.ts';
import { doer, type Person } from '../people/person.ts';
import { refused } from '../platform/refusal.ts';
import { countWords, longestExplanation } from './check.ts';
import type { Content } from './content.ts';
import { openFiling } from './filing.store.ts';
import type { Filing } from './filing.ts';

/**
 * Explains a row of a draft in words; a later explanation of the same row takes its place. Refused by name:
 * `no-such-row`, `too-long`, `checked` (what was checked stands still), `submitted`, `replaced`, `changed`.
 */
export async function explainRow(
  site: Site,
  person: Person,
  filing: Filing,
  content: Content,
  wanted: { row: string; text: string },
  once: Once | null,
): Promise<string> {
  demand(person, 'return.prepare');
  return perform(site, doer(person), 'return.explain', once, async (act) => {
    const { id, steps } = await openFiling(act, filing);
    if (steps.checked !== undefined) {
      throw refused(
        'checked',
        `${filing.ref}, draft ${filing.draft}, has been checked. Prepare it again to change it.`,
      );
    }
    const explained = content.tables.find(({ columns }) => columns.some(({ name }) => name === 'explanation'));
    if (explained?.rows.some(({ key }) => key === wanted.row) !== true) {
      throw refused('no-such-row', 'The row is not in this draft. Select it again.', 'row');
    }
    const longest = longestExplanation(content.template);
    const words = countWords(wanted.text);
    if (words > longest) {
      throw refused('too-long', `The explanation has ${words} words. It must have ${longest} or fewer.`, 'text');
    }
    await act.add('return_explanation', {
      filing_id: id,
      row_key: wanted.row,
      text_words: await act.words(wanted.text),
      entered_by: person.id,
    });
    return {
      subject: { kind: 'return', ref: filing.ref },
      detail: { draft: filing.draft, row: wanted.row },
      result: wanted.row,
    };
  });
}
