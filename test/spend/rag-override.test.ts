import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { latestMoment, type Moment } from '../../src/audit/moment.ts';
import { openBooks } from '../../src/ledger/figure.ts';
import { overrideRag, type RagOverride, readRagOverrides } from '../../src/spend/rag-override.store.ts';
import { overriddenNote, type Rated, readRatings } from '../../src/spend/rating.ts';
import { signSections } from '../packs/signed.ts';
import { DATABASES, openWorld, refusalOf, type World } from '../world.ts';
import { fillOffice } from './office.ts';

const pounds = (amount: number): number => amount * 100;
const known = (over: number | null, budget: number | null): Omit<Rated, 'initiative'> => ({
  overUnder: { value: over, leavesOut: [] },
  budget: { value: budget },
});

describe.each(DATABASES)('a rating that somebody overrides, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
  }, 60_000);
  afterAll(() => world.close());

  async function override(wanted: Pick<RagOverride, 'initiative' | 'year' | 'rag' | 'reason'>, email = 'manager') {
    await perform(world.site, await world.doer(`${email}@demo.example`), 'rag.override', null, async (act) => {
      await overrideRag(act, wanted);
      return { subject: { kind: 'initiative', ref: wanted.initiative }, result: null };
    });
  }

  async function rated(initiative: string, over: number | null, moment?: Moment) {
    const at = moment ?? (await latestMoment(world.db, 1));
    return (await readRatings(openBooks(world.db, 1, at), 2015))({ initiative, ...known(over, pounds(100_000)) });
  }

  test('stands in the place of the rule, says from what, why and who, and as at a moment before does not', async () => {
    expect(await rated('I-01', pounds(20_000))).toMatchObject({ word: 'Red', overridden: null });
    const before = await latestMoment(world.db, 1);
    await override({ initiative: 'I-01', year: 2015, rag: 'Amber', reason: 'A refund is agreed and on its way' });
    const amber = await rated('I-01', pounds(20_000));
    expect(amber).toMatchObject({ word: 'Amber', colour: 'amber', overridden: { from: 'Red', by: 'manager' } });
    expect(overriddenNote(amber)).toBe('Overridden from Red: A refund is agreed and on its way (manager)');
    expect(await rated('I-01', pounds(20_000), before)).toMatchObject({ word: 'Red', overridden: null });
    expect(await rated('I-02', pounds(20_000))).toMatchObject({ word: 'Red', overridden: null });
  });

  test('keeps saying what the rule says now, and what is not rated can be overridden too', async () => {
    expect((await rated('I-01', 0)).overridden).toMatchObject({ from: 'Green' });
    expect(await rated('I-01', null)).toMatchObject({ word: 'Amber', overridden: { from: 'Not rated' } });
  });

  test('is of one financial year', async () => {
    const books = openBooks(world.db, 1, await latestMoment(world.db, 1));
    const rate = await readRatings(books, 2014);
    expect(rate({ initiative: 'I-01', ...known(pounds(20_000), pounds(100_000)) }).overridden).toBeNull();
  });

  test('is refused where it would say nothing new, and for a year that was never made', async () => {
    const again = { initiative: 'I-01', year: 2015, rag: 'Amber', reason: 'The same' } as const;
    expect(await refusalOf(override(again))).toContain('overridden to Amber already');
    expect(await refusalOf(override({ ...again, rag: null, initiative: 'I-02' }))).toContain("is the rule's already");
    expect(await refusalOf(override({ ...again, year: 2030 }))).toContain('has not been made');
  });

  test('is cleared with a reason that stays, and then the rule holds again', async () => {
    await override({ initiative: 'I-01', year: 2015, rag: null, reason: 'The refund came' }, 'cfo');
    expect(await rated('I-01', pounds(20_000))).toMatchObject({ word: 'Red', overridden: null });
    const said = await readRagOverrides(world.db, 1, { initiative: 'I-01', year: 2015 });
    expect(said.map(({ rag, reason, by }) => [rag, reason, by])).toEqual([
      ['Amber', 'A refund is agreed and on its way', 'manager'],
      [null, 'The refund came', 'cfo'],
    ]);
  });
});

describe('an overridden rating on every page that shows one', () => {
  let world: World;
  const PACK = '/meetings/PEG-2015-03/pack';
  const REASON = 'Recruits of March & June are in post';
  const SHOWN = 'Recruits of March &amp; June are in post';
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
  }, 60_000);
  afterAll(() => world.close());

  test('its form asks for a word and a reason, keeps what was typed, and is not for a finance officer', async () => {
    const address = '/initiatives/I-01/rating/override?year=2015-16';
    const officer = await world.signIn('finance@demo.example');
    expect((await officer.get(address)).status).toBe(403);
    expect((await officer.get('/initiatives/I-01/rating?year=2015-16')).text).not.toContain('Override the rating');
    const manager = await world.signIn('manager@demo.example');
    const empty = await manager.send(address, address, { reason: '' });
    expect(empty.status).toBe(400);
    expect(empty.text).toContain('Select the rating');
    expect(empty.text).toContain('Enter the reason');
    const kept = await manager.send(address, address, { rag: 'purple', reason: REASON });
    expect(kept.status).toBe(400);
    expect(kept.text).toContain(SHOWN);
    const done = await manager.send(address, address, { rag: 'Red', reason: REASON });
    expect([done.status, done.headers.location]).toEqual([303, '/initiatives/I-01/rating?year=2015-16']);
    const again = await manager.send(address, address, { rag: 'Red', reason: REASON });
    expect(again.status).toBe(422);
    expect(again.text).toContain('has been overridden to Red already');
  });

  test('says the overriding word with what the rule said, the reason and the name', async () => {
    const manager = await world.signIn('manager@demo.example');
    const { name } = await world.person('manager@demo.example');
    for (const address of [
      '/?year=2015-16',
      '/monitoring?year=2015-16',
      '/initiatives/I-01/rating?year=2015-16',
      PACK,
    ]) {
      const { text } = await manager.get(address);
      expect([address, text.includes(`Overridden from Green: ${SHOWN} (${name})`)]).toEqual([address, true]);
    }
    const file = (await manager.get('/monitoring.csv?year=2015-16')).text;
    expect(file).toMatch(new RegExp(`^I-01,.*,Red,Green,${REASON}\\r$`, 'm'));
    // What one source or district has of an initiative is not rated.
    expect((await manager.get('/monitoring?year=2015-16&source=PCC')).text).not.toContain('app-rag--');
    expect((await manager.get('/?year=2015-16&as-at=2015-06-30')).text).not.toContain('Overridden from');
  });

  test('a published pack keeps it when it is cleared', async () => {
    const secretariat = await world.signIn('secretariat@demo.example');
    await signSections(world, 'PEG-2015-03');
    const published = await secretariat.send(
      '/meetings/PEG-2015-03/publication',
      '/meetings/PEG-2015-03/publication',
      {},
    );
    expect(published.status).toBe(303);
    const manager = await world.signIn('manager@demo.example');
    const address = '/initiatives/I-01/rating/override?year=2015-16';
    const cleared = await manager.send(address, address, { rag: 'rule', reason: 'They have started' });
    expect(cleared.status).toBe(303);
    expect((await manager.get('/packs/PEG-2015-03/1')).text).toContain(SHOWN);
    for (const page of ['/?year=2015-16', '/monitoring?year=2015-16', PACK]) {
      expect([page, (await manager.get(page)).text.includes(SHOWN)]).toEqual([page, false]);
    }
    expect((await manager.get('/initiatives/I-01/rating?year=2015-16')).text).toContain('They have started');
  });
});
