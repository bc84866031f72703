import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { perform } from '../../src/audit/act.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../src/outcomes/measure.ts';
import { doer } from '../../src/people/person.ts';
import { observe } from '../outcomes/observed.ts';
import { DATABASES, type Visitor, type World } from '../world.ts';
import { openOffice, prepared, spent, takenBack } from './office.ts';

type Rows = Record<string, string>[];
const FORMULA = '=HYPERLINK("http://elsewhere.example","open")\nTwo lines, "quoted"';

describe.each(DATABASES)('spend over £500 on %s', (kind) => {
  let world: World;
  let finance: Visitor;
  let manager: Visitor;

  beforeAll(async () => {
    world = await openOffice(kind);
    finance = await world.signIn('finance@demo.example');
    manager = await world.signIn('manager@demo.example');
  });
  afterAll(() => world.close());

  /** The rows of a month's draft, prepared anew. */
  async function draft(month: string): Promise<{ href: string; text: string; rows: Rows; page: string }> {
    const { href } = await prepared(finance, 'spend', month);
    const { text } = await manager.get(`${href}/files/spend-over-500-${month}.csv`);
    const page = (await manager.get(href)).text;
    return { href, text, rows: parse(text, { bom: true, columns: true }), page };
  }
  const inJanuary = { paidOn: '2015-01-20', invoicedOn: '2015-01-10' };
  const refs = (rows: Rows) => rows.map((row) => row.TransactionNumber);

  test('is tested by the whole invoice, to the penny, and lists every line of it', async () => {
    const exactly = await spent(world, { ...inJanuary, reference: 'A-1', netPence: 50_000 });
    const over = await spent(world, { ...inJanuary, reference: 'A-2', netPence: 50_001 });
    const one = await spent(world, { ...inJanuary, reference: 'A-3', netPence: 30_000 });
    const other = await spent(world, { ...inJanuary, reference: 'A-3', netPence: 20_001, place: 'E08000035' });
    const elsewhere = await spent(world, {
      ...inJanuary,
      reference: 'A-3',
      netPence: 100,
      supplier: 'Somebody else Ltd',
    });
    const { rows } = await draft('2015-01');
    expect(refs(rows)).toEqual(expect.arrayContaining([over, one, other]));
    expect(refs(rows)).not.toContain(exactly);
    expect(refs(rows)).not.toContain(elsewhere);
    expect(rows.find((row) => row.TransactionNumber === over)?.Amount).toBe('500.01');
  });

  test('leaves out grants, what awaits approval and what was reversed before it was published', async () => {
    const grant = await spent(world, {
      ...inJanuary,
      initiative: 'I-03',
      agreement: 'AG-2015-003',
      supplier: 'Leeds City Council',
      netPence: 100_000,
    });
    const wrong = await spent(world, { ...inJanuary, netPence: 70_000 });
    const refund = await takenBack(world, wrong, { kind: 'refund', pence: 10_000, happenedOn: '2015-01-25' });
    const back = await takenBack(world, wrong, { kind: 'reversal', pence: 0, happenedOn: '2015-07-30' }).catch(
      () => null,
    );
    const { rows } = await draft('2015-01');
    expect(refs(rows)).not.toContain(grant);
    if (back === null) expect(refs(rows)).toEqual(expect.arrayContaining([wrong, refund]));
    const twice = await spent(world, { ...inJanuary, netPence: 80_000 });
    await takenBack(world, twice, { kind: 'reversal', pence: 0, happenedOn: '2015-01-28' });
    expect(refs((await draft('2015-01')).rows)).not.toContain(twice);
  });

  test('gives money back as a negative number, and VAT that is not recovered beside the amount', async () => {
    const ref = await spent(world, { ...inJanuary, netPence: 90_000, vatPence: 18_000 });
    const refund = await takenBack(world, ref, { kind: 'refund', pence: 45_010, happenedOn: '2015-01-30' });
    const { rows, text } = await draft('2015-01');
    const of = (wanted: string) => rows.find((row) => row.TransactionNumber === wanted);
    expect(of(ref)).toMatchObject({ Amount: '1080.00', IrrecoverableVATAmount: '180.00' });
    expect(of(refund)).toMatchObject({ Amount: '-450.10', PaymentDate: '30/01/2015' });
    expect(text).toContain(',-450.10,');
  });

  test('comes as RFC 4180 with a record on each line, and no formula runs', async () => {
    const ref = await spent(world, {
      ...inJanuary,
      description: FORMULA,
      supplier: '+Hire (invented)',
      reference: '=1',
    });
    const { text, rows } = await draft('2015-01');
    const found = rows.find((row) => row.TransactionNumber === ref);
    expect(found?.Purpose).toBe('\'=HYPERLINK("http://elsewhere.example","open") Two lines, "quoted"');
    expect(found?.BeneficiaryName).toBe("'+Hire (invented)");
    expect(text.startsWith('\ufeffOrganisationLabel,')).toBe(true);
    const lines = text.split('\r\n');
    expect(lines.pop()).toBe('');
    expect(lines.length).toBe(rows.length + 1);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('of a month without any has its columns all the same', async () => {
    const { text } = await draft('2014-09');
    expect(text.split('\r\n')).toEqual([expect.stringMatching(/^\ufeffOrganisationLabel,.*,ContractRef$/), '']);
  });

  test('asks a person about a payee who looks like an individual, and holds words that nobody checked', async () => {
    const ref = await spent(world, { paidOn: '2015-02-20', supplier: 'Sarah Thompson', netPence: 75_000 });
    const { href, page, text } = await draft('2015-02');
    expect(page).toContain('To be decided');
    expect(text).not.toContain('Sarah');
    const refused = await manager.send('/publications/new', `${href}/review`, {});
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('for somebody’s decision first');
    const item = `${href}/items/${ref}`;
    const choices = { purpose: 'publish', row: 'publish', reason: 'A sole trader' };
    const letOut = await manager.send(item, item, { ...choices, beneficiary: 'publish' });
    expect(letOut.status).toBe(422);
    expect(letOut.text).toContain('nobody has checked them');
    const unsaid = await manager.send(item, item, { ...choices, beneficiary: 'personal', reason: '' });
    expect(unsaid.text).toMatch(/Enter .*reason/i);
    expect((await manager.send(item, item, { ...choices, beneficiary: 'personal' })).status).toBe(303);
    const file = await manager.get(`${href}/files/spend-over-500-2015-02.csv`);
    const [row] = (parse(file.text, { bom: true, columns: true }) as Rows).filter((of) => of.TransactionNumber === ref);
    expect(row).toMatchObject({ BeneficiaryName: 'REDACTED PERSONAL DATA', BeneficiaryOtherID: '', Amount: '750.00' });
    expect((await manager.get(item)).text).toContain('A sole trader');
    expect((await manager.send('/publications/new', `${href}/review`, {})).status).toBe(303);
    expect((await finance.get(item)).status).toBe(403);
  });

  test('leaves an individual foster carer out by a decision, and publishes an agency', async () => {
    const about = { initiative: 'I-04', paidOn: '2015-03-20', invoicedOn: '2015-03-10', category: '5' };
    const carer = await spent(world, { ...about, supplier: 'Mrs J Okafor', description: 'Allowance' });
    const agency = await spent(world, { ...about, supplier: 'Independent fostering agency (invented)' });
    const { href, page } = await draft('2015-03');
    expect(page).toContain('a payment to an individual foster carer');
    const item = `${href}/items/${carer}`;
    const choices = { beneficiary: 'personal', purpose: 'publish', row: 'foster-carer', reason: 'A carer of ours' };
    expect((await manager.send(item, item, choices)).status).toBe(303);
    const file = await manager.get(`${href}/files/spend-over-500-2015-03.csv`);
    expect(file.text).not.toContain(carer);
    expect(file.text).toContain(agency);
    expect((await manager.get(href)).text).toContain('Left out');
  });

  test('hides what stands in for one to five children, and nobody can let it out', async () => {
    const about = { initiative: 'I-04', supplier: 'Independent fostering agency (invented)', category: '5' };
    const june = { paidOn: '2015-06-22', invoicedOn: '2015-06-20' };
    const few = await spent(world, { ...about, ...june, place: 'E08000034', netPence: 580_000 });
    const county = await spent(world, { ...about, ...june, netPence: 590_000 });
    const many = await spent(world, { ...about, ...june, place: 'E08000035', netPence: 2_710_000 });
    const before = await spent(world, { ...about, paidOn: '2015-03-22', invoicedOn: '2015-03-20', netPence: 70_000 });
    const { href, rows, page } = await draft('2015-06');
    // Leeds placed more than five, and would give Kirklees away.
    expect(refs(rows)).not.toContain(many);
    expect(refs(rows)).not.toContain(few);
    expect(refs(rows)).not.toContain(county);
    expect(page).toContain('A number of a few children could be worked out from it');
    const item = `${href}/items/${few}`;
    const choices = { beneficiary: 'publish', purpose: 'commercial', row: 'publish', reason: 'Let it out' };
    await manager.send(item, item, choices);
    expect((await manager.get(`${href}/files/spend-over-500-2015-06.csv`)).text).not.toContain(few);
    expect(refs((await draft('2015-03')).rows)).toContain(before);
  });

  test('hides what stands in for events of which one to five children were counted in a district', async () => {
    const april = { initiative: 'I-02', agreement: 'AG-2015-002', paidOn: '2015-04-22', invoicedOn: '2015-04-20' };
    const paid = await spent(world, { ...april, netPence: 90_000 });
    expect(refs((await draft('2015-04')).rows)).toContain(paid);
    const coordinator = await world.person('coordinator@demo.example');
    await perform(world.site, doer(coordinator), 'measure', null, async (act) => {
      const core = { name: 'Visits', unit: 'visits', direction: 'none', basis: 'in-period', counts: 'events' } as const;
      const definition = definitionOf(core, { level: 'districts', costEach: 'visit' });
      const defined = { on: '2015-07-31', enteredBy: coordinator.id };
      await addMeasure(act, { code: 'T-VISITS', initiative: 'I-02', ...definition }, defined);
      await observe(act, {
        measure: 'T-VISITS',
        place: 'E08000035',
        quarter: { year: 2015, quarter: 1 },
        value: 40,
        children: 3,
        marker: null,
        source: 'Return',
        enteredBy: coordinator.id,
      });
      return { subject: { kind: 'measure', ref: 'T-VISITS' }, result: null };
    });
    expect(refs((await draft('2015-04')).rows)).not.toContain(paid);
  });
});
