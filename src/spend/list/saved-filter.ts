import type { SavedFilter } from './saved-filter.store.ts';

/** What of an address is the filter: not which page of the list was looked at. */
export function filterQuery(typed: Record<string, string>): string {
  return new URLSearchParams(typed).toString();
}

/** A person's filters as the page of the list shows them, and whether the present one can be saved. */
export function savedFiltersShown(saved: readonly SavedFilter[], typed: Record<string, string>) {
  const query = filterQuery(typed);
  return {
    savedFilters: saved.map((filter) => ({
      ...filter,
      href: `/spend?${filter.query}`,
      isCurrent: filter.query === query,
    })),
    filterToSave: query === '' ? null : query,
    hasDefault: saved.some(({ isDefault }) => isDefault),
  };
}
