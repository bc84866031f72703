import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Knex } from 'knex';
import { type Act, perform } from '../../src/audit/act.ts';
import { attach, findAttachment, listAttachments, withdrawAttachment } from '../../src/documents/attachment.store.ts';
import { checkFile } from '../../src/documents/file-kind.ts';
import { addFund } from '../../src/funds/fund.store.ts';
import { ATTACHMENT_SUBJECTS } from '../../src/home/attachment-subjects.ts';
import { verifyEverything } from '../../src/home/verify.ts';
import { addInitiative } from '../../src/initiatives/initiative.store.ts';
import { addOffice } from '../../src/people/office.store.ts';
import { addPerson } from '../../src/people/person.store.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { fillOffice } from '../spend/office.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { office, PNG, pdf, zip } from './files.ts';

const PEOPLE: [name: string, role: string][] = [
  ['secretariat', 'secretariat'],
  ['coordinator', 'coordinator'],
  ['pcc', 'commissioner'],
  ['ceo', 'chief-executive'],
  ['member', 'peg-member'],
  ['admin', 'administrator'],
];
const AGREEMENT = '/attachments/new?kind=agreement&ref=AG-2015-001';
const FORM = { title: 'Signed agreement', kind: 'signed-agreement', readers: 'office' };

async function addPeople(db: Knex): Promise<void> {
  const site = { db, clock: { now: () => '2015-07-30T08:00:00.000Z' } };
  const { id: officeId } = await db('office').first('id');
  const { password_hash: passwordHash } = await db('person').first('password_hash');
  const program = { officeId, personId: null, role: 'program' };
  for (const [name, role] of PEOPLE) {
    await addPerson(site, program, { email: `${name}@demo.example`, name, passwordHash, roles: [role] });
  }
}

/** Sends a file with the form at an address, as a browser does. */
async function send(
  visitor: Visitor,
  address: string,
  file: { name: string; bytes: Uint8Array } | null,
  fields: Record<string, string> = FORM,
) {
  const hidden = hiddenFields((await visitor.get(address)).text);
  let request = visitor.agent.post(address);
  for (const [name, value] of Object.entries({ ...hidden, ...fields })) request = request.field(name, value);
  return file === null ? request : request.attach('file', Buffer.from(file.bytes), file.name);
}

