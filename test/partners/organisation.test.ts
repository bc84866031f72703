import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Doer } from '../../src/audit/act.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { addAlias, takeAliasBack } from '../../src/partners/alias.store.ts';
import { addIdentifier, takeIdentifierBack } from '../../src/partners/identifier.store.ts';
import { IDENTIFIER_SCHEMES, readIdentifierCode } from '../../src/partners/identifier.ts';
import { mergeOrganisations } from '../../src/partners/merge.store.ts';
import { addOrganisation, readOrganisations } from '../../src/partners/organisation.store.ts';
import { findOrganisationByName } from '../../src/partners/organisation-match.ts';
import { DATABASES, hiddenFields, openWorld, refusalOf, type Visitor, type World } from '../world.ts';
import { done, fillPartners, ruleOf } from './partners-office.ts';

const TRUST = { name: 'Valley Young People’s Trust', kind: 'third-sector', district: '', scheme: '', code: '' };

describe('a number of a register', () => {
  const scheme = (name: string) => {
    const found = IDENTIFIER_SCHEMES.find((known) => known.scheme === name);
    if (found === undefined) throw new Error(name);
    return found;
  };

  test.each(IDENTIFIER_SCHEMES)('$label has an example of its own shape', (known) => {
    expect(readIdentifierCode(known, known.example)).toBe(known.example);
  });

  test.each([
    ['GB-CHC', '1 234 567', '1234567'],
    ['GB-CHC', 'GB-CHC-123456', '123456'],
    ['GB-COH', '00012345', '00012345'],
    ['GB-COH', 'sc123456', 'SC123456'],
    ['GB-COH', 'IP12345R', 'IP12345R'],
    ['GB-LAE', 'brd', 'BRD'],
  ])('%s takes %s as %s', (name, typed, kept) => {
    expect(readIdentifierCode(scheme(name), typed)).toBe(kept);
  });

  test.each([
    ['GB-CHC', '12345'],
    ['GB-CHC', '12345678'],
    ['GB-COH', '1234567'],
    ['GB-COH', 'S1234567'],
    ['GB-COH', '١٢٣٤٥٦٧٨'],
    ['GB-LAE', 'BRDX'],
    ['GB-UKPRN', '20000000'],
    ['GB-NHS', 'x'.repeat(10_000)],
  ])('%s refuses %s and says what is right', (name, typed) => {
    expect(() => readIdentifierCode(scheme(name), typed)).toThrow(scheme(name).says);
  });
});

