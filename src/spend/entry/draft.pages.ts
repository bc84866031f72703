import { formatInstant } from '../../calendar/day.ts';
import type { Page } from '../../people/door.ts';
import type { Draft } from '../../people/draft.store.ts';
import type { Typed } from '../../platform/form.ts';
import { SPEND } from '../spend-way.ts';
import { filledRows } from './grid.form.ts';

const WHAT: Record<string, string> = { form: 'One spend', grid: 'Many rows' };

const WAYS = [
  { text: 'Record one spend', href: '/spend/new' },
  { text: 'Enter many rows', href: '/spend/grid' },
  { text: 'Copy my last entry', href: '/spend/new?copy=last' },
  { text: 'My drafts', href: '/spend/drafts' },
];

/** Somebody's drafts: what each is of, when it was saved, to be opened or discarded. */
export function draftsPage(drafts: readonly Draft[]): Page {
  return {
    title: 'My drafts',
    breadcrumbs: [SPEND, { text: 'My drafts' }],
    ways: WAYS,
    drafts: drafts.map((draft) => ({
      href: `/spend/drafts/${draft.slip.key}`,
      what: `${WHAT[draft.kind]}: ${contentShown(draft)}`,
      saved: formatInstant(draft.savedAt),
      beside: draft.beside === null ? null : 'Kept beside a newer copy of the same draft',
    })),
  };
}

/** What a draft holds, in a few words. */
export function contentShown({ kind, typed }: Pick<Draft, 'kind' | 'typed'>): string {
  if (kind === 'form') return few(typed);
  const rows = filledRows(typed);
  const first = rows[0];
  if (first === undefined) return 'nothing typed yet';
  return `${rows.length === 1 ? '1 row' : `${rows.length} rows`}, the first ${few(first.cells)}`;
}

function few({ supplier = '', reference = '', initiative = '', net = '' }: Typed): string {
  const parts = [supplier, reference, initiative, net].map((part) => part.trim()).filter((part) => part !== '');
  return parts.length === 0 ? 'nothing named yet' : parts.join(', ').slice(0, 120);
}
