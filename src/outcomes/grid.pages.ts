import { yearLabel } from '../calendar/financial-year.ts';
import type { Page } from '../people/door.ts';
import { slipOf, slipTyped } from '../people/draft.ts';
import { formatCount } from '../platform/count.ts';
import { errorSummary, type Field, Fields } from '../platform/form.pages.ts';
import type { Choice, FieldError, Typed } from '../platform/form.ts';
import { type GridFrame, type Slot, slotField } from './grid-frame.ts';
import { quarterChoices, quartersOf } from './measure.form.ts';
import { MEASURES } from './measure.pages.ts';
import { isProtected, type Measure } from './measure.ts';
import { hasBegun, shownFinding } from './observation.ts';
import { evidenceFields } from './observation-form.pages.ts';
import type { Standing } from './standing.ts';

/** A grid with everything that its page shows. */
export interface GridShown {
  frame: GridFrame;
  /** The fields that say which table it is, kept in the form. */
  about: Typed;
  /** How another table is asked for; empty where it is a file's. */
  filter: Field[];
  measures: ReadonlyMap<string, Measure>;
  standing: Standing;
}

/** What the grid is shown with besides what stands in the record. */
interface GridState {
  typed: Typed;
  errors?: readonly FieldError[];
  messages?: readonly string[];
}

/** Observations of many places at once, in one form. */
export function observationGridPage(shown: GridShown, { typed, errors = [], messages = [] }: GridState): Page {
  const { frame, about, filter } = shown;
  const slip = slipOf(typed);
  const fields = new Fields(typed, errors);
  return {
    title: `Enter observations: ${frame.title}`,
    wide: true,
    breadcrumbs: [MEASURES, { text: 'Enter observations' }],
    errors: errorSummary(errors),
    messages,
    hidden: { ...about, ...(slip === null ? {} : slipTyped(slip)) },
    filter,
    caption: frame.title,
    columns: frame.columns,
    rows: frame.rows.map((row) => ({
      name: row.name,
      about: row.about,
      cells: row.slots.map((slot, index) => (slot === null ? null : cellOf(shown, row, slot, index, typed, errors))),
    })),
    evidence: evidenceFields(fields),
    block: {
      open: (typed.block ?? '') !== '',
      fields: [
        fields.longText('block', 'Cells of a spreadsheet', {
          rows: 5,
          hint: 'Rows on lines and cells between tabs, as a spreadsheet copies them. An empty cell leaves what stands there.',
        }),
        fields.select(
          'block-row',
          'Its first row is',
          named(frame.rows.map(({ name, about: of }) => `${name} (${of})`)),
          {
            always: true,
          },
        ),
        fields.select('block-column', 'Its first column is', named(frame.columns), { always: true }),
      ],
    },
  };
}

function named(texts: readonly string[]): Choice[] {
  return texts.map((text, index) => ({ value: String(index), text }));
}

function cellOf(
  { frame, measures, standing }: GridShown,
  row: GridFrame['rows'][number],
  slot: Slot,
  index: number,
  typed: Typed,
  errors: readonly FieldError[],
) {
  const field = slotField(slot);
  const measure = measures.get(slot.spot.measure);
  return {
    index,
    field,
    label: `${row.name}, ${row.about}, ${frame.columns[index]}`,
    value: typed[field] ?? '',
    error: errors.find((candidate) => candidate.field === field)?.message,
    stands: slot.isChildren || measure === undefined ? '' : standsShown(standing, measure, slot),
  };
}

/** What stands in a spot already, in few words. Numbers of people are told by figures alone. */
function standsShown(standing: Standing, measure: Measure, { spot }: Slot): string {
  if (standing.awaiting(spot) !== undefined) return 'Awaits approval';
  if (standing.versions(spot).at(-1)?.state === 'returned') return 'Returned';
  const approved = standing.approved(spot);
  if (approved === undefined) return '';
  if (isProtected(measure)) return 'Approved';
  const { value, marker } = shownFinding(approved, measure);
  return `Approved: ${value === null ? `[${marker}]` : formatCount(value)}`;
}

/** How another quarter of an initiative is asked for. */
export function quarterFilter(
  initiative: string,
  initiatives: readonly Choice[],
  quarter: string,
  years: readonly number[],
  today: string,
): Field[] {
  const fields = new Fields({ initiative, quarter }, []);
  const begun = quartersOf(years)
    .filter((one) => hasBegun(one, today))
    .toReversed();
  return [
    fields.select('initiative', 'Initiative', initiatives, { always: true }),
    fields.select('quarter', 'Quarter', quarterChoices(begun), { always: true }),
  ];
}

/** How another year of a measure is asked for. */
export function yearFilter(
  measure: string,
  measures: readonly Choice[],
  year: number,
  years: readonly Choice[],
): Field[] {
  const fields = new Fields({ measure, year: yearLabel(year) }, []);
  return [
    fields.select('measure', 'Measure', measures, { always: true }),
    fields.select('year', 'Financial year', years, { always: true }),
  ];
}
