import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { soughtWords, wordsOf } from '../../src/platform/search.ts';
import { SpendList } from '../../src/spend/list/list.ts';
import { comparePlaces, type Place, readPlace, SPEND_SORTS, type SpendSort } from '../../src/spend/list/place.ts';
import { listSpend, type SpendFilter } from '../../src/spend/spend.store.ts';
import { type Spend, type SpendStatus, signedPence } from '../../src/spend/spend.ts';
import { dice } from '../bench/generate.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { type MadeBatch, type MadeCoding, makeBatch } from './line-maker.ts';
import { fillOffice, invoice } from './office.ts';
import { hiddenOf } from './page.ts';

const RUNS = Number(process.env.CSE_RUNS ?? 60);

/** A row as a naive reader has it: everything in memory, looked at one by one. */
interface NaiveRow {
  spend: Pick<Spend, 'ref' | 'initiative' | 'agreement' | 'place' | 'category' | 'kind' | 'status' | 'period'> &
    Pick<Spend, 'supplier' | 'batch' | 'invoicedOn' | 'pence' | 'enteredBy' | 'correctsKind'>;
  text: string;
  recorded: number;
  isLine: boolean;
  id: number;
}

const SUPPLIERS = ['Northern Print Ltd', 'Zebra 10% Taxis', 'Café Wakefield', 'A Long Way Home_Trust'];
const TEXTS = ['printing of posters', 'taxi to school', 'room-hire/www.hire.example', 'posters again', ''];
const CODINGS: MadeCoding[] = [
  ['rule', 'I-01', 'AG-2015-001', 'E08000035', '3', 2015, 4],
  ['choice', 'I-01', '', 'E23000010', '4', 2015, 3],
  ['rule', 'I-02', '', 'E08000032', '3', 2015, 4],
  ['left-out', 'I-01', '', 'E08000035', '3', 2015, 4],
  ['matched', 'I-02', '', 'E08000032', '3', 2015, 4],
].map(([how, initiative, agreement, place, category, year, period]) => ({
  how,
  initiative,
  agreement,
  place,
  category,
  year,
  period,
})) as MadeCoding[];

function madeBatches(people: readonly number[]): MadeBatch[] {
  const roll = dice(7);
  const of = (ref: string, outcome: MadeBatch['outcome'], more: Partial<MadeBatch> = {}): MadeBatch => ({
    ref,
    enteredBy: people[roll(2)] as number,
    outcome,
    codings: CODINGS,
    suppliers: SUPPLIERS,
    lines: Array.from({ length: 30 }, (_, index) => ({
      date: `2015-0${4 + roll(4)}-1${roll(4)}`,
      pence: (roll(4) === 0 ? -1 : 1) * (100 + roll(12) * 50),
      coding: roll(5),
      supplier: roll(4),
      transaction: `T${index}`,
      text: TEXTS[roll(5)] as string,
    })),
    ...more,
  });
  return [
    of('IB-2015-16-001', 'accepted'),
    of('IB-2015-16-002', null),
    of('IB-2015-16-003', 'rejected'),
    of('IB-2015-16-004', 'accepted', { reversed: true }),
    of('none', null, { confirmed: false }),
  ];
}

