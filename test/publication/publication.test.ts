import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import supertest from 'supertest';
import { verifyChain } from '../../src/audit/verify.ts';
import { verifyDocuments } from '../../src/documents/document.store.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { SPEND_COLUMNS } from '../../src/publication/spend-items.ts';
import { PUBLICATION_CHECKS } from '../../src/publication/verify-publications.ts';
import { DATABASES, refusalOf, type Visitor, type World } from '../world.ts';
import { openOffice, prepared, spent, takenBack } from './office.ts';

const MARCH = '/publications/spend/2015-03/1';
const FILE = '/published/spend/2015-03/spend-over-500-2015-03.csv';

describe.each(DATABASES)('what the office publishes, on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  let manager: Visitor;
  let cfo: Visitor;
  let secretariat: Visitor;

  beforeAll(async () => {
    world = await openOffice(kind);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
    secretariat = await world.signIn('secretariat@demo.example');
  });
  afterAll(() => world.close());

  const anybody = () => supertest.agent(world.app);
  // From another form's page: a draft's own has none while it cannot move on.
  const step = (visitor: Visitor, href: string, name: string) =>
    visitor.send('/publications/new', `${href}/${name}`, {});

  test('is prepared once the month is over, and not before', async () => {
    const july = await prepared(finance, 'spend', '2015-07');
    expect(july.status).toBe(400);
    expect((await prepared(finance, 'spend', '2015-03')).href).toBe(MARCH);
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/publications/new')).status).toBe(403);
    expect((await auditor.get(MARCH)).status).toBe(200);
  });

  test('is reviewed by somebody other than whoever prepared it, and published only after that', async () => {
    expect((await step(finance, MARCH, 'review')).status).toBe(403);
    expect((await step(cfo, MARCH, 'publication')).text).toContain('Nobody has reviewed it yet');
    expect((await anybody().get(FILE)).status).toBe(404);
    expect((await step(manager, MARCH, 'review')).status).toBe(303);
    expect((await step(manager, MARCH, 'publication')).status).toBe(403);
    expect((await step(cfo, MARCH, 'publication')).status).toBe(303);
    expect((await step(cfo, MARCH, 'publication')).text).toContain('It was published, and never changes');
  });

  test('may be reviewed but not published by whoever prepared it, whatever roles they hold', async () => {
    await prepared(secretariat, 'decisions', '2015-03');
    expect((await step(secretariat, '/publications/decisions/2015-03/1', 'review')).status).toBe(403);
  });

  test('is read by anybody, at an address that stays, with every column', async () => {
    const file = await anybody().get(FILE);
    expect(file.status).toBe(200);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(file.headers['cache-control']).toBe('public, max-age=300');
    expect(file.headers['access-control-allow-origin']).toBe('*');
    expect(file.headers['set-cookie']).toBeUndefined();
    const [heads, ...rows] = parse(file.text, { bom: true });
    expect(heads).toEqual([...SPEND_COLUMNS]);
    expect(rows.map((row: string[]) => [row[5], row[10], row[12]])).toEqual([
      ['West Yorkshire Police', '13/03/2015', '33800.00'],
      ['Training provider (invented)', '27/03/2015', '4200.00'],
    ]);
    const again = await anybody()
      .get(FILE)
      .set('If-None-Match', file.headers.etag as string);
    expect(again.status).toBe(304);
    const listed = await anybody().get('/published');
    expect(listed.status).toBe(200);
    expect(listed.headers['set-cookie']).toBeUndefined();
    expect(listed.text).toContain(`href="${FILE}"`);
    expect(listed.text).toContain('Open Government Licence v3.0');
    expect((await anybody().get('/published/spend/2015-03/other.csv')).status).toBe(404);
    expect((await anybody().get('/publications')).status).toBe(303);
  });

  test('is sent back with a reason that stays, and reviewed again', async () => {
    const { href } = await prepared(finance, 'spend', '2015-02');
    await manager.send(`${href}/sending-back`, `${href}/sending-back`, { reason: 'The February recharge is missing' });
    const page = await manager.get(href);
    expect(page.text).toContain('The February recharge is missing');
    expect((await step(cfo, href, 'publication')).text).toContain('Nobody has reviewed it yet');
    expect((await step(manager, href, 'review')).status).toBe(303);
  });

  test('is corrected as a new version that says why, and the one before keeps its bytes', async () => {
    const before = await anybody().get(FILE);
    await spent(world, { supplier: 'Room hire (invented)', paidOn: '2015-03-30', invoicedOn: '2015-03-20' });
    expect((await prepared(finance, 'spend', '2015-03')).text).toContain('Say why it is published again');
    const again = await prepared(finance, 'spend', '2015-03', 'An invoice came in late');
    expect(again.href).toBe('/publications/spend/2015-03/2');
    expect((await step(manager, again.href, 'review')).status).toBe(303);
    expect((await step(cfo, again.href, 'publication')).status).toBe(303);
    const after = await anybody().get(FILE);
    expect(parse(after.text, { bom: true }).length).toBe(parse(before.text, { bom: true }).length + 1);
    const first = await anybody().get('/published/spend/2015-03/v1/spend-over-500-2015-03.csv');
    expect(first.text).toBe(before.text);
    expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(first.headers.etag).toBe(`"${sha256(Buffer.from(before.text))}"`);
    const listed = (await anybody().get('/published')).text.replace(/\s+/g, ' ');
    expect(listed).toContain('1, superseded by 2');
  });

  test('is not published twice with the very same files', async () => {
    const again = await prepared(finance, 'spend', '2015-03', 'To be sure');
    expect((await step(manager, again.href, 'review')).status).toBe(303);
    expect((await step(cfo, again.href, 'publication')).text).toContain('The very same files stand');
  });

  test('has what came in late in the next month, once, and the correction of what was published', async () => {
    const late = await spent(world, {
      supplier: 'Late hire (invented)',
      paidOn: '2015-05-06',
      invoicedOn: '2015-05-05',
    });
    const published = 'SP-2015-16-000002';
    const refund = await takenBack(world, published, { kind: 'refund', pence: 2_500_00, happenedOn: '2015-06-25' });
    const { href } = await prepared(finance, 'spend', '2015-06');
    const file = await manager.get(`${href}/files/spend-over-500-2015-06.csv`);
    const rows: Record<string, string>[] = parse(file.text, { bom: true, columns: true });
    expect(rows.find((row) => row.TransactionNumber === late)).toMatchObject({ PaymentDate: '06/05/2015' });
    expect(rows.find((row) => row.TransactionNumber === refund)).toMatchObject({ Amount: '-2500.00' });
    expect(rows.some((row) => row.TransactionNumber === published)).toBe(false);
    expect((await step(manager, href, 'review')).status).toBe(303);
    expect((await step(cfo, href, 'publication')).status).toBe(303);
    const may = await prepared(finance, 'spend', '2015-05', 'To see what it would say');
    const again = await manager.get(`${may.href}/files/spend-over-500-2015-05.csv`);
    expect(again.text).not.toContain(late);
  });

  test('is refused once what was reviewed has changed, and by a draft that another took the place of', async () => {
    const { href } = await prepared(secretariat, 'grants', '2015-05', 'A word was wrong');
    expect((await step(manager, href, 'review')).status).toBe(303);
    const item = `${href}/items/AG-2015-003`;
    const choices = { recipient: 'publish', conditions: 'publish', reasons: 'publish', row: 'publish' };
    await manager.send(item, item, { ...choices, purpose: 'commercial', reason: 'The price could be told from it' });
    expect((await step(cfo, href, 'publication')).text).toContain('changed since it was reviewed');
    const next = await prepared(secretariat, 'grants', '2015-05', 'A word was wrong');
    expect((await step(manager, href, 'review')).text).toContain('A later draft has taken the place');
    const file = await manager.get(`${next.href}/files/grants-2015-05.csv`);
    expect(file.text).toContain('REDACTED COMMERCIAL CONFIDENTIALITY');
  });

  test('keeps every row and byte: the database refuses to change them, and they match their fingerprints', async () => {
    expect(await refusalOf(world.db('public_document').update({ version: 9 }))).toMatch(/append-only/);
    expect(await refusalOf(world.db('publication_step').del())).toMatch(/append-only/);
    expect(await refusalOf(world.db('redaction').update({ choice: 'publish' }))).toMatch(/append-only/);
    const { id } = await world.db('office').first('id');
    expect(await verifyDocuments(world.db, id)).toEqual([]);
    expect(await verifyChain(world.db, id)).toEqual([]);
    expect(await PUBLICATION_CHECKS[0]?.find(world.db, id)).toEqual([]);
  });

  test('is found by verification where it was published otherwise than it was reviewed', async () => {
    const { id: office } = await world.db('office').first('id');
    const publication = await world.db('publication').where({ kind: 'spend', year: 2015, month: 2 }).first();
    const manager = await world.person('manager@demo.example');
    await world.db('publication_step').insert({
      office_id: office,
      publication_id: publication.id,
      step: 'published',
      content_digest: 'f'.repeat(64),
      done_by: manager.id,
      act_seq: 1,
    });
    const [finding] = (await PUBLICATION_CHECKS[0]?.find(world.db, office)) ?? [];
    expect(finding?.sentence).toContain('was published otherwise than it was reviewed and has other files');
  });
});
