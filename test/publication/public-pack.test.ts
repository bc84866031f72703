import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { publishDemonstrationPacks } from '../../seeds/packs.ts';
import { makeChecks } from '../../src/audit/check.ts';
import { firstOffice, type Office } from '../../src/people/office.store.ts';
import { publishPackCopy } from '../../src/publication/public-pack.ts';
import { PUBLICATION_CHECKS } from '../../src/publication/verify-publications.ts';
import { signSections } from '../packs/signed.ts';
import { download } from '../returns/filing-desk.ts';
import { DATABASES, hiddenFields, Visitor, type World } from '../world.ts';
import { openOffice } from './office.ts';

const MEETING = 'PEG-2015-03';
const FORM = `/publications/packs/${MEETING}`;
const PDF = `/published/packs/${MEETING}/${MEETING}-pack.pdf`;

describe.each(DATABASES)('the public copy of a pack on %s', (kind) => {
  let world: World;
  let secretariat: Visitor;
  let cfo: Visitor;
  let anybody: Visitor;

  beforeAll(async () => {
    world = await openOffice(kind);
    secretariat = await world.signIn('secretariat@demo.example');
    cfo = await world.signIn('cfo@demo.example');
    anybody = new Visitor(world.app);
  }, 120_000);
  afterAll(() => world.close());

  const publish = async (why = ''): Promise<void> => {
    await signSections(world, MEETING);
    const at = `/meetings/${MEETING}/publication`;
    expect((await secretariat.send(at, at, { why })).status).toBe(303);
  };
  const rowsOf = (page: string) =>
    [...page.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
      row
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    );

  test('is not opened by whoever published the pack, whatever roles they hold', async () => {
    expect((await cfo.get(FORM)).status).toBe(404);
    await publish();
    const { id } = await world.person('secretariat@demo.example');
    const wanted = { meetingRef: MEETING, version: 1 };
    const office = (await firstOffice(world.db)) as Office;
    const both = { ...(await world.person('cfo@demo.example')), id };
    const refused = publishPackCopy(world.site, both, office, wanted, null);
    await expect(refused).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(publishPackCopy(world.site, both, { ...office, id: 77 }, wanted, null)).rejects.toMatchObject({
      kind: 'not-found',
    });
    expect((await anybody.get('/published')).text).not.toContain('Pack of the meeting');
  });

  test('is nowhere public until somebody else than who published the pack has read it and says so', async () => {
    expect((await anybody.get('/published')).text).not.toContain('Meeting packs');
    expect((await anybody.get(PDF)).status).toBe(404);
    expect((await secretariat.get(FORM)).status).toBe(403);
    expect((await cfo.get('/publications')).text).toContain(`href="${FORM}"`);
    expect((await secretariat.get('/publications')).text).toContain('Not published');
    const unread = await cfo.send(FORM, FORM, {});
    expect([unread.status, unread.text.includes('Read the public copy, then say so')]).toEqual([400, true]);
    const stale = await cfo.send(FORM, FORM, { read: 'yes', version: '7' });
    expect([stale.status, stale.text.includes('Version 1 is the latest by now')]).toEqual([422, true]);
    expect((await anybody.get(PDF)).status).toBe(404);
    const form = { ...hiddenFields((await cfo.get(FORM)).text), read: 'yes', version: '1' };
    const sent = await Promise.all([1, 2].map(() => cfo.agent.post(FORM).type('form').send(form)));
    expect(sent.map(({ status }) => status)).toEqual([303, 303]);
    const page = (await anybody.get('/published')).text;
    expect(page).toContain('Meeting packs');
    expect(rowsOf(page).filter((row) => row.startsWith('Pack of the meeting'))).toHaveLength(2);
    const again = await cfo.send(FORM, FORM, { read: 'yes', version: '1' });
    expect([again.status, again.text.includes('It stands on the public page since')]).toEqual([422, true]);
  });

  test('is given to anybody exactly as it was frozen, without the counts that are for the group, and leads nowhere', async () => {
    const given = await download(anybody, PDF);
    expect(given.subarray(0, 5).toString()).toBe('%PDF-');
    expect(Buffer.compare(given, await download(cfo, `/packs/${MEETING}/1/public.pdf`))).toBe(0);
    const page = await anybody.get(PDF.replace('.pdf', '.html'));
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.text).not.toContain('/figures/');
    expect((await cfo.get(`/packs/${MEETING}/1`)).text).toContain('By district: ');
    expect(page.text).not.toContain('By district: ');
  });

  test('a later version takes its place and both stay; a withdrawn one is no longer given out', async () => {
    await publish('A number was corrected');
    expect((await anybody.get(PDF)).headers['cache-control']).toBe('public, max-age=300');
    expect((await cfo.send(FORM, FORM, { read: 'yes', version: '2' })).status).toBe(303);
    const first = PDF.replace(`${MEETING}-pack`, `v1/${MEETING}-pack`);
    expect((await anybody.get(first)).status).toBe(200);
    expect((await anybody.get('/published')).text).toContain('1, superseded by 2');
    const withdrawal = `/packs/${MEETING}/2/withdrawal`;
    const sent = await secretariat.send(withdrawal, withdrawal, { reason: 'A table was wrong' });
    expect(sent.status).toBe(303);
    const gone = await anybody.get(PDF);
    expect([gone.status, gone.text]).toEqual([410, expect.stringContaining('was withdrawn by the office')]);
    expect(gone.text).not.toContain('A table was wrong');
    expect((await anybody.get(first)).status).toBe(200);
    expect(rowsOf((await anybody.get('/published')).text).find((row) => row.includes('Withdrawn'))).toMatch(/ 2$/);
    expect((await makeChecks(world.db, 1, PUBLICATION_CHECKS)).flatMap(({ findings }) => findings)).toEqual([]);
  });

  test('of the demonstration stands on its public page', async () => {
    await publishDemonstrationPacks(world.db);
    expect((await anybody.get('/published')).text).toContain('PEG-2015-02-pack.pdf');
  });
});