describe.each(DATABASES)('On %s, the list of spend', (kind) => {
  let world: World;
  let all: NaiveRow[];
  let people: number[];
  beforeAll(async () => {
    world = await openWorld(kind, fillOffice);
    people = [(await world.person('finance@demo.example')).id, (await world.person('finance2@demo.example')).id];
    const finance = await world.signIn('finance@demo.example');
    for (const net of ['100.00', '250.00', '100.00', '7.00']) {
      const check = await finance.send(
        '/spend/new',
        '/spend/check',
        invoice({ net, supplier: SUPPLIERS[0] as string }),
      );
      await finance.agent
        .post('/spend')
        .type('form')
        .send({ ...hiddenOf(check.text), same: 'yes' });
    }
    const batches = madeBatches(people);
    for (const batch of batches) await makeBatch(world.site, 1, batch);
    const spends = await listSpend(world.db, 1);
    all = [...spends.map(fromSpend), ...(await linesOf(world, batches))];
  });
  afterAll(() => world.close());

  test('shows the same rows as a reader that looks at every one, whatever is asked, page by page, from both ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        filters(people),
        fc.constantFrom(...SORTS),
        fc.constantFrom(0, 20, 4000),
        async (filter, sort, few) => {
          const list = await SpendList.open(world.db, 1, filter, few);
          const expected = naive(all, filter, sort);
          const rows: string[] = [];
          let page = await list.page(sort, { to: 'first' });
          expect(page.isFirst).toBe(true);
          for (;;) {
            rows.push(...page.rows.map(({ ref }) => ref));
            if (page.isLast) break;
            page = await list.page(sort, { to: 'after', place: readPlace(page.ends, SPEND_SORTS[sort].by) });
          }
          expect(rows).toEqual(expected.map(({ spend }) => spend.ref));
          expect(page.count).toEqual({ rows: expected.length, exact: true });
          const back: string[] = [];
          page = await list.page(sort, { to: 'last' });
          for (;;) {
            back.unshift(...page.rows.map(({ ref }) => ref));
            if (page.isFirst) break;
            page = await list.page(sort, { to: 'before', place: readPlace(page.begins, SPEND_SORTS[sort].by) });
          }
          expect(back).toEqual(rows);
          const sums = await list.lineSums();
          if (few > 20) expect(sums).not.toBeNull();
          if (sums !== null) expect(nonZero(sums)).toEqual(naiveSums(expected.filter(({ isLine }) => isLine)));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('passes over the lines of other batches, and over none of those that are asked for', async () => {
    const asked: SpendFilter[] = [
      ...STATUSES.map((status) => ({ status })),
      ...['IB-2015-16-001', 'IB-2015-16-004'].map((batch) => ({ batch })),
      ...people.map((enteredBy) => ({ enteredBy })),
    ];
    for (const filter of asked) {
      const list = await SpendList.open(world.db, 1, filter, 0);
      for (const sort of SORTS) {
        const expected = naive(all, filter, sort).map(({ spend }) => spend.ref);
        const [first, last] = [await list.page(sort, { to: 'first' }), await list.page(sort, { to: 'last' })];
        const at = [filter, sort];
        expect([...at, first.rows.map(({ ref }) => ref)]).toEqual([...at, expected.slice(0, first.rows.length)]);
        expect([...at, last.rows.map(({ ref }) => ref)]).toEqual([...at, expected.slice(-last.rows.length)]);
        if (expected.length <= 50) expect(first.rows.length).toBe(expected.length);
      }
    }
  });

  test('is the same as a file, whole and in the same order, and says that it ends', async () => {
    const finance = await world.signIn('finance@demo.example');
    const file = await finance.get('/spend.csv?sort=amount&supplier=print');
    const expected = naive(all, { supplier: 'print' }, 'amount').map(({ spend }) => spend.ref);
    const refs = file.text
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(',')[0]);
    expect(refs).toEqual([...expected, `End of file: ${expected.length} rows`]);
    expect(file.text.startsWith('\ufeffreference,')).toBe(true);
  });

  test('leads from an imported line to its batch, and is refused to those who may not see spend', async () => {
    const finance = await world.signIn('finance@demo.example');
    const page = await finance.get('/spend?batch=IB-2015-16-001&sort=oldest');
    expect(page.text).toMatch(/href="\/imports\/IB-2015-16-001\?row=\d+">IB-2015-16-001\/\d+</);
    const leeds = await world.signIn('leeds@demo.example');
    expect((await leeds.get('/spend')).status).toBe(403);
    expect((await leeds.get('/spend.csv')).status).toBe(403);
  });

  test('says what is wrong with a day or an amount, and keeps what was typed', async () => {
    const finance = await world.signIn('finance@demo.example');
    const wrong = await finance.get('/spend?from=31/02/2015&least=ten');
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('Invoiced from must be a day, like 30 June 2015 or 30/06/2015');
    expect(wrong.text).toContain('Amount from must be an amount in pounds, like 1,234.50');
    expect(wrong.text).toContain('value="31/02/2015"');
    expect((await finance.get('/spend.csv?from=soon')).status).toBe(400);
    expect((await finance.get('/spend?from=30/06/2015&to=1/4/2015')).text).toContain('must be on or after the first');
    for (const address of ['after=x', 'after=5~x1', 'at=0', 'before=2015-04-01~l1', 'page=2']) {
      expect([address, (await finance.get(`/spend?${address}`)).status]).toEqual([address, 400]);
    }
    for (const words of [
      '"',
      'NEAR(a b)',
      '*',
      'a"*',
      "'; DROP",
      '\u202eabc',
      'zzcoding1',
      '𞤀b',
      '()',
      ':',
      'x'.repeat(400),
    ]) {
      const found = await finance.get(`/spend?words=${encodeURIComponent(words)}`);
      expect([words, found.status]).toEqual([words, 200]);
    }
  });

  test('gives each row once to whoever turns its pages while others are recorded', async () => {
    for (const [index, sort] of SORTS.entries()) {
      const rows = naive(all, {}, sort).map(({ spend }) => spend.ref);
      const seen: string[] = [];
      const ref = `IB-2015-16-10${index}`;
      const added = { ...(madeBatches(people)[0] as MadeBatch), ref };
      let page = await (await SpendList.open(world.db, 1, {}, 0)).page(sort, { to: 'first' });
      await makeBatch(world.site, 1, added);
      for (;;) {
        seen.push(...page.rows.map((row) => row.ref));
        if (page.isLast) break;
        const place = readPlace(page.ends, SPEND_SORTS[sort].by);
        page = await (await SpendList.open(world.db, 1, {}, 0)).page(sort, { to: 'after', place });
      }
      expect(seen.filter((one) => rows.includes(one))).toEqual(rows);
      expect(new Set(seen).size).toBe(seen.length);
      all.push(...(await linesOf(world, [added])));
    }
  });

  test('keeps filters for whoever saved them; the list opens with the one they chose', async () => {
    const finance = await world.signIn('finance@demo.example');
    const query = 'supplier=zebra&sort=amount';
    const from = `/spend?${query}`;
    const saved = await finance.send(from, '/spend/filters', { name: 'Zebra', query });
    expect([saved.status, saved.headers.location]).toEqual([303, `/spend?${query}`]);
    const page = await finance.get('/spend?all=yes');
    expect(page.text).toContain(`href="/spend?supplier=zebra&amp;sort=amount">Zebra</a>`);
    const id = /spend\/filters\/(\d+)\/default/.exec(page.text)?.[1];
    const finance2 = await world.signIn('finance2@demo.example');
    expect((await finance2.get('/spend')).text).not.toContain('Zebra</a>');
    expect((await finance2.send('/spend?kind=spend', `/spend/filters/${id}/deletion`, {})).status).toBe(404);
    expect((await finance2.send('/spend?kind=spend', `/spend/filters/${id}/default`, {})).status).toBe(404);
    expect((await finance.send(from, '/spend/filters', { name: '', query })).status).toBe(400);
    expect((await finance.send(from, '/spend/filters', { name: 'x', query: 'colour=red' })).status).toBe(400);
    expect((await finance.send(from, '/spend/filters', { name: 'x', query: '' })).status).toBe(400);
    await finance.send(from, `/spend/filters/${id}/default`, {});
    const opened = await finance.get('/spend');
    expect([opened.status, opened.headers.location]).toEqual([303, `/spend?${query}`]);
    await finance.send('/spend?all=yes', '/spend/filters/no-default', {});
    expect((await finance.get('/spend')).status).toBe(200);
    expect((await finance.send('/spend?all=yes', `/spend/filters/${id}/deletion`, {})).status).toBe(303);
    expect((await finance.get('/spend?all=yes')).text).not.toContain('Zebra</a>');
  });
});

const STATUSES: readonly SpendStatus[] = ['approved', 'awaiting approval', 'returned', 'reversed'];
const SORTS = Object.keys(SPEND_SORTS) as SpendSort[];

function filters(people: readonly number[]): fc.Arbitrary<SpendFilter> {
  const day = fc.constantFrom('2015-04-11', '2015-05-12', '2015-06-13', '2015-07-30');
  return fc
    .record(
      {
        initiative: fc.constantFrom('I-01', 'I-02'),
        agreement: fc.constant('AG-2015-001'),
        place: fc.constantFrom('E08000035', 'E08000032'),
        category: fc.constantFrom('3', '4'),
        kinds: fc.constantFrom(['spend' as const], ['unmatched-credit' as const], ['refund' as const]),
        status: fc.constantFrom(...STATUSES),
        year: fc.constant(2015),
        period: fc.constantFrom({ year: 2015, number: 3 }, { year: 2015, number: 4 }),
        supplier: fc.constantFrom('print', '10%', 'home_', 'CAF', 'nobody'),
        batch: fc.constantFrom('IB-2015-16-001', 'IB-2015-16-004', null),
        from: day,
        to: day,
        least: fc.constantFrom(150, 400, 10_000),
        most: fc.constantFrom(300, 400, 10_000),
        enteredBy: fc.constantFrom(...people),
        words: fc
          .constantFrom('poster', 'taxi school', 'print', 'cafe', 'again poster', 'example', 'room', 'zzz', 'zz', '!')
          .map(soughtWords),
      },
      { requiredKeys: [] },
    )
    .map((filter) =>
      Object.fromEntries(
        Object.entries(filter).filter(
          ([key]) => (key.length * 7 + JSON.stringify(filter).length) % 3 === 0 || Object.keys(filter).length < 4,
        ),
      ),
    );
}

function naive(all: readonly NaiveRow[], filter: SpendFilter, sort: SpendSort): NaiveRow[] {
  const { by, down } = SPEND_SORTS[sort];
  const place = ({ spend, recorded, isLine, id }: NaiveRow): Place => {
    const number = isLine && by === 'recorded' ? Number(spend.ref.split('/')[1]) : id;
    return { key: by === 'recorded' ? recorded : by === 'size' ? spend.pence : spend.invoicedOn, isLine, number };
  };
  return all.filter((row) => isMeant(row, filter)).sort((a, b) => comparePlaces(place(a), place(b)) * (down ? -1 : 1));
}

function isMeant({ spend, text }: NaiveRow, filter: SpendFilter): boolean {
  const found = wordsOf(text);
  return (
    (['initiative', 'agreement', 'place', 'category', 'status', 'enteredBy'] as const).every(
      (part) => filter[part] === undefined || spend[part] === filter[part],
    ) &&
    (filter.kinds === undefined || filter.kinds.includes(spend.kind)) &&
    (filter.year === undefined || spend.period.year === filter.year) &&
    (filter.period === undefined || spend.period.number === filter.period.number) &&
    (filter.supplier === undefined || spend.supplier.toLowerCase().includes(filter.supplier.toLowerCase())) &&
    (filter.batch === undefined || spend.batch === filter.batch) &&
    (filter.from === undefined || spend.invoicedOn >= filter.from) &&
    (filter.to === undefined || spend.invoicedOn <= filter.to) &&
    (filter.least === undefined || spend.pence >= filter.least) &&
    (filter.most === undefined || spend.pence <= filter.most) &&
    (filter.words === undefined ||
      (filter.words.length > 0 &&
        filter.words.every(({ text: word, begins }) =>
          found.some((one) => (begins ? one.startsWith(word) : one === word)),
        )))
  );
}

function fromSpend(spend: Spend): NaiveRow {
  const text = `${spend.supplier} ${spend.reference ?? ''} ${spend.description ?? ''} ${spend.ref}`;
  return { spend, text, recorded: spend.actSeq, isLine: false, id: spend.id };
}

async function linesOf(world: World, batches: readonly MadeBatch[]): Promise<NaiveRow[]> {
  const rows: NaiveRow[] = [];
  for (const batch of batches.filter(({ confirmed }) => confirmed !== false)) {
    const { act_seq: recorded } = await world.db('import_batch').where({ ref: batch.ref }).first();
    const plan = await world.db('import_plan').where({ batch_ref: batch.ref }).first();
    const ids = await world.db('import_line').where({ plan_id: plan.id }).orderBy('row_number').pluck('id');
    const status = batch.reversed
      ? 'reversed'
      : batch.outcome === null
        ? 'awaiting approval'
        : batch.outcome === 'accepted'
          ? 'approved'
          : 'returned';
    for (const [index, line] of batch.lines.entries()) {
      const coding = batch.codings[line.coding] as MadeCoding;
      if (['left-out', 'pays', 'matched'].includes(coding.how)) continue;
      const supplier = batch.suppliers[line.supplier] as string;
      rows.push({
        spend: {
          ...coding,
          agreement: line.pence < 0 ? '' : coding.agreement,
          ref: `${batch.ref}/${index + 2}`,
          kind: line.pence < 0 ? 'unmatched-credit' : 'spend',
          correctsKind: null,
          status,
          period: { year: coding.year, number: coding.period },
          supplier,
          batch: batch.ref,
          invoicedOn: line.date,
          pence: Math.abs(line.pence),
          enteredBy: batch.enteredBy,
        },
        text: `${supplier} ${line.transaction} ${line.text}`,
        recorded,
        isLine: true,
        id: ids[index],
      });
    }
  }
  return rows;
}

function naiveSums(rows: readonly NaiveRow[]): Record<string, number> {
  const sums = new Map<SpendStatus, number>();
  for (const { spend } of rows) sums.set(spend.status, (sums.get(spend.status) ?? 0) + signedPence(spend));
  return nonZero(sums);
}

function nonZero(sums: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...sums].filter(([, pence]) => pence !== 0).sort());
}
