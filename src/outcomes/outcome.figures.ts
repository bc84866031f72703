import type { Figure } from '../ledger/figure.ts';
import type { Scope } from '../ledger/scope.ts';
import { count, observed, rowsOf, share, target, targetRows } from './observed.ts';
import { yearFigures } from './year.figures.ts';

function measureHref({ measure }: Scope): string | null {
  return measure === undefined ? null : `/measures/${measure}`;
}

/** What was counted and asked, with small counts of people already hidden. */
export const outcomeFigures: Figure[] = [
  {
    id: 'outcome.observed',
    label: 'Observed',
    means:
      'The latest approved count of a measure for a place and a quarter, its categories added up; for the county, its own or that of its districts.',
    unit: 'count',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => count(all, scope));
    },
    trace: async (books, scope) => rowsOf(await observed(books), scope),
  },
  {
    id: 'outcome.target',
    label: 'Target',
    means:
      'What a measure was meant to reach in a place and a quarter; for the county its own target, or those of its districts added up where every one has one.',
    unit: 'count',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => target(all, scope));
    },
    trace: async (books, scope) => targetRows(await observed(books), scope),
  },
  {
    id: 'outcome.share',
    label: 'Share',
    means: 'A measure in whole per cent of the one that it is a share of; hidden when either count is hidden.',
    unit: 'percent',
    values: async (books, scopes) => {
      const all = await observed(books);
      return scopes.map((scope) => share(all, scope).value);
    },
    trace: async (books, scope) => {
      const { of, value } = share(await observed(books), scope);
      const href = measureHref(scope);
      return [
        {
          label: of === null ? 'This measure is not a share of another' : `${scope.measure} in per cent of ${of}`,
          href,
          day: null,
          value: value.value,
          marker: value.marker,
        },
      ];
    },
  },
  ...yearFigures,
];
