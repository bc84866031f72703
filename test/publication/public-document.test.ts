import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import supertest from 'supertest';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { freeze } from '../../src/documents/document.store.ts';
import { listPublicly } from '../../src/documents/public-document.store.ts';
import { doer } from '../../src/people/person.ts';
import { DATABASES, openWorld, refusalOf, type World } from '../world.ts';

const PAGE = '<!doctype html><style>p { color: black }</style><p>Minutes</p>';
const PATH = 'minutes/PEG-2015-02/minutes.html';

describe.each(DATABASES)('a document that any room lists publicly, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
  });
  afterAll(() => world.close());

  async function list(content: string, path = PATH): Promise<number> {
    const person = await world.person('secretariat@demo.example');
    return perform(world.site, doer(person), 'minutes.publish', null, async (act) => {
      const file = { mediaType: 'text/html', fileName: 'minutes.html', content: Buffer.from(content) };
      const { id } = await freeze(act, file);
      const title = 'Minutes of PEG-2015-02';
      const wanted = { section: 'minutes', path, title, documentId: id, publishedOn: '2015-07-30' };
      return { subject: { kind: 'meeting', ref: 'PEG-2015-02' }, result: await listPublicly(act, wanted) };
    });
  }
  const read = (path: string) => supertest.agent(world.app).get(path);

  test('stands on the public page at once, and lets in nothing but its own style', async () => {
    expect(await list(PAGE)).toBe(1);
    const page = await read(`/published/${PATH}`);
    expect(page.text).toBe(PAGE);
    expect(page.headers['content-disposition']).toBe('inline; filename="minutes.html"');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const listed = await read('/published');
    expect(listed.text).toContain('Minutes of PEG-2015-02 (HTML');
    expect(listed.text).toContain('paragraph 5(c)');
  });

  test('has versions, and the very same bytes are none', async () => {
    expect(await refusalOf(list(PAGE))).toMatch(/very same file/);
    expect(await list(`${PAGE}<p>Corrected</p>`)).toBe(2);
    expect((await read('/published/minutes/PEG-2015-02/v1/minutes.html')).text).toBe(PAGE);
    expect((await read(`/published/${PATH}`)).text).toContain('Corrected');
    expect((await read('/published/minutes/PEG-2015-02/v3/minutes.html')).status).toBe(404);
  });

  test.each(['minutes', '../people', 'minutes/x/v1/file.html', 'minutes/a b.html', '/minutes/a.html'])(
    'has an address of its own, which %s is not',
    async (path) => {
      expect(await refusalOf(list(PAGE, path))).toMatch(/not one that a document may have/);
    },
  );

  test('says that it was withdrawn once two people removed its bytes, with its fingerprint', async () => {
    const { document_id } = await world.db('public_document').where({ path: PATH, version: 2 }).first();
    const { sha256 } = await world.db('document').where({ id: document_id }).first('sha256');
    await world.db('document').where({ id: document_id }).update({ content: null });
    const gone = await read(`/published/${PATH}`);
    expect(gone.status).toBe(410);
    expect(gone.text).toContain(sha256);
    expect(gone.headers['cache-control']).toBe('no-store');
    expect((await read('/published')).text).toContain('Withdrawn');
  });
});
