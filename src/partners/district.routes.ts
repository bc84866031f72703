import type { Day } from '../calendar/day.ts';
import { type Quarter, readQuarter } from '../calendar/quarter.ts';
import type { Door, Visit } from '../people/door.ts';
import { officeDay } from '../people/office.store.ts';
import { counted } from '../platform/count.ts';
import { readQuery } from '../platform/form.ts';
import { QUARTER } from '../platform/parameter.ts';
import { Refusal } from '../platform/refusal.ts';
import { registerRoutes } from '../registers/register.routes.ts';
import { CONTACTS, SUBJECTS } from './contact.ts';
import { DATA_RETURNS } from './data-return.ts';
import {
  type DistrictAbout,
  type DistrictRow,
  districtFile,
  districtRows,
  districtsPage,
  districtTable,
  type ReadDistrictRows,
} from './district.pages.ts';
import { lastEndedQuarter, readPartnership, vacanciesOn } from './partnership.ts';
import { DISTRICTS, placeName } from './place.ts';
import { SHARING_AGREEMENTS } from './sharing-agreement.ts';

const REGISTERS = [CONTACTS, SHARING_AGREEMENTS, DATA_RETURNS];

/** The districts side by side, and the registers behind that page. Higher rooms hand in rows of their own. */
export function districtRoutes(door: Door, readers: readonly ReadDistrictRows[] = []): void {
  door.get('/districts', 'district.read', async (visit) => {
    const { about, rows } = await readDistricts(visit, readers);
    const mayFollow = visit.may('contact.read');
    const links = mayFollow ? REGISTERS.map(({ title, path }) => ({ text: title, href: path })) : [];
    const table = districtTable(rows, about.districts, mayFollow);
    visit.show('platform/record', districtsPage(table, { ...about, warnings: warningsOf(about), links }));
  });

  door.table(
    '/districts',
    'district.read',
    async (visit) => {
      const { about, rows } = await readDistricts(visit, readers);
      return { name: 'districts', table: districtFile(rows, about.districts, about.quarter) };
    },
    { quarter: QUARTER },
  );

  for (const register of REGISTERS) registerRoutes(door, register);
}

/** The districts that somebody may see: a district's contact its own. */
function districtsFor(visit: Visit): string[] {
  return DISTRICTS.map(({ code }) => code).filter((district) => visit.may('district.read', { district }));
}

async function readDistricts(
  visit: Visit,
  readers: readonly ReadDistrictRows[],
): Promise<{ about: DistrictAbout; rows: DistrictRow[] }> {
  const { quarter: asked } = readQuery(visit.req.query, ['quarter']);
  const today = officeDay(visit.office, visit.site.clock);
  const about: DistrictAbout = {
    partnership: await readPartnership(visit.site.db, visit.office.id),
    districts: districtsFor(visit),
    quarter: quarterAsked(asked, today),
    today,
    mayName: (district) => visit.may('contact.read', { district }),
  };
  const rows = districtRows(about);
  for (const read of readers) rows.push(...(await read(visit, about.districts, about.quarter)));
  return { about, rows };
}

function quarterAsked(text: string | undefined, today: Day): Quarter {
  if (text === undefined) return lastEndedQuarter(today);
  const quarter = readQuarter(text);
  if (quarter === null) {
    const shown = JSON.stringify(text.slice(0, 20));
    throw new Refusal('malformed', 'quarter', `The quarter ${shown} was not understood. Write it like 2015-16-Q1.`);
  }
  return quarter;
}

/** What the coordinator must see to: who is missing, in which district, and for how long. */
function warningsOf({ partnership, districts, today }: DistrictAbout): string[] {
  return vacanciesOn(partnership, districts, today).map(
    ({ district, subject, days }) =>
      `${placeName(district)} has had no contact for ${SUBJECTS[subject]} for ${counted(days, 'day', 'days')}.`,
  );
}
