import { formatDay } from '../calendar/day.ts';
import { spanShown, yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterSpan } from '../calendar/quarter.ts';
import { ruleA, ruleB, ruleWords } from '../disclosure/rule.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import { COUNTY } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { formatCount } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { observedCharts } from './chart.pages.ts';
import { completenessShown } from './completeness.ts';
import { DIRECTIONS, HIDES } from './measure.form.ts';
import { type Definition, isProtected, type Measure } from './measure.ts';
import { basisShown, countsShown } from './measure-list.pages.ts';
import type { MeasureShown, PlaceRow } from './measure-shown.ts';
import { shownFinding } from './observation.ts';
import { versionsTable } from './version.pages.ts';

/** Where measures are listed, as the way down to their pages begins. */
export const MEASURES = { text: 'Outcomes', href: '/measures' };

/** The observations of a year by place and quarter, and the county as its own figure lets it be shown. */
function observedTable(shown: MeasureShown): Table {
  return quarterTable(shown, shown.observed, {
    caption: `${shown.measure.name}, ${yearShown(shown.choice.year)}: ${shown.measure.unit}`,
    missing: 'Not entered',
    hasYear: true,
    foot: shown.county,
  });
}

/** The same as a file: numbers alone, and beside them which quarters were revised, the year, and what was aimed at. */
export function observedFile(shown: MeasureShown): Table {
  const table = observedTable(shown);
  const revised = shown.observed.map(({ quarters }) =>
    quarters.flatMap((figure, index) => (isMarked(figure, 'r') ? [`Q${shown.quarters[index]?.quarter}`] : [])),
  );
  const hasRevised = revised.some((quarters) => quarters.length > 0);
  const targets = shown.observed.map(({ place }) => shown.targets.find((row) => row.place.code === place.code));
  const hasTargets = targets.some((row) => row !== undefined);
  return {
    ...table,
    columns: [
      ...table.columns.slice(0, -1),
      ...columns(
        ...(hasRevised ? ['Revised'] : []),
        'Financial year',
        ...(hasTargets ? shown.quarters.map(({ quarter }) => `#Target, quarter ${quarter}`) : []),
      ),
    ],
    rows: table.rows.map((row, index) => [
      ...row.slice(0, -1),
      ...(hasRevised ? [words((revised[index] ?? []).join(' '))] : []),
      words(yearLabel(shown.choice.year)),
      ...(hasTargets
        ? shown.quarters.map((_, at) => {
            const target = targets[index]?.quarters[at] ?? null;
            return target === null ? nothing('') : figureCell(target);
          })
        : []),
    ]),
  };
}

function isMarked(figure: ShownFigure | null, marker: string): boolean {
  return figure !== null && figure.value !== null && figure.marker === marker;
}

function quarterTable(
  { quarters, choice }: MeasureShown,
  rows: readonly PlaceRow[],
  about: { caption: string; missing: string; hasYear: boolean; foot?: PlaceRow | null },
): Table {
  const { caption, missing, hasYear, foot = null } = about;
  const cellsOf = ({ place, quarters: figures, year }: PlaceRow): Cell[] => [
    head(place.name),
    ...figures.map((figure) => (figure === null ? nothing(missing) : figureCell(figure))),
    ...(hasYear ? [year === null ? nothing(missing) : figureCell(year)] : []),
  ];
  const all = foot === null ? rows : [...rows, foot];
  const years = all.flatMap(({ year }) => (year === null ? [] : [year]));
  return {
    caption,
    columns: columns(
      'Place',
      ...quarters.map((quarter) => `#Quarter ${quarter.quarter} (${spanShown(quarterSpan(quarter))})`),
      ...(hasYear ? [`#${yearShown(choice.year)}`] : []),
    ),
    rows: rows.map(cellsOf),
    ...(foot === null ? {} : { foot: cellsOf(foot) }),
    notes: [
      ...(years.some((year) => isMarked(year, 'p')) ? [PROVISIONAL] : []),
      ...([...all.flatMap((row) => row.quarters), ...years].some((figure) => isMarked(figure, 'r')) ? [REVISED] : []),
      ...(foot?.quarters ?? []).flatMap((figure, index) =>
        figure === null || figure.value === null || figure.note === null
          ? []
          : [
              `${COUNTY.name}, quarter ${quarters[index]?.quarter}: ${figure.note.toLowerCase()[0]}${figure.note.slice(1)}.`,
            ],
      ),
    ],
    empty: '',
  };
}

