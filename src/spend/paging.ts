import { formatCount } from '../platform/count.ts';

const ROWS_ON_A_PAGE = 50;

/** Links from page to page of a long list, as the pagination component takes them; null when one page holds it all. */
interface Paging {
  previous: { href: string } | undefined;
  next: { href: string } | undefined;
  items: ({ number: number; href: string; current: boolean } | { ellipsis: true })[];
}

/** How many pages a list has; an empty one has one. */
export function pagesOf(rows: number): number {
  return Math.max(1, Math.ceil(rows / ROWS_ON_A_PAGE));
}

/** The page of a list that is meant, as its query asks for it: the last one when a later one was asked. */
export function pageOf(asked: number, rows: number): { number: number; limit: number; offset: number } {
  const number = Math.min(asked, pagesOf(rows));
  return { number, limit: ROWS_ON_A_PAGE, offset: (number - 1) * ROWS_ON_A_PAGE };
}

/** The first page, the last, and those around the one that is shown. */
export function paging(page: number, rows: number, hrefOf: (page: number) => string): Paging | null {
  const last = pagesOf(rows);
  if (last === 1) return null;
  const items: Paging['items'] = [];
  let before = 0;
  for (const number of new Set([1, page - 1, page, page + 1, last])) {
    if (number < 1 || number > last) continue;
    if (number > before + 1) items.push({ ellipsis: true });
    items.push({ number, href: hrefOf(number), current: number === page });
    before = number;
  }
  return {
    previous: page > 1 ? { href: hrefOf(page - 1) } : undefined,
    next: page < last ? { href: hrefOf(page + 1) } : undefined,
    items,
  };
}

/** "Rows 51 to 100 of 240"; empty for an empty list. */
export function rowsShown(page: number, rows: number): string {
  if (rows === 0) return '';
  const first = (page - 1) * ROWS_ON_A_PAGE + 1;
  const last = Math.min(rows, page * ROWS_ON_A_PAGE);
  return rows === 1 ? '1 row' : `Rows ${first} to ${last} of ${formatCount(rows)}`;
}
