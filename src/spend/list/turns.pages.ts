import { formatCount } from '../../platform/count.ts';
import { type ListPage, ROWS_ON_A_PAGE } from './list.ts';

/** The part of an address that says which page of a list is meant. */
export type TurnPart = Record<string, string>;

interface Turns {
  /** "Rows 51 to 100 of 240"; empty for an empty list. */
  count: string;
  /** Links to the pages around this one; null when one page holds it all. */
  turns: { text: string; href: string; rel: string }[] | null;
}

/**
 * Where a page stands in its list, and the links around it. A place in the list is named by its rows, not by a number
 * of pages: what is recorded meanwhile moves nothing from one page to the next.
 */
export function turnsOf(page: ListPage, at: number, hrefOf: (part: TurnPart) => string): Turns {
  const { rows, count, isFirst, isLast, begins, ends } = page;
  const isWhole = isFirst && isLast;
  const turns = isWhole
    ? null
    : [
        ...(isFirst ? [] : [{ text: 'First page', href: hrefOf({}), rel: 'first' }]),
        ...(isFirst
          ? []
          : [{ text: 'Previous page', href: hrefOf({ before: begins, at: String(before(page, at)) }), rel: 'prev' }]),
        ...(isLast
          ? []
          : [
              {
                text: 'Next page',
                href: hrefOf({ after: ends, at: String(firstRow(page, at) + rows.length) }),
                rel: 'next',
              },
            ]),
        ...(isLast ? [] : [{ text: 'Last page', href: hrefOf({ last: 'yes' }), rel: 'last' }]),
      ];
  if (rows.length === 0) return { count: '', turns };
  if (isWhole && rows.length === 1) return { count: '1 row', turns };
  const first = firstRow(page, at);
  if (isWhole) return { count: `Rows 1 to ${formatCount(rows.length)} of ${formatCount(rows.length)}`, turns };
  // Of what nobody counted there are at least those that were turned over.
  const known = count.exact ? count.rows : Math.max(count.rows, isLast ? rows.length : first + rows.length - 1);
  const all = `${count.exact ? '' : 'more than '}${formatCount(known)}`;
  // From the end of a list whose length nobody counted, the number of a row is not known.
  if (isLast && !isFirst && !count.exact) return { count: `The last rows of ${all}`, turns };
  return { count: `Rows ${formatCount(first)} to ${formatCount(first + rows.length - 1)} of ${all}`, turns };
}

/** The number of the page's first row. Where the end is known it counts from there, whatever the address says. */
function firstRow({ rows, count, isFirst, isLast }: ListPage, at: number): number {
  if (isFirst) return 1;
  if (isLast && count.exact) return Math.max(1, count.rows - rows.length + 1);
  return count.exact ? Math.min(at, Math.max(1, count.rows - rows.length)) : at;
}

function before(page: ListPage, at: number): number {
  return Math.max(1, firstRow(page, at) - ROWS_ON_A_PAGE);
}