const PROVISIONAL = '[p] provisional: a quarter of the year has no count yet.';
const REVISED = '[r] revised: an approved correction took the place of what was approved before.';

function nothing(text: string): Cell {
  return { text, kind: 'number', marker: true, file: null };
}

/** One measure with its definition, its observations, targets and shares of a year, and the evidence behind them. */
export function measurePage(shown: MeasureShown, may: { observe: boolean; target: boolean; look: boolean }): Page {
  const { measure, denominator, choice } = shown;
  const fields = new Fields({ year: yearLabel(choice.year) }, []);
  const year = yearShown(choice.year);
  return {
    title: measure.name,
    caption: `Measure ${measure.code}`,
    wide: true,
    breadcrumbs: [MEASURES, { text: measure.code }],
    actions: [
      ...(may.observe
        ? [
            { text: 'Enter an observation', href: `/measures/${measure.code}/observations/new` },
            { text: 'Enter a year', href: `/measures/grid?measure=${measure.code}&year=${yearLabel(choice.year)}` },
          ]
        : []),
      ...(may.target
        ? [
            { text: 'Set a target', href: `/measures/${measure.code}/targets/new` },
            { text: 'Change the definition', href: `/measures/${measure.code}/change` },
          ]
        : []),
      ...(may.look
        ? [
            {
              text: 'Look at the counts as they are',
              href: `/measures/${measure.code}/counts?year=${yearLabel(choice.year)}`,
            },
          ]
        : []),
    ],
    filter: {
      action: `/measures/${measure.code}`,
      fields: [fields.select('year', 'Financial year', yearChoices(choice.years))],
      button: 'Show the year',
    },
    summary: [
      { key: 'Initiative', cells: [words(shown.initiative, `/initiatives/${measure.initiative}`)] },
      ...definitionFacts(measure),
      ...(denominator === null
        ? []
        : [{ key: 'Share of', cells: [words(denominator.name, `/measures/${denominator.code}`)] }]),
      { key: `Approved in ${year}`, cells: [words(completenessShown(shown.completeness))] },
    ],
    sections: [
      {
        table: {
          ...observedTable(shown),
          notes: [...observedTable(shown).notes, ...(isProtected(measure) ? [disclosureNote(measure)] : [])],
        },
      },
      ...observedCharts(shown),
      ...(shown.targets.length === 0
        ? []
        : [
            {
              table: quarterTable(shown, shown.targets, {
                caption: `Targets, ${year}: ${measure.unit}`,
                missing: 'Not set',
                hasYear: false,
              }),
            },
          ]),
      ...(denominator === null
        ? []
        : [
            {
              table: quarterTable(shown, shown.shares, {
                caption: `Share of ${denominator.name}, ${year}`,
                missing: 'Not entered',
                hasYear: true,
              }),
            },
          ]),
      ...(shown.costs.length === 0
        ? []
        : [
            {
              table: quarterTable(shown, shown.costs, {
                caption: `Cost per ${measure.costEach}, ${year}`,
                missing: 'Not entered',
                hasYear: true,
              }),
              links: [{ text: 'What each number is made of, and why some are not comparable', href: '/unit-costs' }],
            },
          ]),
      {
        heading: `Observations of ${year} and the evidence behind them`,
        id: 'evidence',
        table: versionsTable(shown),
      },
      { heading: 'The definition, version by version', id: 'definition', table: definitionsTable(shown) },
    ],
    links: [
      {
        text: `Download ${year} as CSV`,
        href: `/measures/${measure.code}.csv?year=${yearLabel(choice.year)}`,
      },
    ],
  };
}

