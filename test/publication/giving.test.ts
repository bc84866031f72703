import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import { perform } from '../../src/audit/act.ts';
import { commit } from '../../src/initiatives/agreements/agreement.store.ts';
import { addIdentifier } from '../../src/partners/identifier.store.ts';
import { doer } from '../../src/people/person.ts';
import { inProject } from '../../src/platform/root.ts';
import { GIVING_COLUMNS } from '../../src/publication/giving-kind.ts';
import { DATABASES, type Visitor, type World } from '../world.ts';
import { openOffice, prepared, spent } from './office.ts';

/**
 * The schemas of the 360Giving Data Standard 1.4 (github.com/ThreeSixtyGiving/standard, Creative Commons Attribution
 * 4.0 International), unchanged. The package's names the grant's by the number of an earlier patch, so both names lead
 * to it; and they name their own meta-schema by http, where it stands by https.
 */
function validator() {
  const schemaOf = (name: string) => {
    const { $schema: _, ...schema } = JSON.parse(
      readFileSync(inProject('test', 'publication', '360giving', `${name}.json`), 'utf8'),
    );
    return schema;
  };
  const grant = schemaOf('360-giving-schema');
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const pack = schemaOf('360-giving-package-schema');
  ajv.addSchema(grant, pack.properties.grants.items.$ref);
  return ajv.compile(pack);
}

