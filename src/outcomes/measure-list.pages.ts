import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import { type YearChoice, yearChoices } from '../ledger/year-choice.ts';
import type { Page } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import { type Completeness, completenessShown } from './completeness.ts';
import { BASES, COUNTS } from './measure.form.ts';
import type { Measure } from './measure.ts';

/** The measures of an initiative, each with how complete it is. */
export interface MeasureGroup {
  ref: string;
  name: string;
  /** Whether there is a template for initiatives of its kind. */
  hasTemplate: boolean;
  measures: readonly { measure: Measure; completeness: Completeness }[];
}

/** What somebody may do with measures, and what of it waits for them. */
export interface MeasureListMay {
  add: boolean;
  enter: boolean;
  decide: boolean;
  /** Whether the register of releases may be read. */
  releases: boolean;
}

/** The measures of every initiative, or of one. */
export function measureListPage(
  groups: readonly MeasureGroup[],
  narrowed: string | undefined,
  choice: YearChoice,
  waiting: number,
  may: MeasureListMay,
): Page {
  const fields = new Fields({ year: yearLabel(choice.year), initiative: narrowed ?? '' }, []);
  const year = yearShown(choice.year);
  return {
    title: 'Outcomes',
    wide: true,
    lede: [
      `What was counted and asked, by initiative. How complete a measure is counts the quarters of ${year} that are over: a number, or why there is none, that somebody approved.`,
    ],
    actions: [
      ...(may.decide
        ? [
            {
              text:
                waiting === 0
                  ? 'Observations to approve'
                  : counted(waiting, 'observation to approve', 'observations to approve'),
              href: '/measures/approvals',
            },
          ]
        : []),
      ...(may.enter
        ? [
            { text: 'Import observations', href: '/measures/file' },
            { text: 'My drafts', href: '/measures/drafts' },
          ]
        : []),
      ...(may.add ? [{ text: 'Add a measure', href: '/measures/new' }] : []),
      ...(may.releases ? [{ text: 'Releases of counts of people', href: '/releases' }] : []),
    ],
    filter: {
      action: '/measures',
      button: 'Show the year',
      fields: [fields.select('year', 'Financial year', yearChoices(choice.years), { always: true })],
    },
    sections: groups.map((group) => ({
      table: groupTable(group),
      links: [
        ...(may.enter && group.measures.length > 0
          ? [{ text: `Enter a quarter of ${group.ref}`, href: `/measures/grid?initiative=${group.ref}` }]
          : []),
        ...(may.add && group.hasTemplate
          ? [
              {
                text: `Measures for ${group.ref} from the template`,
                href: `/measures/templates?initiative=${group.ref}`,
              },
            ]
          : []),
      ],
    })),
    links: [
      ...(narrowed === undefined ? [] : [{ text: 'Measures of every initiative', href: '/measures' }]),
      { text: 'Outcomes against money', href: '/unit-costs' },
      { text: 'How complete the outcomes are', href: '/completeness' },
    ],
  };
}

function groupTable({ ref, name, measures }: MeasureGroup): Table {
  return {
    caption: `${ref} ${name}`,
    columns: columns('Measure', 'Code', 'Unit', 'Basis', 'Counts', 'Approved'),
    rows: measures.map(({ measure, completeness }) => [
      head(measure.name, `/measures/${measure.code}`),
      { ...words(measure.code), ref: true },
      words(measure.unit),
      words(basisShown(measure)),
      words(countsShown(measure)),
      words(completenessShown(completeness)),
    ]),
    notes: [],
    empty: 'It has no measures yet.',
  };
}

/** On what basis a measure is counted, in words. */
export function basisShown({ basis }: Pick<Measure, 'basis'>): string {
  return BASES.find(({ value }) => value === basis)?.text ?? basis;
}

/** What a measure counts, in words. */
export function countsShown({ counts }: Pick<Measure, 'counts'>): string {
  return COUNTS.find(({ value }) => value === counts)?.text ?? counts;
}
