import { type Day, formatDay, formatShortDay } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { type Quarter, quarterLabel, quarterShown } from '../calendar/quarter.ts';
import type { Page, Visit } from '../people/door.ts';
import { counted } from '../platform/count.ts';
import { Fields } from '../platform/form.pages.ts';
import { type Cell, columns, dayCell, head, number, type Table, tagged, words } from '../platform/table.ts';
import type { Kept } from '../registers/register.ts';
import { DEPUTISED, holdingOf, SUBJECTS, type Subject } from './contact.ts';
import { quarterChoices, quarterName } from './data-return.ts';
import {
  ALL_SUBJECTS,
  agreementsOf,
  countReturns,
  deputiesOn,
  holdersOn,
  lastReturn,
  type Partnership,
  vacanciesOn,
  vacancyInQuarter,
  vacancyInYear,
} from './partnership.ts';
import { placeName } from './place.ts';
import { sharingState } from './sharing-agreement.ts';

/** One row of the districts side by side: what it says of each district, by its code. */
export interface DistrictRow {
  name: string;
  cells: ReadonlyMap<string, Cell>;
}

/** Reads rows of a higher room for the districts that are shown, in the quarter that was chosen. */
export type ReadDistrictRows = (visit: Visit, districts: readonly string[], quarter: Quarter) => Promise<DistrictRow[]>;

/** What the districts' own rows are made of. */
export interface DistrictAbout {
  partnership: Partnership;
  districts: readonly string[];
  quarter: Quarter;
  today: Day;
  /** Whether whoever looks may read the names of a district's contacts. */
  mayName(district: string): boolean;
}

/** The rows of this room: who is the contact, what is agreed, and which data came. */
export function districtRows(about: DistrictAbout): DistrictRow[] {
  const { partnership, districts, quarter, today } = about;
  const row = (name: string, cellOf: (district: string) => Cell): DistrictRow => ({
    name,
    cells: new Map(districts.map((district) => [district, cellOf(district)])),
  });
  const of = quarterName(quarter);
  const agreed = (district: string) =>
    agreementsOf(partnership, district).map(({ answers }) => sharingState(answers, today));
  const returned = (district: string) => countReturns(partnership, district, quarter, today);
  return [
    ...ALL_SUBJECTS.flatMap((subject) => [
      row(`Contact for ${SUBJECTS[subject]}`, (district) => contactCell(about, district, subject)),
      row(`Days without a contact for ${SUBJECTS[subject]}, ${of}`, (district) =>
        daysCell(vacancyInQuarter(partnership, { district, subject }, quarter, today)),
      ),
      row(`Days without a contact for ${SUBJECTS[subject]}, ${yearShown(quarter.year)} so far`, (district) =>
        daysCell(vacancyInYear(partnership, { district, subject }, quarter, today)),
      ),
    ]),
    row('Deputies', (district) => peopleCell(about, district, deputiesOn(partnership, district, today), 'None')),
    row('Sharing agreements in force', (district) =>
      countedCell(agreed(district).filter((state) => state !== 'ended').length, sharingHref(district)),
    ),
    row('Sharing agreements with their review overdue', (district) =>
      countedCell(
        agreed(district).filter((state) => state === 'overdue').length,
        `${sharingHref(district)}&state=overdue`,
      ),
    ),
    row(`Data returns for ${of}`, (district) => countedCell(returned(district).due, returnsHref(district, quarter))),
    row('Data returns received on time', (district) => countedCell(returned(district).onTime)),
    row('Data returns received late', (district) => countedCell(returned(district).late)),
    row('Data returns overdue', (district) =>
      countedCell(returned(district).overdue, `${returnsHref(district, quarter)}&state=overdue`),
    ),
    row('Data returns on time, of those received or overdue', (district) => {
      const { onTime, late, overdue } = returned(district);
      return words(`${onTime} of ${onTime + late + overdue}`);
    }),
    row('Last data return received', (district) => {
      const day = lastReturn(partnership, district);
      return day === null ? words('None yet') : dayCell(day);
    }),
  ];
}

