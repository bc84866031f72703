import { spanShown, yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterSpan } from '../calendar/quarter.ts';
import { DISCLOSURE_RULE } from '../disclosure/count.ts';
import { figureCell } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import type { Page } from '../people/door.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { chartHeading, observedChart } from './chart.pages.ts';
import { BASES, DIRECTIONS } from './measure.form.ts';
import type { Measure } from './measure.store.ts';
import type { MeasureShown, PlaceRow } from './measure-shown.ts';

/** Where measures are listed, as the way down to their pages begins. */
export const MEASURES = { text: 'Outcomes', href: '/measures' };

/** The measures of an initiative. */
export interface MeasureGroup {
  ref: string;
  name: string;
  measures: readonly Measure[];
}

/** The measures of every initiative, or of one. */
export function measureListPage(groups: readonly MeasureGroup[], narrowed: boolean, mayAdd: boolean): Page {
  return {
    title: 'Outcomes',
    lede: ['What was counted and asked, by initiative.'],
    actions: mayAdd ? [{ text: 'Add a measure', href: '/measures/new' }] : [],
    sections: groups.map(({ ref, name, measures }) => ({
      table: {
        caption: `${ref} ${name}`,
        columns: columns('Measure', 'Code', 'Unit', 'Basis', 'Counts people'),
        rows: measures.map((measure) => [
          head(measure.name, `/measures/${measure.code}`),
          words(measure.code),
          words(measure.unit),
          words(basisShown(measure)),
          words(measure.countsPeople ? 'Yes' : 'No'),
        ]),
        notes: [],
        empty: 'It has no measures yet.',
      } satisfies Table,
    })),
    links: narrowed ? [{ text: 'Measures of every initiative', href: '/measures' }] : [],
  };
}

function basisShown({ basis }: Measure): string {
  return BASES.find(({ value }) => value === basis)?.text ?? basis;
}

/** The observations of a year by place and quarter, without a total: it would give a hidden count away. */
export function observedTable(shown: MeasureShown): Table {
  return quarterTable(
    shown,
    shown.observed,
    `${shown.measure.name}, ${yearShown(shown.choice.year)}: ${shown.measure.unit}`,
    'Not entered',
  );
}

function quarterTable({ quarters }: MeasureShown, rows: readonly PlaceRow[], caption: string, missing: string): Table {
  return {
    caption,
    columns: columns(
      'Place',
      ...quarters.map((quarter) => `#Quarter ${quarter.quarter} (${spanShown(quarterSpan(quarter))})`),
    ),
    rows: rows.map(({ place, quarters: figures }) => [
      head(place.name),
      ...figures.map((figure) => (figure === null ? nothing(missing) : figureCell(figure))),
    ]),
    notes: [],
    empty: '',
  };
}

function nothing(text: string): Cell {
  return { text, kind: 'number', marker: true, file: null };
}

/** One measure with its observations, targets and shares of a year. */
export function measurePage(shown: MeasureShown, may: { observe: boolean; target: boolean }): Page {
  const { measure, denominator, choice } = shown;
  const fields = new Fields({ year: yearLabel(choice.year) }, []);
  const year = yearShown(choice.year);
  const svg = observedChart(shown);
  return {
    title: measure.name,
    caption: `Measure ${measure.code}`,
    wide: true,
    breadcrumbs: [MEASURES, { text: measure.code }],
    actions: [
      ...(may.observe ? [{ text: 'Enter an observation', href: `/measures/${measure.code}/observations/new` }] : []),
      ...(may.target ? [{ text: 'Set a target', href: `/measures/${measure.code}/targets/new` }] : []),
    ],
    filter: {
      action: `/measures/${measure.code}`,
      fields: [fields.select('year', 'Financial year', yearChoices(choice.years))],
      button: 'Show the year',
    },
    summary: [
      { key: 'Initiative', cells: [words(shown.initiative, `/initiatives/${measure.initiative}`)] },
      { key: 'Unit', cells: [words(measure.unit)] },
      { key: 'Basis', cells: [words(basisShown(measure))] },
      {
        key: 'Direction',
        cells: [words(DIRECTIONS.find(({ value }) => value === measure.direction)?.text ?? measure.direction)],
      },
      ...(denominator === null
        ? []
        : [{ key: 'Share of', cells: [words(denominator.name, `/measures/${denominator.code}`)] }]),
    ],
    sections: [
      { table: { ...observedTable(shown), notes: measure.countsPeople ? [DISCLOSURE_RULE] : [] } },
      ...(svg === null ? [] : [{ heading: chartHeading(shown), svg, label: `${measure.name} by quarter, ${year}` }]),
      ...(shown.targets.length === 0
        ? []
        : [{ table: quarterTable(shown, shown.targets, `Targets, ${year}: ${measure.unit}`, 'Not set') }]),
      ...(denominator === null
        ? []
        : [{ table: quarterTable(shown, shown.shares, `Share of ${denominator.name}, ${year}`, 'Not entered') }]),
    ],
    links: [
      {
        text: `Download ${year} as CSV`,
        href: `/measures/${measure.code}.csv?year=${yearLabel(choice.year)}`,
      },
    ],
  };
}

/** A place and quarter of a measure as one text. */
export function cellKey(place: string, quarter: Quarter): string {
  return `${place} ${quarterLabel(quarter)}`;
}
