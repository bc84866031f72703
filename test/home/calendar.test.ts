import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import supertest from 'supertest';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { calendarFeed } from '../../src/home/calendar-feed.ts';
import { readDeadlines } from '../../src/home/deadlines.ts';
import type { Deadline } from '../../src/notices/deadline.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const ABOUT = {
  baseUrl: 'https://cse.office.example',
  office: { code: 'WY', name: 'Office' },
  changedAt: '2015-07-31T09:00:00.000Z',
};

const date = (changes: Partial<Deadline> = {}): Deadline => ({
  kind: 'monitoring-return',
  ref: 'AG-2015-001 2015-04-01',
  dueOn: '2015-07-31',
  what: 'Monitoring return of AG-2015-001; “April”, May – June, which is a long name for a quarter of a year',
  path: '/monitoring-returns/AG-2015-001/2015-04-01',
  to: { roles: ['commissioning-officer'] },
  ...changes,
});

interface Event {
  uid: string;
  summary: string;
  url: string;
  start: string;
  isDate: boolean;
  properties: string[];
}

function eventsOf(text: string): Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const start = event.getFirstPropertyValue('dtstart') as ICAL.Time;
    const property = (name: string) => String(event.getFirstPropertyValue(name));
    return {
      uid: property('uid'),
      summary: property('summary'),
      url: property('url'),
      start: start.toString(),
      isDate: start.isDate,
      properties: event.getAllProperties().map(({ name }) => name),
    };
  });
}

describe('A feed', () => {
  test('says what is due on which whole day with a link, and nothing else', () => {
    const [event] = eventsOf(calendarFeed([date()], ABOUT));
    expect(event).toMatchObject({
      summary: date().what,
      url: 'https://cse.office.example/monitoring-returns/AG-2015-001/2015-04-01',
      start: '2015-07-31',
      isDate: true,
    });
    expect(event?.properties.filter((name) => !name.startsWith('x-'))).toEqual([
      'uid',
      'sequence',
      'dtstamp',
      'dtstart',
      'summary',
      'transp',
      'description',
      'url',
    ]);
  });

  test('is written as RFC 5545 has it: CRLF, and no line of more than 75 bytes, also between letters of several', () => {
    const text = calendarFeed([date({ what: 'ééé “…” – '.repeat(20) })], ABOUT);
    const lines = text.split('\r\n');
    expect(lines.join('').includes('\n')).toBe(false);
    expect(lines.filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
    expect(lines.slice(0, 2)).toEqual(['BEGIN:VCALENDAR', 'VERSION:2.0']);
    expect(eventsOf(text)[0]?.summary).toBe('ééé “…” – '.repeat(20));
  });

  test('keeps the identifier of a date whose day is changed, and gives no two the same', () => {
    const of = (changes: Partial<Deadline>) => eventsOf(calendarFeed([date(changes)], ABOUT))[0]?.uid;
    expect(of({ dueOn: '2015-08-31' })).toBe(of({}));
    expect(of({ ref: 'AG-2015-002 2015-04-01' })).not.toBe(of({}));
    expect(of({ kind: 'payable' })).not.toBe(of({}));
  });

  test('starts no second property with what stands in a title', () => {
    const [event] = eventsOf(calendarFeed([date({ what: 'a\r\nATTENDEE:mailto:thief@example.org' })], ABOUT));
    expect(event?.properties).not.toContain('attendee');
  });
});

describe.each(DATABASES)('The calendar on %s', (kind) => {
  let world: World;
  let commissioning: Visitor;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    commissioning = await world.signIn('commissioning@demo.example');
  });
  afterAll(() => world.close());

  const rows = async (visitor: Visitor, query: string): Promise<{ what: string; days_late: number | null }[]> =>
    JSON.parse((await visitor.get(`/calendar.json?${query}`)).text).rows;

  test('has every date of which people are reminded, late ones first, with who owes it', async () => {
    const { officeId } = await world.person('commissioning@demo.example');
    const reminded = await readDeadlines(world.db, officeId, '2015-07-31');
    const shown = await rows(commissioning, 'who=all');
    expect(shown.map(({ what }) => what).sort()).toEqual(reminded.map(({ what }) => what).sort());
    expect(shown[0]?.days_late).toBeGreaterThan(0);
    const page = (await commissioning.get('/calendar')).text;
    expect(page).toContain('Late');
    expect(page).toContain('Commissioning officer');
  });

  test('is narrowed to oneself or a role; the landing page counts the same', async () => {
    const all = await rows(commissioning, 'who=all');
    const mine = await rows(commissioning, 'who=mine');
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.length).toBeLessThan(all.length);
    expect(await rows(commissioning, 'who=commissioning-officer')).toEqual(mine);
    const late = mine.filter(({ days_late: days }) => days !== null).length;
    expect((await commissioning.get('/')).text).toContain(`${late} late, `);
    expect((await commissioning.get('/calendar?who=nobody')).status).toBe(400);
    expect((await commissioning.get('/calendar.json?who=nobody')).status).toBe(400);
  });

  test('who does not belong to the office sees what they owe, not what others do', async () => {
    const member = await world.signIn('member@demo.example');
    const own = await rows(member, 'who=all');
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter((row) => (row as { who_owes_it?: string }).who_owes_it !== 'Peter Stone')).toEqual([]);
    expect((await member.get('/calendar?who=commissioning-officer')).text).not.toContain('AG-20');
  });

  test('comes to somebody’s own calendar at an address that is shown once, until it is revoked', async () => {
    const made = await commissioning.send('/calendar/feeds/new', '/calendar/feeds/new', {});
    const [, path = ''] = /value="http:\/\/[^/"]+(\/calendar\/feed\/cse_[\w-]{43}\.ics)"/.exec(made.text) ?? [];
    const stranger = supertest(world.app);
    const feed = await stranger.get(path);
    expect(feed.headers['content-type']).toBe('text/calendar; charset=utf-8');
    const mine = await rows(commissioning, 'who=mine');
    expect(
      eventsOf(feed.text)
        .map(({ summary }) => summary)
        .sort(),
    ).toEqual(mine.map(({ what }) => what).sort());
    expect((await stranger.get(`${path}?who=all`)).text.length).toBeGreaterThan(feed.text.length);
    expect(feed.text).not.toMatch(/£|Commissioning officer/);

    const secret = path.slice('/calendar/feed/'.length, -'.ics'.length);
    expect((await stranger.get('/calendar.json').set('Authorization', `Bearer ${secret}`)).status).toBe(401);
    expect((await stranger.get('/calendar/feed/nothing.ics')).status).toBe(404);

    const [, ref = ''] = /href="\/tokens\/(TK-\d{4}-\d{4})">/.exec((await commissioning.get('/tokens')).text) ?? [];
    await commissioning.send(`/tokens/${ref}`, `/tokens/${ref}/revocation`, {});
    expect((await stranger.get(path)).status).toBe(404);
  });
});
