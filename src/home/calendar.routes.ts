import { Reading, readAs } from '../audit/gate/reading.ts';
import { latestMoment } from '../audit/moment.ts';
import { londonDay } from '../calendar/day.ts';
import type { Door, Visit } from '../people/door.ts';
import { findOffice, officeDay } from '../people/office.store.ts';
import { readNames } from '../people/person.store.ts';
import { ROLES } from '../people/role.ts';
import { tokenTable } from '../people/tokens/token.pages.ts';
import { makeToken } from '../people/tokens/token.routes.ts';
import { listTokens } from '../people/tokens/token.store.ts';
import { readQuery } from '../platform/form.ts';
import { choiceParameter, type Parameters } from '../platform/parameter.ts';
import { notFound, Refusal } from '../platform/refusal.ts';
import { calendarPage, dateTable, feedFormPage, feedMadePage, type Owers, owingRoles } from './calendar.pages.ts';
import { readDates, readWhose, type Whose } from './calendar.ts';
import { calendarFeed } from './calendar-feed.ts';

const PARAMETERS: Parameters = {
  who: choiceParameter(['mine', 'all', ...Object.keys(ROLES)], 'who owes it: mine, all, or a role; all unless asked'),
};

/** What is owed when, by whom: a page, a table, and a feed for people's own calendars. */
export function calendarRoutes(door: Door, baseUrl: string | null): void {
  door.get('/calendar', 'calendar.read', async (visit) => {
    const whose = whoseAsked(visit.req.query, visit.may('calendar.read-all') ? 'all' : 'mine');
    const today = officeDay(visit.office, visit.site.clock);
    const all = await readDates(visit.site.db, visit.person, today, 'all');
    const dates = whose === 'all' ? all : await readDates(visit.site.db, visit.person, today, whose);
    const about = { today, whose, owers: await readOwers(visit), roles: owingRoles(all) };
    visit.show('platform/record', calendarPage(dates, about));
  });

  door.table(
    '/calendar',
    'calendar.read',
    async (visit) => {
      const today = officeDay(visit.office, visit.site.clock);
      const dates = await readDates(visit.site.db, visit.person, today, whoseAsked(visit.req.query, 'all'));
      return { name: 'calendar', table: dateTable(dates, today, await readOwers(visit)) };
    },
    PARAMETERS,
  );

  feedRoutes(door, baseUrl);
}

function feedRoutes(door: Door, baseUrl: string | null): void {
  door.get('/calendar/feeds/new', 'calendar.read', async (visit) => {
    const { db, clock } = visit.site;
    const own = await listTokens(db, visit.office.id, visit.person.id);
    const feeds = own.filter(({ kind }) => kind === 'calendar');
    visit.show('platform/record', feedFormPage(tokenTable(feeds, londonDay(clock.now()), null)));
  });

  door.post('/calendar/feeds/new', 'calendar.read', async (visit) => {
    const { token, secret } = await makeToken(visit, visit.once(), {
      kind: 'calendar',
      name: 'Calendar feed',
      scopes: [],
      madeOn: londonDay(visit.site.clock.now()),
      expiresOn: null,
    });
    const address = secret === null ? null : `${baseOf(visit.req, baseUrl)}/calendar/feed/${secret}.ics`;
    visit.show('platform/record', feedMadePage(token, address));
  });

  // Open: a calendar program can neither sign in nor send a header, so the address itself is the key.
  door.open('GET', '/calendar/feed/:secret.ics', async (req, res) => {
    const { db } = door.site;
    const { person } = await door.tokens.admit(String(req.params.secret), 'calendar', req.ip ?? '').catch(asNotFound);
    const office = await findOffice(db, person.officeId);
    const whose = whoseAsked(req.query, 'mine');
    const today = officeDay(office, door.site.clock);
    const dates = await readAs(new Reading(true), () => readDates(db, person, today, whose));
    const { at: changedAt } = await latestMoment(db, office.id);
    res.type('text/calendar; charset=utf-8');
    res.set('Content-Disposition', 'inline; filename="cse-fund.ics"');
    res.send(calendarFeed(dates, { baseUrl: baseOf(req, baseUrl), office, changedAt }));
  });
}

function asNotFound(error: unknown): never {
  throw error instanceof Refusal && error.kind === 'not-signed-in' ? notFound('calendar at this address') : error;
}

function baseOf(req: Visit['req'], baseUrl: string | null): string {
  return baseUrl ?? `${req.protocol}://${req.get('Host')}`;
}

function whoseAsked(query: Record<string, unknown>, usual: Whose): Whose {
  const { who } = readQuery(query, Object.keys(PARAMETERS));
  if (who === undefined) return usual;
  const whose = readWhose(who);
  if (whose === null) {
    throw new Refusal('malformed', 'who', 'The part who of the address must be mine, all or a role. Choose again.');
  }
  return whose;
}

async function readOwers({ site, office }: Visit): Promise<Owers> {
  return { names: await readNames(site.db, office.id), commissioner: office.commissionerTitle };
}
