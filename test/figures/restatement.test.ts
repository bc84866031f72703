import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { verifyEverything } from '../../src/home/verify.ts';
import { addYear } from '../../src/ledger/period.store.ts';
import { addMeeting } from '../../src/meetings/meeting.store.ts';
import { assemble } from '../../src/packs/assemble.ts';
import { listPacks } from '../../src/packs/pack.store.ts';
import type { Section } from '../../src/packs/pack.ts';
import { publishPack } from '../../src/packs/publish.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { buildReturn } from '../../src/returns/build.ts';
import { fillYearEndOffice } from '../funds/year-end-office.ts';
import { signSections } from '../packs/signed.ts';
import { Desk, P } from '../spend/desk.ts';
import { plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, type World } from '../world.ts';

const OFFICE = 1;
const MEETINGS = ['2015-09-10', '2015-12-10', '2016-03-10'];

describe.each(DATABASES)('A closed period that is restated, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  const meetings: string[] = [];
  const adjustments: string[] = [];

  beforeAll(async () => {
    world = await openWorld(kind, fillYearEndOffice);
    desk = new Desk(world);
    for (const heldOn of MEETINGS) {
      const meeting = { heldOn, startsAt: '10:00', place: 'Wakefield', chair: 'The Commissioner' };
      meetings.push(await desk.act('ceo', 'meeting.add', (act) => addMeeting(act, meeting)));
    }
    await desk.approve(await desk.spend({ period: P(4), netPence: 300_000 }));
    await desk.close(P(4));
  }, 60_000);
  afterAll(() => world.close());

  const page = async (name: string, address: string): Promise<string> =>
    (await (await world.signIn(`${name}@demo.example`)).get(address)).text;
  const publish = async (meeting = ''): Promise<number> => {
    await signSections(world, meeting, OFFICE);
    return publishPack(world.site, await world.person('ceo@demo.example'), meeting, null, 'More is known by now');
  };
  const restated = async (meeting = ''): Promise<Section | undefined> =>
    (await assemble(world.db, OFFICE, meeting, null)).model.sections.find(({ id }) => id === 'restatements');
  /** The rows of the section of a pack: period, initiative, before, after, change, reason, posted in. */
  const printed = async (meeting = ''): Promise<string[][]> => {
    const block = (await restated(meeting))?.blocks[0];
    return block?.kind === 'table' ? block.rows.map((row) => row.map(({ text }) => text)) : [];
  };
  const changes = async (year: number, quarter: 1 | 2 | 3 | 4): Promise<Record<string, string>[]> => {
    const { files } = await buildReturn(world.site, OFFICE, 'home-office-quarterly', { year, quarter });
    const file = files.find(({ fileName }) => fileName.includes('changes'));
    return parse(file?.content ?? '', { columns: true, bom: true });
  };

  test('is none at first: no page, pack or number speaks of it', async () => {
    expect(plain(await page('finance', '/restatements'))).toContain('No closed period has been restated.');
    expect(await restated(meetings[0])).toBeUndefined();
    expect(await publish(meetings[0])).toBe(1);
  }, 60_000);

  test('shows old → new → reason, and one restatement of a period follows the other', async () => {
    adjustments.push(await desk.approve(await desk.adjust({ concerns: P(4), period: P(5), pence: 100_000 })));
    const credit = {
      kind: 'adjustment-credit',
      concerns: P(4),
      period: P(5),
      pence: 40_000,
      comment: 'Too much',
    } as const;
    adjustments.push(await desk.approve(await desk.adjust(credit)));
    const rows = rowsOf(await page('finance', '/restatements')).slice(1);
    const period = 'Period 4 (July 2015) of 2015/16';
    const common = [period, 'I-02 School awareness'];
    const posted = ['Period 5 (August 2015) of 2015/16', expect.any(String), 'cfo'];
    expect(rows).toEqual([
      [...common, '£4,000.00', '£3,600.00', '-£400.00', 'Too much', ...posted, adjustments[1]],
      [...common, '£3,000.00', '£4,000.00', '£1,000.00', 'An invoice was left out', ...posted, adjustments[0]],
    ]);
    // A member of the group sees what changed and why, and not who approved it or what it corrects.
    const member = rowsOf(await page('leeds', '/restatements?period=2015-16-P04'));
    expect(member[1]).toHaveLength(8);
    const file = await page('finance', '/restatements.csv');
    expect(parse(file, { columns: true, bom: true })).toMatchObject([
      { Before: '4000.00', After: '3600.00', Change: '-400.00' },
      { Before: '3000.00', After: '4000.00', Change: '1000.00' },
    ]);
    expect((await page('finance', '/restatements?period=2015-16-P03')).includes('£4,000.00')).toBe(false);
    expect(plain(await page('finance', '/restatements?period=July'))).toContain('The period was not understood');
  });

  test('says so beside the number that it stated, which itself stays as it was', async () => {
    const figure = plain(await page('leeds', '/figures/spend.in-period?initiative=I-02&period=2015-16-P04'));
    expect(figure).toContain('£3,000.00');
    expect(figure).toContain('I-02, Period 4 (July 2015) of 2015/16, £3,000.00 → £4,000.00, posted in Period 5');
    expect(figure).toContain('An invoice was left out');
    const other = plain(await page('leeds', '/figures/spend.in-period?initiative=I-01&period=2015-16-P04'));
    expect(other).not.toContain('Restated');
    const quarter = plain(await page('leeds', '/figures/spend.in-period?quarter=2015-16-Q2'));
    expect(quarter).toContain('Restated');
    const toDate = plain(await page('leeds', '/figures/spend.to-date?year=2015-16&through=2015-16-P04'));
    expect(toDate).toContain('£4,000.00 → £3,600.00');
    const later = plain(await page('leeds', '/figures/spend.to-date?year=2015-16&through=2015-16-P05'));
    expect(later).not.toContain('Restated');
  });

  test('opens, each number of it, to what is behind it, and stays the same for ever', async () => {
    const { act_seq: seq } = await world.db('restatement').orderBy('id', 'desc').first();
    const act = String(seq);
    const scope = { act, initiative: 'I-02', period: P(4) };
    expect(await desk.figure('restatement.before', scope)).toBe(400_000);
    expect(await desk.figure('restatement.after', scope)).toBe(360_000);
    expect(await desk.figure('restatement.change', scope)).toBe(-40_000);
    expect(await desk.figure('restatement.before', { ...scope, act: '99999' })).toBeNull();
    expect(await desk.figure('spend.restated', { initiative: 'I-02', period: P(4) })).toBe(360_000);
  });

  test('is printed by the next pack and by no later one; what was published keeps its bytes', async () => {
    const before = await world.db('document').orderBy('id').select('id', 'sha256', 'content');
    expect((await printed(meetings[1])).map((row) => row.slice(0, 5))).toEqual([
      ['Period 4 (July 2015) of 2015/16', 'I-02 School awareness', '£3,000.00', '£4,000.00', '£1,000.00'],
      ['Period 4 (July 2015) of 2015/16', 'I-02 School awareness', '£4,000.00', '£3,600.00', '-£400.00'],
    ]);
    expect((await restated(meetings[1]))?.title).toBe('Restatements since the last pack');
    expect(await publish(meetings[1])).toBe(1);
    expect(await printed(meetings[2])).toEqual([]);
    adjustments.push(
      await desk.approve(
        await desk.adjust({ concerns: P(12, 2014), period: P(5), initiative: 'I-01', comment: 'March' }),
      ),
    );
    expect((await printed(meetings[2])).map((row) => row[5])).toEqual(['March']);
    // A second version of the same pack says what the first said, and what was restated since.
    expect(await printed(meetings[1])).toHaveLength(3);
    for (const { id, sha256: fingerprint, content } of before) {
      const now = await world.db('document').where({ id }).first();
      expect([now.sha256, sha256(Buffer.from(now.content))]).toEqual([fingerprint, sha256(Buffer.from(content))]);
    }
    const [published] = await listPacks(world.db, OFFICE, meetings[0] as string);
    const html = await page('ceo', `/packs/${meetings[0]}/1`);
    expect(sha256(html)).toBe(published?.htmlFingerprint);
    expect(html).not.toContain('Restatements since');
    expect(await page('ceo', `/packs/${meetings[1]}/1`)).toContain('Restatements since the last pack');
  }, 60_000);

  test('stands in the return of the quarter in which it was posted, with what it said before and after', async () => {
    await desk.close(P(5), P(6));
    const rows = (await changes(2015, 2)).filter((row) => row.kind === 'restatement');
    const common = { status: 'actual', period: '2015-16-P05' };
    expect(rows).toMatchObject([
      { ...common, moved_from: '2015-16-P04', moved_to: 'I-02', amount: '1000.00' },
      { ...common, moved_from: '2015-16-P04', moved_to: 'I-02', amount: '-400.00' },
      { ...common, moved_from: '2014-15-P12', moved_to: 'I-01', amount: '1000.00' },
    ]);
    expect(rows[0]?.reason).toBe(
      'Period 4 (July 2015) of 2015/16 restated from £3,000.00 to £4,000.00. An invoice was left out',
    );
    expect(rows.map((row) => row.change_ref)).toEqual([3, 4, 5].map((number) => `HO-2015-16-Q2-C0${number}`));
    expect((await changes(2015, 1)).filter((row) => row.kind === 'restatement')).toEqual([]);
  });

  test('that is over stands there too when money of it comes back: a refund of last year’s spend', async () => {
    const spent = await desk.approve(await desk.spend({ period: P(7), netPence: 50_000 }));
    await desk.act('cfo', 'year', async (act) => {
      await addYear(act, 2017);
      return null;
    });
    await desk.closeThrough(P(13));
    const refund = { kind: 'refund', pence: 12_345, period: P(1, 2016), reason: 'Paid twice' } as const;
    const back = await desk.approve(await desk.correct(spent, refund));
    await desk.closeThrough(P(3, 2016));
    const rows = (await changes(2016, 1)).filter((row) => row.kind === 'restatement');
    expect(rows).toMatchObject([
      {
        moved_from: '2015-16',
        moved_to: 'I-02',
        amount: '-123.45',
        reason: `Refund ${back}. Paid twice`,
        period: '2016-17-P01',
      },
    ]);
    expect((await verifyEverything(world.db, OFFICE)).findings).toEqual([]);
  });
});
