import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import supertest from 'supertest';
import { perform } from '../../src/audit/act.ts';
import { attach } from '../../src/documents/attachment.store.ts';
import { checkFile } from '../../src/documents/file-kind.ts';
import { ATTACHMENT_SUBJECTS } from '../../src/home/attachment-subjects.ts';
import { commit } from '../../src/initiatives/agreements/agreement.store.ts';
import { doer } from '../../src/people/person.ts';
import { DATABASES, type Visitor, type World } from '../world.ts';
import { openOffice, prepared } from './office.ts';

type Rows = Record<string, string>[];

describe.each(DATABASES)('contracts, invitations to tender and decisions on %s', (kind) => {
  let world: World;
  let commissioning: Visitor;
  let manager: Visitor;
  let cfo: Visitor;

  beforeAll(async () => {
    world = await openOffice(kind);
    commissioning = await world.signIn('commissioning@demo.example');
    manager = await world.signIn('manager@demo.example');
    cfo = await world.signIn('cfo@demo.example');
  });
  afterAll(() => world.close());

  async function contract(pence: number): Promise<string> {
    const person = await world.person('commissioning@demo.example');
    const { id } = await world.db('agreement').where({ ref: 'AG-2015-005' }).first('organisation_id as id');
    return perform(world.site, doer(person), 'agreement.add', null, async (act) => {
      const ref = await commit(act, {
        initiative: 'I-04',
        kind: 'contract',
        organisationId: id,
        nature: 'revenue',
        signedOn: '2015-06-20',
        startsOn: '2015-06-20',
        endsOn: '2016-03-31',
        purpose: 'Training of carers',
        crimeReduction: 'Children are safe sooner',
        valueForMoney: 'The lowest of three prices',
        conditions: null,
        overrideReason: null,
        checkReason: 'For a test',
        year: 2015,
        pence,
      });
      return { subject: { kind: 'agreement', ref }, result: ref };
    });
  }

  async function fileOf(href: string, name: string): Promise<Rows> {
    return parse((await manager.get(`${href}/files/${name}`)).text, { bom: true, columns: true });
  }

  test('over £10,000 stand in full, and by a penny less they are listed', async () => {
    const [listed, full] = [await contract(1_000_000), await contract(1_000_001)];
    const { href } = await prepared(commissioning, 'contracts', '2015-06');
    const over = await fileOf(href, 'contracts-over-10000-2015-06.csv');
    const others = await fileOf(href, 'contracts-others-2015-06.csv');
    expect(over.map(({ Contract }) => Contract)).toEqual([full]);
    expect(over[0]).toMatchObject({
      Value: '10000.01',
      Purpose: 'Training of carers',
      ValueForMoneyReasons: 'The lowest of three prices',
    });
    expect(others).toEqual([expect.objectContaining({ Contract: listed, Value: '10000.00', Change: 'Signed' })]);
    expect(others[0]).not.toHaveProperty('ValueForMoneyReasons');
  });

  test('are worth what all their years come to', async () => {
    const { href } = await prepared(commissioning, 'contracts', '2014-12');
    const over = await fileOf(href, 'contracts-over-10000-2014-12.csv');
    expect(over).toEqual([expect.objectContaining({ Contract: 'AG-2014-002', Value: '12600.00' })]);
  });

  test('have a copy, once a person has looked through the whole of it, at an address of its own', async () => {
    const ref = await contract(2_500_000);
    const person = await world.person('commissioning@demo.example');
    const file = await checkFile('copy.csv', Buffer.from('Clause,Says\n1,Training\n'));
    await perform(world.site, doer(person), 'attachment.add', null, async (act) => {
      const attached = await attach(act, ATTACHMENT_SUBJECTS, {
        subjectKind: 'agreement',
        subjectRef: ref,
        kind: 'published-copy',
        title: 'The contract without its prices',
        forMembers: false,
        replaces: null,
        file,
        attachedOn: '2015-07-30',
      });
      return { subject: { kind: 'attachment', ref: attached }, result: attached };
    });
    const { href } = await prepared(commissioning, 'contracts', '2015-06');
    const refused = await manager.send('/publications/new', `${href}/review`, {});
    expect(refused.text).toContain('1 suggestion waits');
    const item = `${href}/items/${ref}`;
    const choices = { supplier: 'publish', purpose: 'publish', conditions: 'publish', reasons: 'publish' };
    const said = { ...choices, 'value-for-money': 'publish', row: 'publish', reason: 'I read all of it' };
    expect((await manager.send(item, item, { ...said, copy: 'publish' })).status).toBe(303);
    expect((await manager.send('/publications/new', `${href}/review`, {})).status).toBe(303);
    expect((await cfo.send('/publications/new', `${href}/publication`, {})).status).toBe(303);
    const rows = await fileOf(href, 'contracts-over-10000-2015-06.csv');
    const name = rows.find(({ Contract }) => Contract === ref)?.Copy;
    expect(name).toMatch(new RegExp(`^${ref}-copy-[0-9a-f]{8}\\.csv$`));
    const copy = await supertest.agent(world.app).get(`/published/contracts/2015-06/${name}`);
    expect(copy.text).toBe('Clause,Says\n1,Training\n');
  });

  test('are told from transfers to the Chief Constable, which are none', async () => {
    const { href } = await prepared(commissioning, 'contracts', '2014-10');
    expect(await fileOf(href, 'contracts-over-10000-2014-10.csv')).toEqual([]);
    expect(await fileOf(href, 'contracts-others-2014-10.csv')).toEqual([]);
  });

  test('are invited for: invitations over £10,000 are published, and bids close after they were issued', async () => {
    const typed = {
      initiative: 'I-02',
      title: 'Leaflets',
      purpose: 'Leaflets for schools',
      'issued-day': '1',
      'issued-month': '7',
      'issued-year': '2014',
      'closes-day': '20',
      'closes-month': '6',
      'closes-year': '2014',
      procedure: 'quotations',
      cpv: '',
      notice: '',
    };
    const add = (wanted: Record<string, string>) =>
      commissioning.send('/tenders/new', '/tenders/new', { ...typed, ...wanted });
    expect((await add({ estimate: '10,000.01' })).text).toContain('bids cannot close before');
    expect((await add({ estimate: '10,000.01', 'closes-month': '8', cpv: '12' })).text).toContain(
      'A CPV code has 8 digits',
    );
    const over = await add({ estimate: '10,000.01', 'closes-month': '8', cpv: '79800000' });
    expect(over.status).toBe(303);
    expect((await add({ estimate: '10,000.00', 'closes-month': '8', title: 'Posters' })).status).toBe(303);
    const { href } = await prepared(commissioning, 'tenders', '2014-07');
    expect(await fileOf(href, 'invitations-to-tender-2014-07.csv')).toEqual([
      expect.objectContaining({
        Title: 'Leaflets',
        EstimatedValue: '10000.01',
        ClosingDate: '2014-08-20',
        CPVCode: '79800000',
      }),
    ]);
  });

  test('and decisions of significant public interest are published as their notices say, in each version', async () => {
    const { href } = await prepared(commissioning, 'decisions', '2014-04');
    const rows = await fileOf(href, 'decisions-2014-04.csv');
    expect(rows).toEqual([expect.objectContaining({ Decision: 'D-2014-001', Version: '1', Amount: '3500000.00' })]);
    const april = await prepared(commissioning, 'decisions', '2015-04', 'For a test');
    const held = (await fileOf(april.href, 'decisions-2015-04.csv')).find(({ Decision }) => Decision === 'D-2015-002');
    expect(held).toMatchObject({ HeldBack: 'The prices that providers quoted (invented).', WhyCorrected: '' });
    // D-2014-002 is of no significant public interest, and its notice was never published.
    const december = await prepared(commissioning, 'decisions', '2014-12');
    expect(await fileOf(december.href, 'decisions-2014-12.csv')).toEqual([]);
  });
});
