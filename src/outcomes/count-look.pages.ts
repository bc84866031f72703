import { yearLabel, yearShown } from '../calendar/financial-year.ts';
import type { Quarter } from '../calendar/quarter.ts';
import { type YearChoice, yearChoices } from '../ledger/year-choice.ts';
import type { Place } from '../partners/place.ts';
import type { Page } from '../people/door.ts';
import { formatCount } from '../platform/count.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import { type Cell, columns, head, number, type Table, words } from '../platform/table.ts';
import { MEASURES } from './measure.pages.ts';
import { categoryName, type Measure } from './measure.ts';
import type { Observation } from './observation.ts';

/** What somebody sees who looks at counts as they are. */
export interface CountsLooked {
  measure: Measure;
  year: number;
  quarters: readonly Quarter[];
  places: readonly Place[];
  /** What is approved, the newest of each spot. */
  approved: readonly Observation[];
}

/** Asks before counts of people are shown as they are. */
export function countLookPage(measure: Measure, choice: YearChoice): Page {
  const fields = new Fields({ year: yearLabel(choice.year) }, []);
  return formPage(
    {
      title: `Counts of ${measure.name} as they are`,
      caption: `Measure ${measure.code}`,
      action: `/measures/${measure.code}/counts`,
      button: 'Show the counts',
      breadcrumbs: under(measure),
      lede: [
        'Every other page shows of counts of people what published papers showed. Here you see what was approved, small ' +
          'numbers too. That you looked is recorded.',
      ],
    },
    [fields.select('year', 'Financial year', yearChoices(choice.years), { always: true })],
    [],
  );
}

/** Approved counts of a year as they are. */
export function countsPage({ measure, year, quarters, places, approved }: CountsLooked): Page {
  const keys = [...new Set(approved.map(({ place, category }) => `${place}|${category}`))];
  const rows = places.flatMap(({ code, name }) =>
    keys
      .filter((key) => key.startsWith(`${code}|`))
      .map((key) => ({ code, name, category: key.slice(code.length + 1) })),
  );
  return {
    title: `Counts of ${measure.name} as they are, ${yearShown(year)}`,
    caption: `Measure ${measure.code}`,
    wide: true,
    breadcrumbs: under(measure),
    lede: ['OFFICIAL-SENSITIVE. These are numbers of children that most people do not see. Do not copy them.'],
    sections: [
      {
        table: {
          caption: `${measure.name}, ${yearShown(year)}: ${measure.unit}`,
          captionHidden: true,
          columns: columns('Place', 'Category', ...quarters.map(({ quarter }) => `#Quarter ${quarter}`)),
          rows: rows.map(({ code, name, category }) => [
            head(name),
            words(category === '' ? 'All' : categoryName(measure, category)),
            ...quarters.map((quarter) =>
              countCell(
                approved.findLast(
                  (one) => one.place === code && one.category === category && one.quarter.quarter === quarter.quarter,
                ),
              ),
            ),
          ]),
          notes: [],
          empty: 'Nothing of this year was approved for the places that you may see.',
        } satisfies Table,
      },
    ],
  };
}

function countCell(observation: Observation | undefined): Cell {
  if (observation === undefined) return number('Not approved');
  const { value, marker, children } = observation;
  if (value === null) return number(`[${marker}]`);
  return number(children === null ? formatCount(value) : `${formatCount(value)} (${formatCount(children)} behind)`);
}

function under({ code }: Measure) {
  return [MEASURES, { text: code, href: `/measures/${code}` }];
}