const isValid = validator();
const problems = () => (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

describe.each(DATABASES)('360Giving data on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  let manager: Visitor;
  let cfo: Visitor;

  beforeAll(async () => {
    world = await openOffice(kind);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
  });
  afterAll(() => world.close());

  async function filesOf(month: string) {
    const { href } = await prepared(finance, '360giving', month, 'For a test');
    const csv = (await manager.get(`${href}/files/360giving-${month}.csv`)).text;
    const json = JSON.parse((await manager.get(`${href}/files/360giving-${month}.json`)).text);
    return { href, csv, json, rows: parse(csv, { columns: true }) as Record<string, string>[] };
  }

  async function grantTo(name: string, wanted: { pence: number; kind?: 'grant' | 'contract' }): Promise<string> {
    const person = await world.person('commissioning@demo.example');
    const { id } = await world
      .db('organisation as o')
      .join('words as w', 'w.digest', 'o.name_words')
      .where('w.text', name)
      .first('o.id');
    return perform(world.site, doer(person), 'agreement.add', null, async (act) => {
      const ref = await commit(act, {
        initiative: 'I-04',
        kind: wanted.kind ?? 'grant',
        organisationId: id,
        nature: 'revenue',
        signedOn: '2015-06-20',
        startsOn: '2015-06-20',
        endsOn: '2016-03-31',
        purpose: '=A role, "as agreed"\nin two lines',
        crimeReduction: 'Children are safe sooner',
        valueForMoney: 'At cost',
        conditions: null,
        overrideReason: null,
        checkReason: 'For a test',
        year: 2015,
        pence: wanted.pence,
      });
      return { subject: { kind: 'agreement', ref }, result: ref };
    });
  }

  test('is valid by the published schema, and the CSV carries its exact headings', async () => {
    const { csv, json, rows } = await filesOf('2015-06');
    isValid(json);
    expect(problems()).toEqual([]);
    expect(csv.startsWith('Identifier,Title,Description,Currency,')).toBe(true);
    expect(Object.keys(rows[0] ?? {})).toEqual([...GIVING_COLUMNS]);
    expect(rows.map((row) => [row.Identifier, row['Amount Awarded'], row['Recipient Org:Identifier']])).toEqual([
      ['360G-demo-AG-2015-003', '50000.00', 'GB-LAE-LDS'],
      ['360G-demo-AG-2015-004', '45000.00', 'GB-LAE-BRD'],
    ]);
    expect(json.grants.map(({ amountDisbursed }: { amountDisbursed: number }) => amountDisbursed)).toEqual([
      12_500, 11_250,
    ]);
  });

  test('says so where it is not valid: the schema is looked at', () => {
    expect(isValid({ version: '1.4', grants: [{ id: '360G-demo-1' }] })).toBe(false);
    expect(isValid({ version: '1.4', grants: [] })).toBe(false);
  });

  test('leaves out contracts, transfers to the Chief Constable and what has no published amount', async () => {
    const contract = await grantTo('Leeds City Council', { pence: 200_000, kind: 'contract' });
    const { csv } = await filesOf('2015-06');
    expect(csv).not.toContain(contract);
    expect(csv).not.toContain('West Yorkshire Police');
    expect(csv).not.toContain('Youth outreach charity');
  });

  test('keeps leading zeros of company numbers, and says nothing of what was paid for children’s places', async () => {
    const name = 'Youth outreach charity (invented)';
    const person = await world.person('commissioning@demo.example');
    const { id } = await world
      .db('organisation as o')
      .join('words as w', 'w.digest', 'o.name_words')
      .where('w.text', name)
      .first('o.id');
    await perform(world.site, doer(person), 'organisation.change', null, async (act) => {
      await addIdentifier(act, id, { scheme: 'GB-COH', code: '01234567' });
      return { subject: { kind: 'organisation', ref: String(id) }, result: null };
    });
    const ref = await grantTo(name, { pence: 1_234_567 });
    await spent(world, { initiative: 'I-04', agreement: ref, supplier: name, netPence: 100_000 });
    const { json, rows } = await filesOf('2015-06');
    isValid(json);
    expect(problems()).toEqual([]);
    expect(rows.find((row) => row.Identifier?.endsWith(ref))).toMatchObject({
      'Recipient Org:Company Number': '01234567',
      'Recipient Org:Identifier': 'GB-COH-01234567',
      'Amount Awarded': '12345.67',
      'Amount Disbursed': '',
      'Beneficiary Location:0:Geographic Code Type': 'PFA',
      Description: '\'=A role, "as agreed" in two lines',
    });
    const grant = json.grants.find((of: { id: string }) => of.id.endsWith(ref));
    expect(grant.amountAwarded).toBe(12_345.67);
    expect(grant).not.toHaveProperty('amountDisbursed');
  });

  test('keeps a recipient back by name and number where a person decided so', async () => {
    const { href } = await filesOf('2015-06');
    const item = `${href}/items/AG-2015-003`;
    const choices = {
      recipient: 'personal',
      title: 'publish',
      purpose: 'publish',
      row: 'publish',
      reason: 'For a test',
    };
    expect((await manager.send(item, item, choices)).status).toBe(303);
    const again = await filesOf('2015-06');
    isValid(again.json);
    expect(problems()).toEqual([]);
    expect(again.rows[0]).toMatchObject({
      'Recipient Org:Name': 'REDACTED PERSONAL DATA',
      'Recipient Org:Identifier': '360G-demo-REDACTED-AG-2015-003',
    });
    const grants = await prepared(finance, 'grants', '2015-05', 'The same decision');
    expect((await manager.get(`${grants.href}/files/grants-2015-05.csv`)).text).toContain('REDACTED PERSONAL DATA');
  });

  test('warns of what the tests of quality find, and publishes all the same', async () => {
    await grantTo('Valley Young People’s Trust (invented)', { pence: 10_000 });
    const { href } = await filesOf('2015-06');
    const page = await manager.get(href);
    expect(page.text).toContain('a recipient without a charity, company or council number');
    expect((await manager.send('/publications/new', `${href}/review`, {})).status).toBe(303);
    expect((await cfo.send('/publications/new', `${href}/publication`, {})).status).toBe(303);
  });

  test('is refused clearly until prefix, identifier and licence are set, and for a time without a grant', async () => {
    const form = '/publications/settings';
    const set = (wanted: Record<string, string>) => {
      const typed = { prefix: '', funderId: '', licence: '', website: '', ...wanted };
      return world
        .db('publication_setting')
        .max('version as v')
        .first()
        .then((row) => cfo.send(form, form, { version: String(row?.v ?? 0), ...typed }));
    };
    expect((await manager.get(form)).status).toBe(403);
    expect((await set({ prefix: 'demo' })).text).toContain('360G- and letters or digits');
    expect((await set({})).status).toBe(303);
    const refused = await prepared(finance, '360giving', '2015-06', 'Again');
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('the publisher prefix that 360Giving registered');
    expect(refused.text).toContain('an open licence');
    expect((await prepared(finance, 'grants', '2015-06')).status).toBe(303);
    expect((await set({ prefix: '360G-demo', funderId: '360G-demo-opcc', licence: 'cc-by-4' })).status).toBe(303);
    const empty = await prepared(finance, '360giving', '2014-08');
    const review = await manager.send('/publications/new', `${empty.href}/review`, {});
    expect(review.text).toContain('the standard knows no empty file');
  });
});
