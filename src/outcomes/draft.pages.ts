import { formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import type { Draft } from '../people/draft.store.ts';
import { counted } from '../platform/count.ts';
import { filledCells } from './grid.form.ts';
import { MEASURES } from './measure.pages.ts';
import { spotOf } from './observation.ts';

/** Somebody's drafts of observations: what each is of, never what it says. */
export function draftsPage(drafts: readonly Draft[]): Page {
  return {
    title: 'My drafts of observations',
    breadcrumbs: [MEASURES, { text: 'My drafts' }],
    ways: [
      { text: 'Outcomes', href: '/measures' },
      { text: 'Import observations', href: '/measures/file' },
    ],
    drafts: drafts.map((draft) => ({
      href: `/measures/drafts/${draft.slip.key}`,
      what: contentShown(draft),
      saved: formatInstant(draft.savedAt),
      beside: draft.beside === null ? null : 'Kept beside a newer copy of the same draft',
    })),
  };
}

function contentShown({ typed }: Draft): string {
  const { initiative = '', quarter = '', measure = '', year = '' } = typed;
  const filled = filledCells(typed);
  const cells = counted(filled.length, 'cell filled in', 'cells filled in');
  if (measure !== '') return `${measure}, ${year}: ${cells}`;
  const measures = [...new Set(filled.map((field) => spotOf(field).measure))];
  return initiative === '' ? `A file, ${measures.join(', ')}: ${cells}` : `${initiative}, ${quarter}: ${cells}`;
}