function disclosureNote({ counts, hides }: Measure): string {
  const rule = ruleWords(hides === 'B' ? ruleB() : ruleA());
  const behind = counts === 'events' ? ' Here the people are the children behind the number.' : '';
  return `Numbers stand as the last published paper showed them, [x] where none has. ${rule}${behind}`;
}

/** What a measure means, each part that it says. */
function definitionFacts(definition: Definition): { key: string; cells: Cell[] }[] {
  const { rule, source, doubleCount, level, dimension, categories, baseline, costEach } = definition;
  const said = (key: string, text: string | null) => (text === null ? [] : [{ key, cells: [words(text)] }]);
  return [
    { key: 'Unit', cells: [words(definition.unit)] },
    { key: 'Counts', cells: [words(countsShown(definition))] },
    { key: 'Basis', cells: [words(basisShown(definition))] },
    {
      key: 'Direction',
      cells: [words(DIRECTIONS.find(({ value }) => value === definition.direction)?.text ?? definition.direction)],
    },
    ...said('Counting rule', rule),
    ...said('Source', source),
    ...said('Risk of counting twice', doubleCount),
    ...said('Counted', level === null ? null : level === 'districts' ? 'By district' : 'For the county alone'),
    ...said(
      'Broken down by',
      dimension === null ? null : `${dimension}: ${categories.map(({ name }) => name).join(', ')}`,
    ),
    ...(isProtected(definition)
      ? [
          { key: 'Hidden', cells: [words(HIDES.find(({ value }) => value === definition.hides)?.text ?? '')] },
          ...(definition.keptBy === null ? [] : [{ key: 'Known to', cells: [words('The police')] }]),
        ]
      : []),
    ...(baseline === null
      ? []
      : [
          {
            key: 'Baseline',
            cells: [words(`${baselineShown(definition)} in ${baseline.period}. Source: ${baseline.source}`)],
          },
        ]),
    ...said('Cost for each', costEach),
  ];
}

/** The baseline as it may be shown: a small one is hidden as any count is. */
function baselineShown({ baseline, counts }: Definition): string {
  const { value, marker } = shownFinding({ value: baseline?.value ?? null, marker: null, children: null }, { counts });
  return value === null ? `[${marker}]` : formatCount(value);
}

/** Every version of the definition with its day and reason, the newest first. */
function definitionsTable({ definitions, names }: MeasureShown): Table {
  const inOrder = definitions.toReversed();
  return {
    caption: 'The definition, version by version',
    captionHidden: true,
    columns: columns('Version', 'From', 'What changed', 'Why', ...(names === null ? [] : ['By'])),
    rows: inOrder.map(({ version, changedOn, reason, enteredBy, definition }, index) => [
      head(String(version)),
      words(changedOn === null ? 'When it was added' : formatDay(changedOn)),
      words(changesShown(inOrder[index + 1]?.definition ?? null, definition)),
      words(reason ?? ''),
      ...(names === null ? [] : [words(enteredBy === null ? '' : (names.get(enteredBy) ?? ''))]),
    ]),
    notes: [],
    empty: '',
  };
}

/** What differs between two definitions: each part that changed, as it was before. */
export function changesShown(before: Definition | null, after: Definition): string {
  if (before === null) return 'The first definition';
  const was = new Map(definitionFacts(before).map(({ key, cells }) => [key, cells[0]?.text ?? '']));
  const is = new Map(definitionFacts(after).map(({ key, cells }) => [key, cells[0]?.text ?? '']));
  const keys = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
  const parts = keys.map((key) => `${key} (was: ${was.get(key) ?? 'not said'})`);
  if (before.name !== after.name) parts.unshift(`Name (was: ${before.name})`);
  if (before.denominator !== after.denominator) parts.push(`Share of (was: ${before.denominator ?? 'none'})`);
  return parts.length === 0 ? 'A number that is not shown' : parts.join('; ');
}

/** A place and quarter of a measure as one text. */
export function cellKey(place: string, quarter: Quarter): string {
  return `${place} ${quarterLabel(quarter)}`;
}
