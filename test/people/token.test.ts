import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readOds } from 'hucre/ods';
import { readXlsx } from 'hucre/xlsx';
import supertest from 'supertest';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';

/** Makes a token through the form and answers it. */
async function tokenOf(visitor: Visitor, fields: Record<string, string> = {}): Promise<string> {
  const made = await visitor.send('/tokens/new', '/tokens/new', {
    name: 'Budget workbook',
    days: '30',
    'scope-spend': 'yes',
    ...fields,
  });
  const [, secret] = /value="(cse_[A-Za-z0-9_-]{43})"/.exec(made.text) ?? [];
  if (secret === undefined) throw new Error(`No token was made: ${made.status}`);
  return secret;
}

describe.each(DATABASES)('access tokens on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  let secret: string;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    finance = await world.signIn('finance@demo.example');
    secret = await tokenOf(finance);
  });
  afterAll(() => world.close());

  const ask = (path: string, header: string) => supertest(world.app).get(path).set('Authorization', header);
  const basic = (password: string) => `Basic ${Buffer.from(`anybody:${password}`).toString('base64')}`;

  test('a program reads a table as its owner does, as bearer or with the token as the password', async () => {
    const seen = (await finance.get('/claims.json')).text;
    expect((await ask('/claims.json', `Bearer ${secret}`)).text).toBe(seen);
    expect((await ask('/claims.json', basic(secret))).text).toBe(seen);
    expect((await ask('/claims.json', basic(secret))).headers['set-cookie']).toBeUndefined();
  });

  test('a wrong, an old and a missing token are told apart by nothing, and are asked for one', async () => {
    for (const header of [
      `Bearer cse_${'x'.repeat(43)}`,
      'Bearer nothing',
      'Basic !!!',
      'Digest x',
      basic('password'),
    ]) {
      const answer = await ask('/claims.json', header);
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toContain('Basic realm=');
      expect(JSON.parse(answer.text).detail).toContain('is not known here, has expired or was revoked');
    }
    expect((await supertest(world.app).get('/claims.json')).status).toBe(401);
  });

  test('it is good for its scope alone, and for reading alone', async () => {
    const outside = await ask('/initiatives.json', `Bearer ${secret}`);
    expect(outside.status).toBe(403);
    expect(JSON.parse(outside.text).detail).toContain('not good for this part of the record');
    expect((await ask('/claims', `Bearer ${secret}`)).status).toBe(401);
    expect((await ask('/tokens', `Bearer ${secret}`)).status).toBe(401);
    const sent = await supertest(world.app).post('/tokens/new').set('Authorization', `Bearer ${secret}`).send('name=x');
    expect(sent.status).toBe(403);
  });

  test('no file or frozen paper is taken out with one, which nobody would have recorded as a person’s act', async () => {
    const wide = await tokenOf(finance, { 'scope-meetings': 'yes', 'scope-initiatives': 'yes' });
    const at = '/attachments/AT-2015-0001/file';
    expect((await finance.get(at)).status).toBe(200);
    const events = await world.db('audit_event').count({ n: '*' }).first();
    for (const path of [at, '/packs/PEG-2015-02/1.pdf', '/returns/HO-2015-16-Q1/1/package.zip']) {
      expect([path, (await ask(path, `Bearer ${wide}`)).status]).toEqual([path, 401]);
      expect([path, (await ask(`${path}/tables/any.csv`, `Bearer ${wide}`)).status]).toEqual([path, 404]);
    }
    expect(await world.db('audit_event').count({ n: '*' }).first()).toEqual(events);
    const below = world.listed.filter(
      ({ isOfPage, path }) => isOfPage && /\.(pdf|zip|html|csv|json)\/tables/.test(path),
    );
    expect(below).toEqual([]);
  });

  test('it never opens more than its owner may, from the moment that a role is taken from them', async () => {
    const member = await world.signIn('member@demo.example');
    const page = (await member.get('/tokens/new')).text;
    expect(page).toContain('scope-figures');
    expect(page).not.toContain('scope-spend');
    const forced = await member.send('/tokens/new', '/tokens/new', { name: 'x', days: '30', 'scope-spend': 'yes' });
    expect(forced.status).toBe(400);
    const districts = await tokenOf(await world.signIn('leeds@demo.example'), {
      'scope-spend': '',
      'scope-districts': 'yes',
    });
    expect((await ask('/districts.json', `Bearer ${districts}`)).text).not.toContain('Bradford');
    const { id, officeId } = await world.person('leeds@demo.example');
    await world
      .db('role_grant')
      .insert({ office_id: officeId, person_id: id, role: 'district-contact', held: 0, act_seq: 0 });
    expect((await ask('/districts.json', `Bearer ${districts}`)).status).toBe(403);
  });

  test('it is shown once: not when the form is sent again, on no page, and nowhere in the database', async () => {
    const form = hiddenFields((await finance.get('/tokens/new')).text);
    const fields = { ...form, name: 'Twice', days: '30', 'scope-spend': 'yes' };
    const first = await finance.agent.post('/tokens/new').type('form').send(fields);
    const again = await finance.agent.post('/tokens/new').type('form').send(fields);
    expect(first.text).toContain('value="cse_');
    expect(again.text).not.toContain('value="cse_');
    expect(again.text).toContain('shown then');
    expect((await finance.get('/tokens')).text).not.toContain('cse_');
    for (const table of ['access_token', 'audit_event', 'request_key', 'words']) {
      expect(JSON.stringify(await world.db(table).select())).not.toContain(secret);
    }
    const event = await world.db('audit_event').where({ action: 'token.make' }).first('body');
    expect(event.body).toContain('"scopes":["spend"]');
  });

  test('its page says when it was last used; who has revoked it is refused from then on', async () => {
    const spare = await tokenOf(finance, { name: 'Spare' });
    const [, ref = ''] = /href="\/tokens\/(TK-\d{4}-\d{4})">/.exec((await finance.get('/tokens')).text) ?? [];
    expect((await finance.get(`/tokens/${ref}`)).text).toContain('Never');
    expect((await ask('/spend/accruals.csv', `Bearer ${spare}`)).status).toBe(200);
    expect((await finance.get(`/tokens/${ref}`)).text).not.toContain('Never');
    const other = await world.signIn('commissioning@demo.example');
    expect((await other.get(`/tokens/${ref}`)).status).toBe(404);
    expect((await other.send('/tokens', `/tokens/${ref}/revocation`, {})).status).toBe(404);
    expect((await ask('/spend/accruals.csv', `Bearer ${spare}`)).status).toBe(200);
    expect((await finance.send(`/tokens/${ref}`, `/tokens/${ref}/revocation`, {})).status).toBe(303);
    expect((await ask('/spend/accruals.csv', `Bearer ${spare}`)).status).toBe(401);
  });

  test('an administrator sees and revokes anybody’s, and an auditor sees them', async () => {
    const spare = await tokenOf(finance, { name: 'Left behind' });
    const [, ref = ''] = /href="\/tokens\/(TK-\d{4}-\d{4})">/.exec((await finance.get('/tokens')).text) ?? [];
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/tokens')).text).toContain('Left behind');
    expect((await auditor.send('/tokens/new', `/tokens/${ref}/revocation`, {})).status).toBe(403);
    const admin = await world.signIn('admin@demo.example');
    expect((await admin.send(`/tokens/${ref}`, `/tokens/${ref}/revocation`, {})).status).toBe(303);
    expect((await ask('/spend/accruals.csv', `Bearer ${spare}`)).status).toBe(401);
  });

  test('it is refused after its last day, and one of somebody who left at once', async () => {
    const short = await tokenOf(finance, { name: 'Short' });
    const from = world.clock.now();
    world.clock.set('2015-08-30T10:00:00.000Z');
    expect((await ask('/claims.csv', `Bearer ${short}`)).status).toBe(200);
    world.clock.set('2015-08-31T10:00:00.000Z');
    expect((await ask('/claims.csv', `Bearer ${short}`)).status).toBe(401);
    world.clock.set(from);
    const { id } = await world.person('finance2@demo.example');
    const left = await tokenOf(await world.signIn('finance2@demo.example'));
    expect((await ask('/claims.csv', `Bearer ${left}`)).status).toBe(200);
    await world.db('person').where({ id }).update({ active: 0 });
    expect((await ask('/claims.csv', `Bearer ${left}`)).status).toBe(401);
  });

  test('one that asks too often waits, and so do many wrong ones from one address, but no right one beside them', async () => {
    const busy = await tokenOf(finance, { name: 'Busy' });
    const answers: number[] = [];
    for (let time = 0; time < 121; time += 1) answers.push((await ask('/advances.json', `Bearer ${busy}`)).status);
    expect(answers.filter((status) => status === 200)).toHaveLength(120);
    expect(answers.at(-1)).toBe(429);
    for (let time = 0; time < 20; time += 1) await ask('/claims.json', 'Bearer wrong');
    expect((await ask('/claims.json', 'Bearer wrong')).status).toBe(429);
    expect((await ask('/claims.json', `Bearer ${secret}`)).status).toBe(200);
  });
});

