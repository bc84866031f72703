import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { doRemoval } from '../../src/documents/removal.store.ts';
import { listRemoved, readRemovedList, removedListCheck } from '../../src/documents/verify-removal.ts';
import { REMOVAL_ROOMS } from '../../src/home/removal-rooms.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { configOf, write } from '../../src/platform/database.ts';
import { signSections } from '../packs/signed.ts';
import { importFile, ownFile } from '../spend/import-desk.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../world.ts';

const SECRET = 'Chloe Kowalska of 12 Acacia Avenue';
const RISKS = `The tour is on course.\n\n${SECRET} was named "by mistake".`;

describe.each(DATABASES)('On %s, personal data that slipped in', (kind) => {
  let world: World;
  let commissioning: Visitor;
  let secretariat: Visitor;
  let coordinator: Visitor;
  let finance: Visitor;
  let before: Awaited<ReturnType<typeof listRemoved>> = [];

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    commissioning = await world.signIn('commissioning@demo.example');
    secretariat = await world.signIn('secretariat@demo.example');
    coordinator = await world.signIn('coordinator@demo.example');
    finance = await world.signIn('finance@demo.example');
    await world.db('held_text').del();
    await commissioning.send('/meetings/PEG-2015-03/highlights/I-02', '/meetings/PEG-2015-03/highlights/I-02', {
      confidence: 'Green',
      'this-period': 'The tour began.',
      'next-period': 'The tour goes on.',
      risks: RISKS,
    });
    // Somebody cleared it who should not have, and it was published.
    await world.db('held_text').del();
    await signSections(world, 'PEG-2015-03');
    const published = await secretariat.send(
      '/meetings/PEG-2015-03/publication',
      '/meetings/PEG-2015-03/publication',
      {},
    );
    if (published.status !== 303) throw new Error(published.text.slice(0, 2000));
  });
  afterAll(() => world.close());

  const plain = (text: string) =>
    text
      .replace(/<[^>]+>/g, ' ')
      .replace(/&#39;|&quot;/g, '"')
      .replace(/\s+/g, ' ');
  const verified = async () => (await verifyEverything(world.db, 1)).findings.map(({ sentence }) => sentence);
  const packDocuments = async () => {
    const pack = await world.db('pack').where({ meeting_ref: 'PEG-2015-03' }).orderBy('id', 'desc').first();
    return world
      .db('document')
      .whereIn('id', [pack.model_document_id, pack.html_document_id, pack.pdf_document_id])
      .orderBy('id');
  };
  const secretDigest = async () => (await world.db('words').where({ text: RISKS }).first('digest')).digest as string;
  const ask = (visitor: Visitor, query: string, reason = 'A name and an address came in by mistake') =>
    visitor.send(`/removals/new?${query}`, `/removals/new?${query}`, { reason });
  const decide = async (visitor: Visitor, ref: string) => {
    const page = await visitor.get(`/removals/${ref}`);
    const places = /name="places" value="(\w+)"/.exec(page.text)?.[1] ?? '';
    const hidden = { ...hiddenFields(page.text), places };
    return visitor.agent.post(`/removals/${ref}/removal`).type('form').send(hidden);
  };

  test('is found by its words, which are not kept, and its removal asked for with a reason that says nothing of it', async () => {
    expect(await verified()).toEqual([]);
    const found = await coordinator.send('/removals/find', '/removals/find', { words: 'Kowalska of 12' });
    expect(plain(found.text)).toContain('Highlight report PEG-2015-03, I-02: risks');
    expect((await commissioning.get('/removals/find')).status).toBe(403);
    const digest = await secretDigest();
    expect((await ask(coordinator, `text=${digest}`, '')).status).toBe(400);
    const told = await ask(coordinator, `text=${digest}`, 'Chloe Kowalska is named');
    expect([told.status, plain(told.text)]).toEqual([422, expect.stringContaining('Say why without it')]);
    expect((await ask(coordinator, `text=${digest}`)).headers.location).toBe('/removals/RM-2015-001');
    expect((await ask(commissioning, `text=${digest}`)).status).toBe(422);
    expect((await ask(coordinator, `text=${'0'.repeat(64)}`)).status).toBe(404);
  });

  test('is not removed by whoever asked, nor by whose role it is not, nor from other places than were listed', async () => {
    const own = await coordinator.get('/removals/RM-2015-001');
    expect(plain(own.text)).toContain('You asked for this, so somebody else decides it.');
    expect(own.text).not.toContain('name="places"');
    const token = hiddenFields((await coordinator.get('/contacts/new')).text);
    const tried = await coordinator.agent
      .post('/removals/RM-2015-001/removal')
      .type('form')
      .send({ ...token, places: 'x' });
    expect(tried.status).toBe(403);
    const person = await world.person('coordinator@demo.example');
    const doer = { officeId: 1, personId: person.id, role: 'coordinator+chief-finance-officer' };
    const alone = perform(world.site, doer, 'removal.do', null, async (act) => ({
      subject: { kind: 'removal', ref: 'RM-2015-001' },
      result: (await doRemoval(act, 'RM-2015-001', '', REMOVAL_ROOMS)).length,
    }));
    expect(await refusalOf(alone)).toContain('somebody else decides');
    const cfo = await world.signIn('cfo@demo.example');
    const page = await cfo.get('/removals/RM-2015-001');
    const other = await cfo.agent
      .post('/removals/RM-2015-001/removal')
      .type('form')
      .send({ ...hiddenFields(page.text), places: '0'.repeat(64) });
    expect([other.status, plain(other.text)]).toEqual([
      422,
      expect.stringContaining('in other places than were listed'),
    ]);
    expect((await packDocuments()).every(({ content }) => content !== null)).toBe(true);
  });

  test('is listed wherever it stands, and taken away there by a second person, with the frozen paper', async () => {
    const cfo = await world.signIn('cfo@demo.example');
    const listed = plain((await cfo.get('/removals/RM-2015-001')).text);
    for (const where of [
      'Highlight report PEG-2015-03, I-02: risks',
      'version 1: the page',
      'version 1: the PDF',
      'version 1: what both were made of',
    ])
      expect(listed).toContain(where);
    expect(listed).toContain('Chloe Kowalska');
    const prints = (await packDocuments()).map(({ sha256 }) => sha256);
    expect((await decide(cfo, 'RM-2015-001')).status).toBe(303);
    const documents = await packDocuments();
    expect(documents.map(({ content, sha256 }) => [content, sha256])).toEqual(prints.map((print) => [null, print]));
    expect(await world.db('words').whereNotNull('text').where('text', 'like', '%Kowalska%')).toEqual([]);
    const list = plain((await secretariat.get('/meetings/PEG-2015-03/packs')).text);
    expect(list).toContain('Withdrawn, and its copies destroyed');
    for (const print of prints) expect(list).toContain(print);
    const version = (await world.db('pack').where({ meeting_ref: 'PEG-2015-03' }).first()).version;
    for (const file of [`${version}`, `${version}.pdf`]) {
      const read = await secretariat.get(`/packs/PEG-2015-03/${file}`);
      expect([read.status, plain(read.text)]).toEqual([422, expect.stringContaining('This paper was withdrawn')]);
    }
    expect((await secretariat.get('/meetings/PEG-2015-03/pack')).text).toContain('[removed]');
    const search = await commissioning.get('/search?q=Kowalska');
    expect(plain(search.text)).toContain('Nothing that you may see matches');
    expect((await decide(cfo, 'RM-2015-001')).status).toBe(400);
  });

  test('leaves a record that verifies clean and says how many removals there are', async () => {
    const { ok, removals, findings } = await verifyEverything(world.db, 1);
    expect([ok, removals, findings]).toEqual([true, 1, []]);
    const everything = JSON.stringify([
      await world.db('audit_event').select('body'),
      await world.db('removal_request'),
      await world.db('removed_item'),
    ]);
    expect(everything).not.toMatch(/Chloe|Kowalska|Acacia/);
    if (kind === 'sqlite') {
      const config = configOf(world.db);
      const file = config.kind === 'sqlite' ? config.file : '';
      for (const part of [file, `${file}-wal`]) expect(readFileSync(part).includes('Kowalska')).toBe(false);
    }
    before = await listRemoved(world.db, 1);
    // The page, the PDF and the model of the pack, its file for reading offline, the same without a paper of few, and both
    // files for the public.
    expect(before.map((item) => item.kind)).toEqual(['words', ...Array(9).fill('document')]);
  });

  test('of a line of a file goes with its supplier’s name, and the batch still agrees to the last penny', async () => {
    const href = await importFile(
      finance,
      ownFile(
        '2015-07-01,Mrs Aisha Begum,,10.00,1,N-1',
        '2015-07-02,Mrs Aisha Begum,,20.00,1,N-2',
        '2015-07-03,Invented Theatre,,30.00,1,N-3',
      ),
    );
    const batch = href.split('/').at(-1) as string;
    const queue = plain((await coordinator.get('/words-to-check')).text);
    expect(queue).toContain(`${batch}, row 2: supplier of 2 lines`);
    expect(queue).toContain('[looks like somebody’s name]');
    const csv = (await finance.get('/spend.csv?awaiting=yes')).text + (await finance.get('/spend.csv')).text;
    expect(csv).not.toContain('Begum');
    const target = new URLSearchParams({ line: `${batch}/2 supplier` });
    const asked = (await ask(finance, `${target}`, 'A carer was paid by name')).headers.location as string;
    const ref = asked.split('/').at(-1) as string;
    expect((await decide(coordinator, ref)).status).toBe(303);
    const rows = await world.db('import_supplier').whereNotNull('name').pluck('name');
    expect(rows).not.toContain('Mrs Aisha Begum');
    for (const table of ['import_coding', 'import_remark', 'import_held', 'words'])
      expect(JSON.stringify(await world.db(table))).not.toContain('Begum');
    expect(plain((await finance.get('/spend')).text)).not.toContain('Begum');
    expect(await verified()).toEqual([]);
    expect((await verifyEverything(world.db, 1)).removals).toBe(2);
  });

  test('is told to whoever restores a backup by its digest, and found where it stands again', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'removed-')), 'list');
    writeFileSync(file, before.map((one) => `${one.request} ${one.kind} ${one.digest}\n`).join(''));
    const list = readRemovedList(readFileSync(file, 'utf8')) ?? [];
    expect(list).toEqual(before);
    expect(readRemovedList('anything else')).toBeNull();
    expect(await removedListCheck(list).find(world.db, 1)).toEqual([]);
    // A record in which it still stands: as of before the removal.
    const old = await openWorld(kind, seedDemonstration);
    const kept = await old.db('words').orderBy('id').first();
    const [found] = await removedListCheck([{ request: 'RM-2015-009', kind: 'words', digest: kept.digest }]).find(
      old.db,
      1,
    );
    expect(found?.sentence).toContain('RM-2015-009 removed stands in this record');
    await old.close();
  });

  test('that was taken out by anybody but two people through the record is found', async () => {
    const text = await world.db('words').whereNotNull('text').orderBy('id').first();
    await write(world.db, (trx) =>
      trx('words')
        .where({ id: text.id })
        .update({ salt: null, text: null })
        .then(() => null),
    );
    expect(await verified()).toEqual(
      expect.arrayContaining([expect.stringContaining('a text of it was removed without a record')]),
    );
  });

  test('stays when the second person declines, with the reason', async () => {
    const text = await world.db('words').whereNotNull('text').orderBy('id', 'desc').first();
    const asked = (await ask(finance, `text=${text.digest}`, 'It may be personal')).headers.location as string;
    const ref = asked.split('/').at(-1) as string;
    const declined = await coordinator.send(`/removals/${ref}`, `/removals/${ref}/refusal`, { reason: 'It is not' });
    expect(declined.status).toBe(303);
    expect((await world.db('words').where({ id: text.id }).first()).text).toBe(text.text);
    expect(plain((await finance.get('/removals')).text)).toContain('Declined by Anna Lowe');
  });
});
