import type { Page } from '../people/door.ts';
import type { FoundGroup } from './search.ts';

/** What was found, by kind; of each kind the first ones, and where the rest is. */
export function searchPage(typed: string, groups: readonly FoundGroup[], isOfOneKind: boolean): Page {
  return {
    title: typed === '' ? 'Search' : `Search: ${typed.slice(0, 80)}`,
    typed,
    isEmpty: typed !== '' && groups.length === 0,
    back: isOfOneKind ? { href: searchHref(typed), text: 'All that was found' } : undefined,
    groups: groups.map(({ code, title, found, isMore, allHref }) => ({
      code,
      title,
      found,
      all: isMore ? (allHref ?? (isOfOneKind ? null : searchHref(typed, code))) : null,
      isCut: isMore && isOfOneKind && allHref === undefined,
      shown: found.length,
    })),
  };
}

function searchHref(q: string, kind?: string): string {
  return `/search?${new URLSearchParams(kind === undefined ? { q } : { q, kind })}`;
}
