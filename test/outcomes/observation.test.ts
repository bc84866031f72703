import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { publishCounts } from '../figures/release/publish-counts.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const CHILDREN = {
  initiative: 'I-03',
  code: 'VS-CHILDREN',
  name: 'Children supported',
  unit: 'children',
  counts: 'people',
  basis: 'in-period',
  direction: 'none',
  rule: 'Each child who was supported in the quarter',
  source: 'Quarterly return',
  level: 'districts',
};
const BRADFORD = 'E08000032';
const CALDERDALE = 'E08000033';
const KIRKLEES = 'E08000034';
const LEEDS = 'E08000035';
const WAKEFIELD = 'E08000036';
const COUNTY = 'E23000010';

describe.each(DATABASES)('What was counted, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let leeds: Visitor;
  let auditor: Visitor;
  let officer: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    coordinator = await world.signIn('coordinator@demo.example');
    leeds = await world.signIn('leeds@demo.example');
    auditor = await world.signIn('auditor@demo.example');
    officer = await world.signIn('commissioning@demo.example');
    await post(coordinator, '/measures/new', CHILDREN);
  }, 120_000);
  afterAll(() => world.close());

  const post = (visitor: Visitor, path: string, fields: Record<string, string>) => visitor.send(path, path, fields);
  const FORM = '/measures/VS-CHILDREN/observations/new';
  const PAGE = '/measures/VS-CHILDREN?year=2015-16';
  const observed = (place: string, quarter = '2015-16-Q1') =>
    `/figures/outcome.observed?place=${place}&measure=VS-CHILDREN&quarter=${quarter}`;
  const EVIDENCE = { source: 'Quarterly return', grade: 'measured' };
  const submit = (visitor: Visitor, place: string, value: string, quarter = '2015-16-Q1', reason = '') =>
    post(visitor, FORM, { place, quarter, state: 'counted', value, ...EVIDENCE, reason });
  /** Submits and lets the commissioning officer approve all that awaits them. */
  const observe = async (visitor: Visitor, place: string, value: string, quarter = '2015-16-Q1', reason = '') => {
    const sent = await submit(visitor, place, value, quarter, reason);
    if (sent.status === 303) await approveAll();
    return sent;
  };
  const approveAll = async () => {
    const queue = (await officer.get('/measures/approvals')).text;
    const picks = [...queue.matchAll(/name="(pick-\d+)"/g)].map(([, name]) => [name as string, 'yes']);
    const sent = await post(officer, '/measures/approvals', { do: 'approve', ...Object.fromEntries(picks) });
    expect(sent.status).toBe(303);
  };
  /** Publishes what was approved, as a pack does: no page shows counts of people before. */
  const publish = (measures = ['VS-CHILDREN'], year = 2015) =>
    publishCounts(
      world,
      measures,
      ([1, 2, 3, 4] as const).map((quarter) => ({ year, quarter })),
    );
  const main = (text: string) => text.slice(text.indexOf('<main'), text.indexOf('</main>'));
  // That something was corrected is no secret; what it was is.
  const beforeEvidence = (text: string) => main(text).split('id="evidence"')[0];
  const row = (text: string, place: string) =>
    new RegExp(`<th scope="row" class="govuk-table__header">${place}</th>(.*?)</tr>`, 's').exec(text)?.[1] ?? '';

  test('a number, nothing available and not applicable are three different things, and zero is a number', async () => {
    expect((await observe(coordinator, BRADFORD, '6')).status).toBe(303);
    expect((await observe(coordinator, KIRKLEES, '0')).status).toBe(303);
    const missing = { place: WAKEFIELD, quarter: '2015-16-Q1', value: '', ...EVIDENCE };
    expect((await post(coordinator, FORM, { ...missing, state: 'not-available' })).status).toBe(303);
    await approveAll();
    // Before it is published, no page shows what was counted.
    expect(row((await auditor.get(PAGE)).text, 'Bradford')).toContain('[x] not available');
    await publish();
    const { text } = await auditor.get(PAGE);
    expect(row(text, 'Bradford')).toContain('>6</a>');
    expect(row(text, 'Kirklees')).toContain('>0</a>');
    expect(row(text, 'Wakefield')).toContain('[x] not available');
    expect(row(text, 'Calderdale')).toContain('Not entered');
    // Calderdale has said nothing, so the county has no number either.
    expect(row(text, 'All West Yorkshire')).toContain('[x] not available');

    const contrary = await post(coordinator, FORM, { ...missing, state: 'not-applicable', value: '4' });
    expect(contrary.status).toBe(400);
    expect(contrary.text).toContain('Number must be empty unless you select a number above');
    const empty = await observe(coordinator, BRADFORD, '');
    expect(empty.text).toContain('<a href="#value">Enter the number</a>');
    expect((await observe(coordinator, BRADFORD, '-1')).text).toContain('Number must be 0 or more');
    expect((await observe(coordinator, BRADFORD, '1e3')).status).toBe(400);
  });

  test('three children are [c] on the page, in its source, behind the figure and in the file', async () => {
    const submitted = await submit(coordinator, CALDERDALE, '3');
    expect(submitted.headers.location).toBe(PAGE);
    const first = await coordinator.get(PAGE);
    expect(first.text).toContain('The number for Calderdale, 2015/16 quarter 1 (April to June 2015) was submitted.');
    await approveAll();
    await publish();
    const { text } = await auditor.get(PAGE);
    expect(row(text, 'Calderdale')).toContain('[c] confidential');
    expect(row(text, 'Calderdale').replace(/href="[^"]*"/g, '')).not.toContain('3');
    expect(text).toContain('>[c]</text>');
    const looks = async () => [
      beforeEvidence((await auditor.get(PAGE)).text),
      (await auditor.get('/measures/VS-CHILDREN.csv?year=2015-16')).text,
      main((await auditor.get(observed(CALDERDALE))).text).replace(/\(act \d+ of the record\)/, ''),
      main((await auditor.get(observed(COUNTY))).text).replace(/\(act \d+ of the record\)/, ''),
    ];
    const three = await looks();
    expect(three[1]).toContain('Bradford,6,,,,2015-16\r\nCalderdale,[c],,,,2015-16\r\nKirklees,0,,,,2015-16\r\n');
    // Nothing that anybody can read tells one small count from another: not a bar, an axis, a link or a total.
    for (const other of ['1', '5']) {
      await observe(coordinator, CALDERDALE, other, '2015-16-Q1', 'Counted again');
      expect(await looks()).toEqual(three);
    }
    await observe(coordinator, CALDERDALE, '3', '2015-16-Q1', 'Counted again');
  });

  test('a total that would give a hidden district away is hidden with it', async () => {
    // Beside the districts, a number of the county's own would be one subtraction away from a hidden one.
    await observe(leeds, LEEDS, '10');
    const own = await observe(coordinator, COUNTY, '40');
    expect([own.status, own.text.includes('is already recorded by district')]).toEqual([422, true]);
    await observe(coordinator, WAKEFIELD, '21', '2015-16-Q1', 'It came');
    await publish();
    const { text } = await auditor.get(PAGE);
    expect(row(text, 'Calderdale')).toContain('[c] confidential');
    // With the county shown, a second district is hidden: which, the proof decides.
    const county = row(text, 'All West Yorkshire');
    const hidden = ['Bradford', 'Calderdale', 'Kirklees', 'Leeds', 'Wakefield'].filter((name) =>
      row(text, name).includes('[c] confidential'),
    );
    expect([county.includes('[c] confidential') || hidden.length >= 2, hidden.includes('Calderdale')]).toEqual([
      true,
      true,
    ]);
  });

  test('a district contact enters and sees their own district, and no other', async () => {
    const form = (await leeds.get(FORM)).text;
    expect(form).toContain('Leeds</option>');
    expect(form).not.toContain('Bradford');
    expect(form).not.toContain('All West Yorkshire');
    expect((await observe(leeds, LEEDS, '12', '2015-16-Q1', 'Counted again')).status).toBe(303);
    const other = await observe(leeds, BRADFORD, '7');
    expect(other.status).toBe(403);
    expect(other.text).toContain('You may enter and see this for your own district only.');
    expect((await observe(leeds, COUNTY, '7')).status).toBe(403);
    const seen = (await leeds.get(PAGE)).text;
    expect(row(seen, 'Leeds')).not.toContain('12');
    expect(seen).not.toContain('Bradford');
    expect((await leeds.get('/measures/VS-CHILDREN.csv')).text).not.toContain('Calderdale');
    expect((await leeds.get(observed(LEEDS))).status).toBe(200);
    expect((await leeds.get(observed(BRADFORD))).status).toBe(403);
    expect((await world.db('observation_version').where({ measure: 'VS-CHILDREN', place: BRADFORD })).length).toBe(1);
  });

  test('a quarter that has not begun is refused, and its form is kept', async () => {
    const future = await observe(coordinator, BRADFORD, '8', '2015-16-Q3');
    expect(future.status).toBe(422);
    expect(future.text).toContain('had not begun by 31 July 2015. Choose an earlier quarter.');
    expect(future.text).toContain('value="8"');
    expect((await observe(coordinator, BRADFORD, '8', '2015-16-Q2')).status).toBe(303);
    expect((await observe(coordinator, BRADFORD, '8', '2025-26-Q1')).status).toBe(400);
    const extra = await post(coordinator, FORM, { place: BRADFORD, measure: 'SA-DISC' });
    expect(extra.status).toBe(400);
    expect((await post(auditor, FORM, {})).status).toBe(403);
  });

  test('targets and shares stand beside the counts; a share of a hidden count is hidden', async () => {
    const target = { place: COUNTY, quarter: '2015-16-Q4', value: '1,200' };
    expect((await post(coordinator, '/measures/VS-CHILDREN/targets/new', target)).status).toBe(303);
    expect((await auditor.get(PAGE)).text).toContain('>1,200</a>');
    await publish(['SA-QUEST', 'SA-BEFORE', 'SA-AFTER'], 2014);
    const after = (await auditor.get('/measures/SA-AFTER?year=2014-15')).text;
    expect(after).toContain('Share of Questionnaires completed, 2014/15');
    expect(after).toContain('>100%</a>');
    expect((await auditor.get('/measures/SA-BEFORE?year=2014-15')).text).toContain('>58%</a>');
    await post(coordinator, '/measures/SA-QUEST/observations/new', {
      place: LEEDS,
      quarter: '2015-16-Q1',
      state: 'counted',
      value: '40',
      ...EVIDENCE,
    });
    await post(coordinator, '/measures/SA-AFTER/observations/new', {
      place: LEEDS,
      quarter: '2015-16-Q1',
      state: 'counted',
      value: '4',
      ...EVIDENCE,
    });
    await approveAll();
    await publish(['SA-QUEST', 'SA-AFTER']);
    const hidden = (await auditor.get('/measures/SA-AFTER?year=2015-16')).text;
    expect(hidden).not.toContain('10%');
    expect(row(hidden.slice(hidden.indexOf('Share of Questionnaires')), 'Leeds')).toContain('[c] confidential');
  });

  test('a measure of events shows small numbers as they are', async () => {
    const { text } = await auditor.get('/measures/SA-SESSIONS?year=2015-16');
    expect(row(text, 'Wakefield')).toContain('>5</a>');
    expect(text).not.toContain('Counts of people from 1 to 5');
  });

  test('no audit event and no answer to a repeated form holds the number', async () => {
    const events = await world.db('audit_event').where({ action: 'observation.enter' }).select('body');
    expect(events.length).toBeGreaterThan(5);
    for (const { body } of events) expect(JSON.parse(body).detail).toEqual({});
    const decided = await world.db('audit_event').whereLike('action', 'observation.%').select('body');
    const details = decided.flatMap(({ body }) => Object.keys(JSON.parse(body).detail));
    // Rows are named by their number; nothing of what they say is.
    expect(new Set(details)).toEqual(new Set(['rows']));
    const keys = await world.db('request_key').select('outcome');
    expect(keys.every(({ outcome }) => !/^\d+$/.test(outcome))).toBe(true);
  });
});
