import { formatInstant } from '../calendar/day.ts';
import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import type { Initiative } from '../initiatives/initiative.store.ts';
import { figureCell, type ShownFigure } from '../ledger/shown-figure.ts';
import { yearChoices } from '../ledger/year-choice.ts';
import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, head, type Table, words } from '../platform/table.ts';
import { type Rag, ragRule } from './rag.ts';
import { OVERRIDE_CHOICES } from './rag-override.form.ts';
import type { RagOverride } from './rag-override.store.ts';
import { overriddenNote, type Rating } from './rating.ts';

/** An initiative's rating in a year with all that it rests on. */
export interface RatingShown {
  initiative: Initiative;
  year: number;
  years: readonly number[];
  /** What the rule says, and what stands. */
  rule: Rag;
  rating: Rating;
  figures: ShownFigure[];
  overrides: (RagOverride & { recordedAt: string })[];
  mayOverride: boolean;
}

/** The rating of an initiative: what it is, why, and everything that was ever said of it. */
export function ratingPage(shown: RatingShown): Page {
  const { initiative, year, years, rule, rating, mayOverride } = shown;
  const fields = new Fields({ year: yearLabel(year) }, []);
  const note = overriddenNote(rating);
  return {
    title: `Rating of ${initiative.ref}`,
    caption: `${initiative.name}, ${yearShown(year)}`,
    breadcrumbs: [...crumbsTo(initiative), { text: 'Rating' }],
    lede: [ragRule()],
    actions: mayOverride ? [{ text: 'Override the rating', href: overrideHref(initiative, year) }] : [],
    filter: {
      action: `/initiatives/${initiative.ref}/rating`,
      fields: [fields.select('year', 'Financial year', yearChoices(years), { always: true })],
      button: 'Show this year',
    },
    summary: [
      { key: 'Rating', cells: [ratingCell(rating), ...(note === null ? [] : [words(note)])] },
      { key: 'By the rule', cells: [ratingCell(rule)] },
    ],
    figures: shown.figures.map((figure) => ({ ...figureCell(figure), label: figure.label, note: figure.note })),
    sections: [{ table: overridesTable(shown.overrides) }],
  };
}

/** A rating as a cell of a table: its word, with the colour beside it. */
export function ratingCell({ word, colour }: Rag): Cell {
  return { ...words(word), rag: colour };
}

function crumbsTo({ ref }: Initiative) {
  return [
    { text: 'Initiatives', href: '/initiatives' },
    { text: ref, href: `/initiatives/${ref}` },
  ];
}

export function ratingHref(initiative: string, year: number): string {
  return `/initiatives/${initiative}/rating?year=${yearLabel(year)}`;
}

function overrideHref({ ref }: Initiative, year: number): string {
  return `/initiatives/${ref}/rating/override?year=${yearLabel(year)}`;
}

function overridesTable(overrides: RatingShown['overrides']): Table {
  return {
    caption: 'Overrides of this year',
    columns: columns('Recorded', 'Rating', 'Reason', 'By'),
    rows: overrides
      .toReversed()
      .map(({ recordedAt, rag, reason, by }) => [
        head(formatInstant(recordedAt)),
        words(rag ?? 'As the rule says'),
        words(reason),
        words(by),
      ]),
    notes: [],
    empty: 'Nobody has overridden the rating of this year.',
  };
}

/** The form that puts another word in the rule's place, or lets the rule hold again. */
export function overridePage(
  { initiative, year, rule, rating }: Pick<RatingShown, 'initiative' | 'year' | 'rule' | 'rating'>,
  typed: Typed,
  errors: readonly FieldError[] = [],
): Page {
  const fields = new Fields(typed, errors);
  const note = overriddenNote(rating);
  return formPage(
    {
      title: `Override the rating of ${initiative.ref}`,
      caption: `${initiative.name}, ${yearShown(year)}`,
      action: overrideHref(initiative, year),
      button: 'Record the rating',
      breadcrumbs: [...crumbsTo(initiative), { text: 'Rating', href: ratingHref(initiative.ref, year) }],
      lede: [
        `The rule says ${rule.word}.${note === null ? '' : ` ${note}.`}`,
        'What is recorded here stands on every page, in the next pack and beside the rating of the rule, with the reason ' +
          'and your name. Packs that are published keep theirs.',
      ],
    },
    [
      fields.radios('rag', 'Rating', OVERRIDE_CHOICES, { inline: true }),
      fields.longText('reason', 'Reason', { rows: 3, hint: 'Printed in the pack. Do not name people.' }),
    ],
    errors,
  );
}