function contactCell(about: DistrictAbout, district: string, subject: Subject): Cell {
  const { partnership, today } = about;
  const vacancy = vacanciesOn(partnership, [district], today).find((found) => found.subject === subject);
  if (vacancy !== undefined) {
    return tagged({ text: `Vacant for ${counted(vacancy.days, 'day', 'days')}`, classes: 'govuk-tag--red' });
  }
  return peopleCell(about, district, holdersOn(partnership, district, subject, today), 'Not named yet');
}

/** Officials with since when; unnamed for those who may not read who they are. */
function peopleCell({ mayName }: DistrictAbout, district: string, people: readonly Kept[], none: string): Cell {
  const [only, ...others] = people;
  if (only === undefined) return words(none);
  const told = people.map(({ answers }) => {
    const since = `since ${formatShortDay(holdingOf(answers).from)}`;
    const who = mayName(district) ? String(answers.name) : 'In post';
    const stands = answers.role === 'deputy' ? ` for ${DEPUTISED[answers.deputyFor as keyof typeof DEPUTISED]}` : '';
    return `${who}${stands}, ${since}`;
  });
  const isOneLink = others.length === 0 && mayName(district);
  return words(told.join('; '), isOneLink ? `/contacts/${only.ref}` : undefined);
}

function daysCell(days: number | null): Cell {
  return days === null ? words('[z]') : { ...words(String(days)), file: days };
}

function countedCell(count: number, href?: string): Cell {
  return { ...words(String(count), href), file: count };
}

function sharingHref(district: string): string {
  return `/sharing-agreements?parties=${district}`;
}

function returnsHref(district: string, quarter: Quarter): string {
  return `/data-returns?sender=${district}&quarter=${quarterLabel(quarter)}`;
}

/** The districts side by side. Links stand only where whoever looks may follow them. */
export function districtTable(rows: readonly DistrictRow[], districts: readonly string[], mayFollow: boolean): Table {
  return {
    caption: 'The districts side by side',
    captionHidden: true,
    columns: columns('', ...districts.map(placeName)).map((column, index) =>
      index === 0 ? { text: 'What', numeric: false } : column,
    ),
    rows: rows.map(({ name, cells }) => [
      head(name),
      ...districts.map((district) => {
        const { href, ...cell } = cells.get(district) ?? words('');
        return mayFollow && href !== undefined ? { ...cell, href } : cell;
      }),
    ]),
    pinned: true,
    notes: isAnyMissing(rows) ? ['[z]: no district had such a contact yet.'] : [],
    empty: '',
  };
}

function isAnyMissing(rows: readonly DistrictRow[]): boolean {
  return rows.some(({ cells }) => [...cells.values()].some(({ text }) => text === '[z]'));
}

/** The same as a file in long form: a line for each district and row. */
export function districtFile(rows: readonly DistrictRow[], districts: readonly string[], quarter: Quarter): Table {
  return {
    caption: `The districts, ${quarterLabel(quarter)}`,
    columns: columns('District code', 'District', 'Quarter', 'What', '#Value'),
    rows: districts.flatMap((district) =>
      rows.map(({ name, cells }) => [
        words(district),
        words(placeName(district)),
        words(quarterLabel(quarter)),
        words(name),
        cells.get(district) ?? number(''),
      ]),
    ),
    notes: [],
    empty: '',
  };
}

/** The page of the districts, for the Safeguarding Coordinator above all. */
export function districtsPage(
  table: Table,
  about: DistrictAbout & { warnings: readonly string[]; links: readonly { text: string; href: string }[] },
): Page {
  const { quarter, today, warnings, links } = about;
  const label = quarterLabel(quarter);
  const choices = quarterChoices(today);
  const offered = choices.some(({ value }) => value === label)
    ? choices
    : [...choices, { value: label, text: quarterName(quarter) }];
  const fields = new Fields({ quarter: label }, []);
  return {
    title: 'Districts',
    wide: true,
    breadcrumbs: [{ text: 'Districts' }],
    lede: [
      `Contacts and agreements as at ${formatDay(today)}; days without a contact and data returns of ${quarterShown(quarter)}.`,
    ],
    warnings,
    filter: {
      action: '/districts',
      button: 'Show the quarter',
      fields: [fields.select('quarter', 'Quarter', offered, { always: true, full: true })],
    },
    sections: [{ table }],
    links: [...links, { text: 'Download as CSV', href: `/districts.csv?quarter=${label}` }],
  };
}
