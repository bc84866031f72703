import type { Door } from '../people/door.ts';
import { readQuery } from '../platform/form.ts';
import { Refusal } from '../platform/refusal.ts';
import { searchPage } from './search.pages.ts';
import { search } from './search.ts';
import { SEARCH_KINDS } from './search-kind.ts';

const KINDS = ['spend', 'person', ...SEARCH_KINDS.map(({ source }) => source)];

/** Search over everything that a person may see. */
export function searchRoutes(door: Door): void {
  door.get('/search', 'search.read', async (visit) => {
    const { q = '', kind } = readQuery(visit.req.query, ['q', 'kind']);
    if (kind !== undefined && !KINDS.includes(kind)) {
      throw new Refusal('malformed', 'kind', 'The address names a kind of record that there is not. Search again.');
    }
    const typed = q.trim();
    const groups = typed === '' ? [] : await search(visit.site.db, visit.person, typed, kind ?? null);
    visit.show('home/search', searchPage(typed, groups, kind !== undefined));
  });
}