describe('a table in its formats', () => {
  let world: World;
  let finance: Visitor;
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    finance = await world.signIn('finance@demo.example');
  });
  afterAll(() => world.close());

  async function bytes(path: string): Promise<Buffer> {
    const answer = await finance
      .get(path)
      .buffer(true)
      .parse((res, done) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => done(null, Buffer.concat(chunks)));
      });
    return answer.body;
  }

  test('JSON has amounts in pounds to the penny, days and instants as ISO 8601, and markers as they are', async () => {
    const { columns, rows } = JSON.parse((await finance.get('/payables.json?show=all')).text);
    expect(columns).toContainEqual({ key: 'due_by', title: 'Due by', type: 'day' });
    expect(rows[0].due_by).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const text = (await finance.get('/claims.json')).text;
    expect(text).toMatch(/"amount":\d+\.\d{2}[,}]/);
    expect((await finance.get('/engagements.json')).text).toContain('"[c]"');
  });

  test.each(['/claims', '/measures/INV-VICTIMS', '/monitoring', '/spend'])(
    '%s says the same in all four',
    async (stem) => {
      const json = JSON.parse((await bytes(`${stem}.json`)).toString('utf8'));
      const rows: unknown[][] = json.rows.map((row: object) => Object.values(row));
      const csv = (await bytes(`${stem}.csv`)).toString('utf8').trim().split('\r\n');
      expect(csv.length).toBeGreaterThan(rows.length);
      for (const [kind, read] of [
        ['xlsx', readXlsx],
        ['ods', readOds],
      ] as const) {
        const { sheets } = await read(await bytes(`${stem}.${kind}`));
        const [head, ...body] = sheets[0]?.rows ?? [];
        expect(head).toEqual(json.columns.map(({ title }: { title: string }) => title));
        expect(body.map((row) => rows[0]?.map((_, index) => plain(row[index] ?? null)))).toEqual(
          rows.map((row) => row.map(plain)),
        );
      }
    },
  );

  test('each table of a page is a file below its address, for whoever may see the page', async () => {
    const auditor = await world.signIn('auditor@demo.example');
    expect((await auditor.get('/people')).text).toContain('href="/people/tables/who-can-sign-in.csv"');
    expect((await auditor.get('/people/tables/who-can-sign-in.csv')).text).toContain('Name,E-mail address,Roles');
    expect((await auditor.get('/people/tables/who-can-sign-in.txt')).status).toBe(404);
    expect((await auditor.get('/people/tables/nothing.csv')).status).toBe(404);
    expect((await finance.get('/people/tables/who-can-sign-in.csv')).status).toBe(403);
    expect((await auditor.get('/claims')).text).toContain('href="/claims.json"');
  });

  test('what is looked at in an act of its own leaves no file, and neither do forms', () => {
    const files = world.listed.filter(({ isOfPage }) => isOfPage);
    expect(files.filter(({ act }) => !/\.read/.test(act))).toEqual([]);
    expect(files.map(({ path }) => path).filter((path) => path.startsWith('/measures/:code/counts'))).toEqual([]);
  });

  test('an unknown part, one given twice, and one of another shape are refused', async () => {
    for (const query of ['wrong=1', 'year=2015-16&year=2014-15', 'year=soon']) {
      expect((await finance.get(`/initiatives.json?${query}`)).status).toBe(400);
    }
  });
});

/** A day is a date in a workbook and its text in JSON; nothing is an empty cell. */
function plain(value: unknown): unknown {
  if (value instanceof Date)
    return value.toISOString().slice(0, value.getUTCHours() + value.getUTCMinutes() === 0 ? 10 : 16);
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return 'instant';
  return value === '' ? null : value;
}