describe.each(DATABASES)('Documents attached to records, on %s', (kind) => {
  let world: World;
  let commissioning: Visitor;
  let auditor: Visitor;
  let member: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    await addPeople(world.db);
    commissioning = await world.signIn('commissioning@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    member = await world.signIn('member@demo.example');
  });
  afterAll(() => world.close());

  const documents = async () => world.db('document').orderBy('id').select('id', 'sha256', 'file_name', 'media_type');
  const rule = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
      return 'it was let through';
    } catch (error) {
      return error instanceof Refusal ? error.rule : String(error);
    }
  };
  const act = async (work: (act: Act) => Promise<string>) =>
    perform(world.site, await world.doer('commissioning@demo.example'), 'test', null, async (under) => ({
      subject: { kind: 'test', ref: '' },
      result: await work(under),
    }));
  const wanted = async (name: string, bytes: Uint8Array, more: Record<string, unknown> = {}) => ({
    subjectKind: 'initiative',
    subjectRef: 'I-02',
    kind: 'evidence',
    title: 'Evidence',
    forMembers: false,
    replaces: null,
    file: await checkFile(name, bytes),
    attachedOn: '2015-07-31',
    ...more,
  });

  test('a signed agreement is attached, and the warning that none is goes', async () => {
    expect(plain((await commissioning.get('/agreements/AG-2015-001')).text)).toContain(
      'No signed document is attached.',
    );
    const sent = await send(commissioning, AGREEMENT, { name: 'tŷ <img src=x>.pdf', bytes: pdf() });
    expect([sent.status, sent.headers.location]).toEqual([303, '/agreements/AG-2015-001']);
    const page = (await commissioning.get('/agreements/AG-2015-001')).text;
    expect(plain(page)).not.toContain('No signed document is attached.');
    expect(plain(page)).toContain('AT-2015-0001 was attached.');
    expect(rowsOf(page)).toContainEqual([
      'AT-2015-0001',
      'Signed agreement',
      'Signed agreement',
      `PDF, ${pdf().length} bytes of AT-2015-0001`,
      '31 Jul 2015',
      'commissioning',
      'Current',
    ]);
    const own = (await auditor.get('/attachments/AT-2015-0001')).text;
    expect(plain(own)).toContain(sha256(pdf()));
    expect(plain(own)).toContain('tŷ <img src=x>.pdf');
    expect(own).not.toContain('<img src=x>');
  });

  test('the audit trail says who attached it and with which fingerprint, and no name of a file', async () => {
    const event = await world
      .db('audit_event')
      .where({ action: 'attachment.add', subject_ref: 'AT-2015-0001' })
      .first();
    expect(event.person_id).toBe((await world.person('commissioning@demo.example')).id);
    expect(JSON.parse(event.body).detail).toMatchObject({ to: 'agreement AG-2015-001', sha256: sha256(pdf()) });
    expect(event.body).not.toContain('img');
    expect((await documents())[0]).toMatchObject({
      sha256: sha256(pdf()),
      file_name: `${sha256(pdf()).slice(0, 16)}.pdf`,
      media_type: 'application/pdf',
    });
    const cfo = await world.signIn('cfo@demo.example');
    expect((await cfo.get('/audit?action=attachment.add')).text).toContain('href="/attachments/AT-2015-0001"');
  });

  test('the file comes as a download that no browser opens in the office’s name, byte for byte', async () => {
    const answer = await auditor.get('/attachments/AT-2015-0001/file').buffer(true);
    expect(answer.status).toBe(200);
    expect(Buffer.compare(answer.body as Buffer, pdf())).toBe(0);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
      'content-disposition':
        'attachment; filename="AT-2015-0001 t? _img src=x_.pdf"; filename*=UTF-8\'\'AT-2015-0001%20t%C5%B7%20_img%20src%3Dx_.pdf',
    });
    const before = await world.db('audit_event').count({ n: '*' }).first();
    await auditor.get('/attachments/AT-2015-0001/file');
    await auditor.agent.head('/attachments/AT-2015-0001/file');
    expect(await world.db('audit_event').count({ n: '*' }).first()).toEqual(before);
  });

  test('what is wrong is said beside its field, what was typed is kept, and nothing is stored', async () => {
    const before = await documents();
    const bad = await send(
      commissioning,
      AGREEMENT,
      { name: 'lease.pdf', bytes: zip([{ name: 'a', data: 'a' }]) },
      {
        title: '',
        kind: 'report',
        readers: 'members',
      },
    );
    expect(bad.status).toBe(400);
    expect(errorsOf(bad.text)).toEqual([
      'Enter the title',
      'lease.pdf is named as a PDF and holds a ZIP archive. Attach the documents within it one by one.',
    ]);
    expect(bad.text).toMatch(/value="report" checked/);
    expect(bad.text).toMatch(/value="members" checked/);
    expect(bad.text).toContain('A page cannot keep a file: select it again.');
    const none = await send(commissioning, AGREEMENT, null);
    expect(errorsOf(none.text)).toEqual(['Select a file']);
    const empty = await send(commissioning, AGREEMENT, { name: 'lease.pdf', bytes: Buffer.alloc(0) });
    expect(errorsOf(empty.text)[0]).toContain('The selected file is empty.');
    const other = await send(
      commissioning,
      AGREEMENT,
      { name: 'a.png', bytes: PNG },
      { ...FORM, kind: 'decision-document' },
    );
    expect(errorsOf(other.text)[0]).toContain('Kind of document must be one of those listed');
    const more = await send(commissioning, AGREEMENT, { name: 'a.png', bytes: PNG }, { ...FORM, document_id: '1' });
    expect([more.status, plain(more.text)]).toEqual([400, expect.stringContaining('no field "document_id"')]);
    expect(await documents()).toEqual(before);
    expect(await listAttachments(world.db, 1)).toHaveLength(1);
  });

  test.each<[string, string, Uint8Array, string]>([
    ['an SVG', 'drawing.svg', Buffer.from('<svg onload="alert(1)"/>'), 'an SVG drawing'],
    ['a web page as CSV', 'table.csv', Buffer.from('<html><script>1</script>'), 'a web page'],
    ['macros', 'letter.docx', office('docx', [{ name: 'word/vbaProject.bin', data: 'x' }]), 'with macros'],
    ['a bomb', 'year.xlsx', zip([{ name: 'a', data: Buffer.alloc(300_000_000) }]), 'grows without measure'],
    ['a name that turns round', 'lease\u202efdp.exe', pdf(), 'leasefdp.exe holds a PDF'],
  ])('%s is refused on the page', async (_, name, bytes, says) => {
    const answer = await send(commissioning, AGREEMENT, { name, bytes });
    expect([answer.status, errorsOf(answer.text)[0]]).toEqual([400, expect.stringContaining(says)]);
  });

  test('what is too much, too many or not a form gets a plain answer, and nothing is kept of it', async () => {
    const before = await documents();
    const { _csrf = '' } = hiddenFields((await commissioning.get(AGREEMENT)).text);
    const large = await send(commissioning, AGREEMENT, {
      name: 'a.pdf',
      bytes: Buffer.alloc(10 * 1024 * 1024 + 1, 'a'),
    });
    expect([large.status, plain(large.text)]).toEqual([413, expect.stringContaining('Files can be at most 10 MB')]);
    let many = commissioning.agent.post(AGREEMENT).field('_csrf', _csrf);
    for (let n = 0; n < 11; n += 1) many = many.attach('file', pdf(), `${n}.pdf`);
    expect((await many).status).toBe(400);
    let flood = commissioning.agent.post(AGREEMENT).field('_csrf', _csrf);
    for (let n = 0; n < 50; n += 1) flood = flood.field(`f${n}`, 'x');
    expect((await flood).status).toBe(400);
    const type = (value: string) => commissioning.agent.post(AGREEMENT).set('Content-Type', value);
    expect((await type('multipart/form-data').send('--x')).status).toBe(400);
    const cut = `--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-`;
    expect((await type('multipart/form-data; boundary=x').send(cut)).status).toBe(400);
    const unsigned = await commissioning.agent.post(AGREEMENT).attach('file', pdf(), 'a.pdf');
    expect(unsigned.status).toBe(403);
    expect(await documents()).toEqual(before);
  });

  test('a form acts once however often it is sent, and the same file stands on a record once', async () => {
    const page = hiddenFields((await commissioning.get(AGREEMENT)).text);
    const file = { name: 'report.docx', bytes: office('docx') };
    const first = await send(commissioning, AGREEMENT, file, { ...FORM, ...page, kind: 'report' });
    const second = await send(commissioning, AGREEMENT, file, { ...FORM, ...page, kind: 'report' });
    expect([first.status, second.status]).toEqual([303, 303]);
    const changed = await send(
      commissioning,
      AGREEMENT,
      { name: 'a.png', bytes: PNG },
      { ...FORM, ...page, kind: 'report' },
    );
    expect(changed.status).toBe(409);
    const again = await send(commissioning, AGREEMENT, { ...file, name: 'other.docx' }, { ...FORM, kind: 'report' });
    expect([again.status, errorsOf(again.text)]).toEqual([
      422,
      ['AT-2015-0002 is this very file already. Select another.'],
    ]);
    expect((await listAttachments(world.db, 1)).map(({ ref }) => ref)).toEqual(['AT-2015-0001', 'AT-2015-0002']);
  });

  test('the same bytes on another record are kept once, and each has its own reference', async () => {
    const before = await documents();
    const ref = await act(async (under) => attach(under, ATTACHMENT_SUBJECTS, await wanted('again.pdf', pdf())));
    expect(ref).toBe('AT-2015-0003');
    expect(await documents()).toEqual(before);
    const [one, , three] = await listAttachments(world.db, 1);
    expect(three).toMatchObject({ documentId: one?.documentId, fileName: 'again.pdf', subjectRef: 'I-02' });
  });

  test('a newer version stands in the place of an older one, and both are kept', async () => {
    const address = '/attachments/new?kind=initiative&ref=I-02&replaces=AT-2015-0003';
    const form = await commissioning.get(address);
    expect(form.text).toContain('value="Evidence"');
    expect(form.text).toMatch(/value="evidence" checked/);
    const fields = { title: 'Evidence, corrected', kind: 'evidence', readers: 'office' };
    expect((await send(commissioning, address, { name: 'new.png', bytes: PNG }, fields)).status).toBe(303);
    expect(await findAttachment(world.db, 1, 'AT-2015-0003')).toMatchObject({ replacedBy: 'AT-2015-0004' });
    const old = plain((await auditor.get('/attachments/AT-2015-0003')).text);
    expect(old).toContain('AT-2015-0004 is the newer version.');
    expect(old).toContain('Attached as a newer version of AT-2015-0003');
    expect((await auditor.get('/attachments/AT-2015-0003/file')).status).toBe(200);
    const twice = await send(commissioning, address, { name: 'n.png', bytes: PNG }, fields);
    expect([twice.status, plain(twice.text)]).toEqual([
      422,
      expect.stringContaining('AT-2015-0004 replaced AT-2015-0003'),
    ]);
    const stray = await commissioning.get('/attachments/new?kind=initiative&ref=I-01&replaces=AT-2015-0003');
    expect([stray.status, plain(stray.text)]).toEqual([422, expect.stringContaining('not a document of this record')]);
  });

  test('withdrawn with a reason it stays listed, its file is given to those who answer for the record alone', async () => {
    const address = '/attachments/AT-2015-0004/withdrawal';
    expect(errorsOf((await commissioning.send(address, address, { reason: '' })).text)).toEqual(['Enter the reason']);
    expect((await commissioning.send(address, address, { reason: 'The wrong picture.' })).status).toBe(303);
    const page = plain((await commissioning.get('/attachments/AT-2015-0004')).text);
    expect(page).toContain('It was withdrawn. The wrong picture.');
    expect(page).not.toContain('Withdraw it');
    expect(rowsOf((await commissioning.get('/initiatives/I-02')).text).flat()).toContain('Withdrawn');
    expect(await findAttachment(world.db, 1, 'AT-2015-0003')).toMatchObject({ replacedBy: null });
    const got: Record<string, number> = {};
    for (const name of ['commissioning', 'finance', 'manager', 'pcc', 'auditor', 'cfo', 'ceo', 'member']) {
      got[name] = (await (await world.signIn(`${name}@demo.example`)).get('/attachments/AT-2015-0004/file')).status;
    }
    expect(got).toEqual({
      commissioning: 403,
      finance: 403,
      manager: 403,
      pcc: 403,
      auditor: 200,
      cfo: 200,
      ceo: 200,
      member: 404,
    });
    const again = await commissioning.send(address, address, { reason: 'Again' });
    expect([again.status, errorsOf(again.text)[0]]).toEqual([422, expect.stringContaining('was withdrawn already')]);
    expect(await rule(act((under) => attachNewer(under, 'AT-2015-0004')))).toBe('withdrawn');
  });

  const attachNewer = async (under: Act, replaces: string) =>
    attach(under, ATTACHMENT_SUBJECTS, await wanted('v.csv', Buffer.from(`a,b\r\n${replaces},1\r\n`), { replaces }));

  test('a version stands again only while no later one does', async () => {
    const second = await act((under) => attachNewer(under, 'AT-2015-0003'));
    const third = await act((under) => attachNewer(under, second));
    await act(async (under) => (await withdrawAttachment(under, second, 'Half a file')).ref);
    expect(await findAttachment(world.db, 1, 'AT-2015-0003')).toMatchObject({ replacedBy: third });
    expect(await rule(act((under) => attachNewer(under, 'AT-2015-0003')))).toBe('replaced-already');
    await act(async (under) => (await withdrawAttachment(under, third, 'Half a file')).ref);
    expect(await findAttachment(world.db, 1, 'AT-2015-0003')).toMatchObject({ replacedBy: null });
  });

  test('members of the PEG see what is marked for them and nothing else', async () => {
    const seen = await wanted('seen.csv', Buffer.from('a,b\r\n1,2\r\n'), { forMembers: true, title: 'For members' });
    const ref = await act((under) => attach(under, ATTACHMENT_SUBJECTS, seen));
    const list = (await member.get('/attachments')).text;
    expect(rowsOf(list).map(([first]) => first)).toEqual(['Document', ref]);
    expect(list).not.toContain('>By<');
    expect((await member.get('/attachments.csv')).text.split('\r\n')).toHaveLength(3);
    expect((await member.get(`/attachments/${ref}/file`)).status).toBe(200);
    for (const path of ['/attachments/AT-2015-0001', '/attachments/AT-2015-0001/file', '/attachments/AT-2015-0004']) {
      expect([path, (await member.get(path)).status]).toEqual([path, 404]);
    }
    const initiative = (await member.get('/initiatives/I-02')).text;
    expect(rowsOf(initiative).filter(([first]) => first?.startsWith('AT-'))).toHaveLength(1);
    const agreement = plain((await member.get('/agreements/AG-2015-001')).text);
    expect(agreement).not.toMatch(/AT-2015|Documents|Attach a document|No signed document/);
    await act(async (under) => (await withdrawAttachment(under, ref, 'Not for them')).ref);
    expect((await member.get(`/attachments/${ref}`)).status).toBe(404);
    expect((await member.get(`/attachments/${ref}/file`)).status).toBe(404);
  });

  test('who may read, attach and withdraw is as the office agreed', async () => {
    const told: Record<string, number[]> = {};
    for (const name of ['finance', 'coordinator', 'secretariat', 'pcc', 'ceo', 'auditor', 'member', 'leeds', 'admin']) {
      const visitor = await world.signIn(`${name}@demo.example`);
      const { _csrf = '' } = hiddenFields((await visitor.get('/figures')).text);
      told[name] = [
        (await visitor.get('/attachments')).status,
        (await visitor.get('/attachments/AT-2015-0001/file')).status,
        (await visitor.get(AGREEMENT)).status,
        (await visitor.agent.post(AGREEMENT).field('_csrf', _csrf).attach('file', pdf(), 'a.pdf')).status,
        (await visitor.get('/attachments/AT-2015-0001/withdrawal')).status,
      ];
    }
    const office = [200, 200, 200, 400, 200];
    expect(told).toEqual({
      finance: office,
      coordinator: office,
      secretariat: office,
      pcc: office,
      ceo: office,
      auditor: [200, 200, 403, 403, 403],
      member: [200, 404, 403, 403, 403],
      // Only what stands behind observations of the district is a contact's to read.
      leeds: [200, 404, 403, 403, 403],
      admin: [403, 403, 403, 403, 403],
    });
    const district = plain((await (await world.signIn('leeds@demo.example')).get('/initiatives/I-02')).text);
    expect(district).not.toMatch(/AT-2015|Attach a document/);
  });

  test('no address leads elsewhere', async () => {
    const wrong = [
      '/attachments/..%2f..%2fetc%2fpasswd/file',
      '/attachments/%2e%2e/file',
      '/attachments/..%252f..%252fetc%252fpasswd/file',
      '/attachments/%2fetc%2fpasswd/file',
      '/attachments/AT-2015-1/file',
      '/attachments/at-2015-0001/file',
      '/attachments/AT-2015-0001%20/file',
      '/attachments/1/file',
      '/attachments/AT-2015-0001/file/x.html',
      '/uploads/AT-2015-0001.pdf',
      '/attachments?subject=toString',
      '/attachments/new?kind=__proto__&ref=AG-2015-001',
      '/attachments/new?kind=person&ref=1',
      '/attachments/new?kind=agreement&ref=AG-2015-999',
      '/attachments/new',
    ];
    for (const path of wrong) expect([path, (await commissioning.get(path)).status]).toEqual([path, 404]);
    expect((await commissioning.get('/attachments?sort=id')).status).toBe(400);
    expect((await commissioning.get('/attachments/AT%00/file')).status).toBe(400);
  });

  test("another office's record takes nothing, and its documents are not found", async () => {
    const { db } = world;
    const other = { code: 'SY', name: 'Another office', areaCode: 'E23000011', commissionerTitle: 'Commissioner' };
    const officeId = await addOffice(db, { ...other, standingDay: '2015-07-31', demonstration: false });
    const theirs = { officeId, personId: null, role: 'program' };
    const { password_hash: passwordHash } = await db('person').first('password_hash');
    await addPerson(world.site, theirs, {
      email: 'x@other.example',
      name: 'X',
      roles: ['finance-manager'],
      passwordHash,
    });
    const stranger = await world.signIn('x@other.example');
    for (const path of ['', '/file', '/withdrawal']) {
      expect((await stranger.get(`/attachments/AT-2015-0001${path}`)).status).toBe(404);
    }
    expect((await stranger.get(AGREEMENT)).status).toBe(404);
    expect(rowsOf((await stranger.get('/attachments')).text)).toEqual([]);
    const bySeq = (work: (act: Act) => Promise<string>) =>
      perform(world.site, theirs, 'test', null, async (under) => ({
        subject: { kind: 'test', ref: '' },
        result: await work(under),
      }));
    const mine = await wanted('a.pdf', pdf());
    expect(await rule(bySeq((under) => attach(under, ATTACHMENT_SUBJECTS, mine)))).toBe('not-found');
    expect(await rule(bySeq(async (under) => (await withdrawAttachment(under, 'AT-2015-0001', 'x')).ref))).toBe(
      'not-found',
    );
    // An initiative of the same reference in their own office: their own numbers, their own bytes.
    const ref = await bySeq(async (under) => {
      await addFund(under, { code: 'CSE', name: 'CSE', startsOn: '2014-04-01' });
      for (const name of ['One', 'Two']) {
        const initiative = { fund: 'CSE', kind: 'partnership', purpose: 'p', basis: 'b', amountPublished: false };
        await addInitiative(under, { ...initiative, name });
      }
      return attach(under, ATTACHMENT_SUBJECTS, mine);
    });
    expect(ref).toBe('AT-2015-0001');
    expect(await findAttachment(db, officeId, ref)).toMatchObject({ subjectRef: 'I-02', fileName: 'a.pdf' });
    expect(await db('document').where({ sha256: sha256(pdf()) })).toHaveLength(2);
    expect((await findAttachment(db, 1, ref)).subjectRef).toBe('AG-2015-001');
  });

  test('rows are only ever added, and the whole record verifies', async () => {
    for (const table of ['attachment', 'attachment_withdrawal']) {
      expect(await refusalOf(world.db(table).update({ act_seq: 1 }))).toContain('append-only');
      expect(await refusalOf(world.db(table).del())).toContain('append-only');
    }
    expect((await verifyEverything(world.db, 1)).findings).toEqual([]);
  });

  test('bytes that are not those that were attached are not given out, and verification finds them', async () => {
    const { db } = world;
    const { documentId } = await findAttachment(db, 1, 'AT-2015-0002');
    const { content } = await db('document').where({ id: documentId }).first('content');
    await withoutTriggers(db, kind, () =>
      db('document')
        .where({ id: documentId })
        .update({ content: Buffer.from('x') }),
    );
    const answer = await auditor.get('/attachments/AT-2015-0002/file');
    expect([answer.status, plain(answer.text)]).toEqual([
      422,
      expect.stringContaining('is not the one that was attached'),
    ]);
    const { findings } = await verifyEverything(db, 1);
    expect(findings.map(({ check }) => check)).toEqual(['fingerprints']);
    await db('document').where({ id: documentId }).update({ content: null });
    const gone = await auditor.get('/attachments/AT-2015-0002/file');
    expect([gone.status, plain(gone.text)]).toEqual([422, expect.stringContaining('was removed from the record')]);
    // The same bytes attached anew are kept anew.
    const ref = await act(async (under) => attach(under, ATTACHMENT_SUBJECTS, await wanted('r.docx', content)));
    expect((await auditor.get(`/attachments/${ref}/file`)).status).toBe(200);
  });
});

async function withoutTriggers(db: Knex, kind: string, work: () => PromiseLike<unknown>): Promise<void> {
  if (kind === 'postgres') {
    await db.raw('ALTER TABLE document DISABLE TRIGGER USER');
    await work();
    await db.raw('ALTER TABLE document ENABLE TRIGGER USER');
    return;
  }
  const triggers: { name: string; sql: string }[] = await db.raw(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'document'",
  );
  for (const { name } of triggers) await db.raw(`DROP TRIGGER ${name}`);
  await work();
  for (const { sql } of triggers) await db.raw(sql);
}
