import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { latestMoment, momentAt, readInstant } from '../../src/audit/moment.ts';
import { readFigures } from '../../src/figures/registry.ts';
import { readScope } from '../../src/ledger/scope.ts';
import { firstOffice } from '../../src/people/office.store.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

/** Every number of a page that opens: its address and what the page says. */
function numbersOf(page: string): { href: string; text: string }[] {
  const links = page.matchAll(/<a class="app-figure-link" href="([^"]+)">([^<]+)<\/a>/g);
  return [...links].map(([, href = '', text = '']) => ({ href: href.replaceAll('&amp;', '&'), text }));
}

describe.each(DATABASES)('the landing page on %s', (kind) => {
  let world: World;
  let office: number;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    office = (await firstOffice(world.db))?.id as number;
  });
  afterAll(() => world.close());

  const open = async (email: string, path = '/') => (await world.signIn(`${email}@demo.example`)).get(path);

  /** Asks the registry the same question as the link does, and compares the answers as they are shown. */
  async function agrees(page: string): Promise<number> {
    const numbers = numbersOf(page);
    for (const { href, text } of numbers) {
      const { pathname, searchParams } = new URL(href, 'http://here');
      const { 'as-at': asAt, ...parts } = Object.fromEntries(searchParams);
      const moment =
        asAt === undefined
          ? await latestMoment(world.db, office)
          : await momentAt(world.db, office, asAt, world.clock.now());
      const asked = { figure: pathname.replace('/figures/', ''), scope: readScope(parts) };
      const [shown] = await readFigures({ db: world.db, officeId: office, moment }, [asked]);
      expect(`${href} ${text}`).toBe(`${href} ${shown?.text}`);
    }
    return numbers.length;
  }

  test('says the same numbers as the registry, for the current year and for the year before', async () => {
    const now = await open('finance');
    expect(now.status).toBe(200);
    expect(now.text).toContain('The fund in 2015/16');
    expect(now.text).toContain('Leaves out I-04 Specialist foster care (amount not published)');
    expect(await agrees(now.text)).toBe(10 + 5 * 6);
    const before = await open('auditor', '/?year=2014-15');
    expect(before.text).toContain('£141,800.50');
    expect(before.text).not.toContain('I-02');
    expect(await agrees(before.text)).toBe(10 + 5 * 4);
  });

  test('shows what was known on an earlier day, and the links keep that day', async () => {
    const then = await open('member', '/?as-at=2015-06-30');
    expect(then.text).toContain('This is what the office knew on 30 June 2015 at 23:59.');
    expect(then.text).toContain('as-at=2015-06-30T22%3A59%3A59.999Z');
    expect(then.text).not.toContain('I-04');
    expect(await agrees(then.text)).toBeGreaterThan(20);
    const long = await open('member', '/?as-at=2013-01-01');
    expect(long.text).toContain('No financial year stands in the record yet.');
    expect([readInstant('2015-12-31'), readInstant('2015-02-30')]).toEqual(['2015-12-31T23:59:59.999Z', null]);
  });

  test('lists what waits for each person, and never what they entered themselves', async () => {
    expect((await open('manager')).text).toContain('2 spends to approve');
    expect((await open('finance2')).text).toContain('1 spend to approve');
    const finances = (await open('finance')).text;
    expect(finances).not.toMatch(/spends? to approve/);
    expect(finances).toContain('1 question before PEG-2015-03 to answer');
    const member = (await open('member')).text;
    expect(member).toContain('1 action of yours is open');
    expect(member).not.toContain('to answer');
    expect(member).not.toContain('Record a spend');
    expect((await open('leeds')).text).toContain('Enter an observation');
    const finance = await world.signIn('finance@demo.example');
    const wanted = { template: 'home-office-quarterly', year: '2014-15', quarter: '4' };
    await finance.send('/returns/new', '/returns/new', wanted);
    const draft = '/returns/HO-2014-15-Q4/1';
    await finance.send(draft, `${draft}/explanations`, { row: 'I-01|PCC|revenue', text: 'Posts were filled late.' });
    await finance.send(draft, `${draft}/review`, {});
    expect((await open('finance')).text).toContain('Return HO-2014-15-Q4 to be submitted for certification');
    await finance.send(draft, `${draft}/offer`, {});
    expect((await open('cfo')).text).toContain('Return HO-2014-15-Q4 to be certified');
    expect((await open('manager')).text).not.toContain('to be certified');
  });

  test('an address that is not understood is refused with what to write', async () => {
    expect((await open('finance', '/?year=2015-17')).status).toBe(400);
    expect((await open('finance', '/?year=2031-32')).status).toBe(404);
    expect((await open('finance', '/?yaer=2015-16')).status).toBe(400);
    expect((await open('finance', '/?as-at=2015-02-30')).status).toBe(400);
    expect((await open('finance', '/?as-at=2099-01-01')).status).toBe(422);
  });
});