describe.each(DATABASES)('organisations, on %s', (kind) => {
  let world: World;
  let sam: Visitor;
  let sams: Doer;
  let leeds: number;
  let trust: number;
  beforeAll(async () => {
    world = await openWorld(kind, fillPartners);
    sam = await world.signIn('commissioning@demo.example');
    sams = await world.doer('commissioning@demo.example');
    leeds = await done(world.site, sams, (act) =>
      addOrganisation(act, { name: 'Leeds City Council', kind: 'council', districtCode: 'E08000035' }),
    );
    const added = await sam.send('/organisations/new', '/organisations/new', TRUST);
    trust = Number(added.headers.location?.split('/').at(-1));
  }, 60_000);
  afterAll(() => world.close());

  const named = async (text: string) => (await findOrganisationByName(world.db, 1, text))?.id ?? null;
  const count = async () => (await readOrganisations(world.db, 1)).all.length;

  test('are added by those who deal with partners, and by nobody else', async () => {
    expect(trust).toBeGreaterThan(leeds);
    for (const email of ['coordinator', 'finance']) {
      expect((await (await world.signIn(`${email}@demo.example`)).get('/organisations/new')).status).toBe(200);
    }
    for (const email of ['auditor', 'member', 'leeds']) {
      const visitor = await world.signIn(`${email}@demo.example`);
      expect((await visitor.send('/', '/organisations/new', TRUST)).status).toBe(403);
      expect((await visitor.get(`/organisations/${trust}`)).status).toBe(200);
      expect((await visitor.send('/', `/organisations/${trust}/merge`, {})).status).toBe(403);
    }
    const finance = await world.signIn('finance@demo.example');
    expect((await finance.get(`/organisations/${trust}/merge`)).status).toBe(403);
    expect((await sam.get('/organisations/999')).status).toBe(404);
    expect((await sam.get('/organisations/1e3')).status).toBe(404);
  });

  test('that look like another are added only when that is said, and then no longer listed as a pair', async () => {
    const before = await count();
    const wanted = { ...TRUST, name: "VALLEY YOUNG PEOPLE'S TRUST LTD" };
    const asked = await sam.send('/organisations/new', '/organisations/new', wanted);
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('looks like Valley Young People’s Trust');
    expect(asked.text).toContain('It is another one than those listed above');
    expect(await count()).toBe(before);
    const sent = await sam.send('/organisations/new', '/organisations/new', { ...wanted, another: 'yes' });
    expect(sent.status).toBe(303);
    expect(await count()).toBe(before + 1);
    expect((await sam.get('/organisations/look-alikes')).text).toContain('No two organisations look alike');
    expect((await sam.send('/organisations/new', '/organisations/new', { ...TRUST, name: '--' })).text).toContain(
      'must hold a letter or a digit',
    );
  });

  test('have numbers of the right shape, each of one organisation alone', async () => {
    const add = (id: number, scheme: string, code: string) =>
      ruleOf(done(world.site, sams, async (act) => (await addIdentifier(act, id, { scheme, code })) ?? null));
    expect(await add(leeds, 'GB-LAE', 'lds')).toBe('done');
    expect(await add(leeds, 'GB-LAE', 'LDS')).toBe('identifier-known');
    expect(await add(leeds, 'GB-LAE', 'BRD')).toBe('identifier-second');
    expect(await add(trust, 'GB-LAE', 'LDS')).toBe('identifier-taken');
    expect(await add(trust, 'GB-CHC', '12')).toBe('identifier-shape');
    expect(await add(trust, 'GB-XXX', '12')).toBe('identifier-scheme');
    const page = `/organisations/${trust}/identifiers/new`;
    const wrong = await sam.send(page, page, { scheme: 'GB-COH', code: '1234567' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('8 characters with its leading zeros');
    expect(wrong.text).toContain('value="1234567"');
    expect((await sam.send(page, page, { scheme: 'GB-COH', code: '01234567' })).status).toBe(303);
    expect((await sam.get('/organisations.csv?name=gb-coh-0123')).text).toContain('GB-COH-01234567');
    // An organisation with the number of another is refused whatever was said of its name.
    const same = { ...TRUST, name: 'A body of its own', scheme: 'GB-COH', code: '01234567', another: 'yes' };
    const refused = await sam.send('/organisations/new', '/organisations/new', same);
    expect([refused.status, /is that of Valley Young People’s Trust/.test(refused.text)]).toEqual([422, true]);
  });

  test('take a wrong number back, which stays in the record and is free for its owner', async () => {
    const other = await done(world.site, sams, (act) => addOrganisation(act, { name: 'Numbered', kind: 'company' }));
    await done(
      world.site,
      sams,
      async (act) => (await addIdentifier(act, other, { scheme: 'GB-COH', code: '07654321' })) ?? null,
    );
    const [identifier] = (await readOrganisations(world.db, 1)).find(other).identifiers;
    const path = `/organisations/${other}/identifiers/${identifier?.id}/removal`;
    expect((await sam.send(path, path, { reason: '' })).status).toBe(400);
    expect((await sam.send(path, path, { reason: 'Another company’s' })).status).toBe(303);
    expect((await readOrganisations(world.db, 1)).find(other).identifiers).toEqual([]);
    expect((await sam.get(path)).status).toBe(404);
    const again = { scheme: 'GB-COH', code: '07654321' };
    await done(
      world.site,
      sams,
      async (act) => (await addIdentifier(act, trust, { ...again, scheme: 'GB-NHS' })) ?? null,
    );
    await done(world.site, sams, async (act) => (await addIdentifier(act, other, again)) ?? null);
    const [back] = (await readOrganisations(world.db, 1)).find(other).identifiers;
    await done(world.site, sams, async (act) => {
      const id = back?.id as number;
      await takeIdentifierBack(act, { organisationId: other, identifierId: id, why: 'Once more' });
      return null;
    });
    expect((await readOrganisations(world.db, 1)).find(other).identifiers).toEqual([]);
    expect(await refusalOf(world.db('organisation_identifier').delete())).toMatch(/append-only/);
  });

  test('are found as files spell them, by an other name of one organisation alone', async () => {
    const path = `/organisations/${leeds}/aliases/new`;
    expect((await sam.send(path, path, { name: 'LEEDS C.C.' })).status).toBe(303);
    expect(await named('  leeds  cc ')).toBe(leeds);
    expect(await named('THE LEEDS CITY COUNCIL')).toBe(leeds);
    expect(await named('Leeds')).toBeNull();
    expect(await named('')).toBeNull();
    expect(await named('x'.repeat(10_000))).toBeNull();
    expect((await sam.send(path, path, { name: 'Leeds C C' })).text).toContain('found under that name already');
    const other = `/organisations/${trust}/aliases/new`;
    expect((await sam.send(other, other, { name: 'Leeds City Council' })).text).toContain('merge them');
    expect((await sam.send(other, other, { name: '...' })).status).toBe(422);
    const [alias] = (await readOrganisations(world.db, 1)).find(leeds).aliases;
    expect((await sam.get(`/organisations/${leeds}`)).text).toContain('LEEDS C.C.');
    await done(world.site, sams, async (act) => {
      await takeAliasBack(act, { organisationId: leeds, aliasId: alias?.id as number, why: 'Another body' });
      return null;
    });
    expect(await named('Leeds CC')).toBeNull();
    expect(await ruleOf(done(world.site, sams, async (act) => (await addAlias(act, trust, 'Leeds CC')) ?? null))).toBe(
      'done',
    );
  });

  test('change by added versions, are found by their old names too, and show two people both versions', async () => {
    const id = await done(world.site, sams, (act) =>
      addOrganisation(act, { name: 'Old Mill Project', kind: 'company' }),
    );
    const manager = await world.signIn('manager@demo.example');
    const path = `/organisations/${id}/change`;
    const opened = async (visitor: Visitor) => {
      const page = (await visitor.get(path)).text;
      const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
      return (changes: Record<string, string>) =>
        visitor.agent
          .post(path)
          .type('form')
          .send({
            ...hiddenFields(page),
            name: 'Old Mill Project',
            kind: 'company',
            district: '',
            why: '',
            version,
            ...changes,
          });
    };
    const [first, second] = [await opened(sam), await opened(manager)];
    expect((await first({ name: 'New Weir Centre', why: 'It was renamed' })).status).toBe(303);
    const answer = await second({ kind: 'third-sector' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('New Weir Centre');
    expect(answer.text).toContain('Third-sector organisation');
    expect(await named('Old Mill Project')).toBe(id);
    expect(await named('New Weir Centre')).toBe(id);
    const page = (await sam.get(`/organisations/${id}`)).text;
    expect(page).toContain('Name: Old Mill Project → New Weir Centre');
    expect(page).toContain('It was renamed');
    const same = await opened(sam);
    expect((await same({ name: 'New Weir Centre' })).text).toContain('Nothing of New Weir Centre was changed');
    const alike = await opened(sam);
    const asked = await alike({ name: 'Leeds City Councill' });
    expect([asked.status, asked.text.includes('It is another one')]).toEqual([422, true]);
    // A name that somebody else takes later is theirs, and no longer leads to the one that had it once.
    const heir = await done(world.site, sams, (act) =>
      addOrganisation(act, { name: 'Old Mill Project', kind: 'company' }),
    );
    expect(await named('OLD MILL PROJECT')).toBe(heir);
    expect(await refusalOf(world.db('organisation_version').update({ kind: 'other' }))).toMatch(/append-only/);
  });

  test('are narrowed by kind and by any name or number, on the page and in the file alike', async () => {
    const file = (await sam.get('/organisations.csv?kind=council')).text;
    expect(file).toContain('Leeds City Council,Council,Leeds,GB-LAE-LDS');
    expect(file).not.toContain('Valley');
    const page = (await sam.get('/organisations?name=valley+young')).text;
    expect(page).toContain('Valley Young People’s Trust');
    expect(page).not.toContain('Leeds City Council');
    expect((await sam.get('/organisations?name=%EF%B7%BA')).status).toBe(200);
    expect((await sam.get('/organisations?color=red')).status).toBe(400);
  });

  test('that are one are merged on the page of those that look alike, with both side by side', async () => {
    const twin = await done(world.site, sams, (act) =>
      addOrganisation(act, { name: 'LEEDS CITY  COUNCIL', kind: 'council' }),
    );
    const list = (await sam.get('/organisations/look-alikes')).text;
    const path = `/organisations/look-alikes/${leeds}-${twin}`;
    expect(list).toContain(`href="${path}"`);
    expect((await sam.get('/organisations/look-alikes.csv')).text).toContain('LEEDS CITY  COUNCIL');
    expect((await sam.get(`/organisations/look-alikes/${leeds}-${leeds}`)).status).toBe(404);
    expect((await sam.get('/organisations/look-alikes/1-2-3')).status).toBe(404);
    expect((await sam.send(path, path, { what: '', reason: '' })).status).toBe(400);
    const merged = await sam.send(path, path, { what: 'merge-first', reason: 'Typed twice' });
    expect(merged.headers.location).toBe(`/organisations/${leeds}`);
    expect((await sam.get('/organisations/look-alikes')).text).not.toContain(path);
    const page = (await sam.get(`/organisations/${twin}`)).text;
    expect(page).toContain('Merged into Leeds City Council');
    expect((await sam.get(`/organisations/${leeds}`)).text).toContain('LEEDS CITY  COUNCIL was merged into it');
    expect(
      await ruleOf(
        done(
          world.site,
          sams,
          async (act) => (await mergeOrganisations(act, { from: trust, into: twin, reason: 'x' })) ?? null,
        ),
      ),
    ).toBe('merged-target');
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
