import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { readTemplates } from '../../src/outcomes/template.ts';
import { inProject } from '../../src/platform/root.ts';
import { errorsOf, plain } from '../spend/page.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';
import { PLAIN_MEASURE, post } from './outcome-desk.ts';

test('the templates are three, and what is a share names what it is a share of', () => {
  const templates = readTemplates(inProject('data', 'measure-templates'));
  expect([...templates.keys()]).toEqual(['school-awareness', 'specialist-foster-care', 'specialist-investigators']);
  for (const measures of templates.values()) {
    const codes = measures.map(({ code }) => code);
    for (const { shareOf } of measures) expect(shareOf === null || codes.includes(shareOf)).toBe(true);
  }
});

describe.each(DATABASES)('What a measure means, on %s', (kind) => {
  let world: World;
  let coordinator: Visitor;
  let auditor: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    coordinator = await world.signIn('coordinator@demo.example');
    auditor = await world.signIn('auditor@demo.example');
  }, 120_000);
  afterAll(() => world.close());

  const add = (more: Record<string, string>) =>
    post(coordinator, '/measures/new', {
      initiative: 'I-03',
      code: 'M-ONE',
      name: 'Things made',
      ...PLAIN_MEASURE,
      ...more,
    });
  const change = (fields: Record<string, string>, seen = '1') =>
    post(coordinator, '/measures/M-ONE/change', { name: 'Things made', ...PLAIN_MEASURE, seen, ...fields });

  test('is all that it says: rule, source, breakdown, baseline; and what is missing is asked for', async () => {
    const bare = await add({ rule: '', dimension: 'Year group', baseline: '7' });
    expect(bare.status).toBe(400);
    expect(errorsOf(bare.text)).toEqual([
      'Enter the counting rule',
      'Enter the categories',
      'Enter the time of the baseline',
      'Enter the source of the baseline',
    ]);
    const full = await add({
      doubleCount: 'A thing made twice',
      dimension: 'Colour',
      categories: 'Red\nGreen\n\nBlue',
      baseline: '120',
      baselinePeriod: '2013/14',
      baselineSource: 'Survey',
    });
    expect(full.status).toBe(303);
    const page = plain((await auditor.get('/measures/M-ONE')).text);
    for (const said of [
      'Each thing once',
      'A thing made twice',
      'Colour: Red, Green, Blue',
      '120 in 2013/14. Source: Survey',
    ]) {
      expect(page).toContain(said);
    }
    expect((await add({ code: 'M-ONE' })).status).toBe(422);
    expect((await add({ code: 'M-TWO', dimension: 'Colour', categories: 'Red\nRED' })).status).toBe(400);
    expect((await post(auditor, '/measures/new', {})).status).toBe(403);
  });

  test('changes by a version with its day and reason, and the one before stays', async () => {
    const silent = await change({ rule: 'Each thing and its copy' });
    expect(errorsOf(silent.text)).toEqual(['Enter why it changes']);
    expect((await change({ rule: 'Each thing and its copy', reason: 'Copies were in dispute' })).status).toBe(303);
    const page = plain((await auditor.get('/measures/M-ONE')).text);
    expect(page).toContain('Counting rule (was: Each thing once)');
    expect(page).toContain('Copies were in dispute');
    expect(page).toContain('31 July 2015');
    const rows = await world.db('measure_definition').where({ measure: 'M-ONE' }).orderBy('version');
    expect(rows.map(({ version, changed_on }) => [version, changed_on])).toEqual([
      [1, '2015-07-31'],
      [2, '2015-07-31'],
    ]);
    const late = await change({ rule: 'Another', reason: 'Too late' });
    expect([late.status, plain(late.text).includes('was changed while you had it open')]).toEqual([422, true]);
    const same = await change({ rule: 'Each thing and its copy', reason: 'None' }, '2');
    expect([same.status, plain(same.text).includes('Nothing differs')]).toEqual([422, true]);
  });

  test('once it counts people never counts something else, or what was hidden would show', async () => {
    expect((await change({ counts: 'people', rule: 'Each person once', reason: 'They are people' }, '2')).status).toBe(
      303,
    );
    const back = await change({ counts: 'other', rule: 'Each thing once', reason: 'Back' }, '3');
    expect([back.status, plain(back.text).includes('Add a new measure.')]).toEqual([422, true]);
    await change(
      { counts: 'people', baseline: '3', baselinePeriod: '2013/14', baselineSource: 'S', reason: 'Known now' },
      '3',
    );
    const page = (await auditor.get('/measures/M-ONE')).text;
    expect(plain(page)).toContain('[c] in 2013/14. Source: S');
    expect(plain(page)).not.toContain('3 in 2013/14');
  });

  test('comes from a template in one press, or is edited before', async () => {
    const page = '/measures/templates?initiative=I-04';
    expect(plain((await coordinator.get(page)).text)).toContain('Added as FC-CARERS');
    const part = await coordinator.send(page, '/measures/templates', { initiative: 'I-04', 'take-FC-PLANNED': 'yes' });
    expect([
      part.status,
      plain(part.text).includes('Planned endings is a share of Placements ended. Choose that one too.'),
    ]).toEqual([422, true]);
    const none = await coordinator.send(page, '/measures/templates', { initiative: 'I-04' });
    expect([none.status, errorsOf(none.text)]).toEqual([400, ['Choose at least one measure']]);
    const taken = await coordinator.send(page, '/measures/templates', {
      initiative: 'I-04',
      'take-FC-PLANNED': 'yes',
      'take-FC-ENDED': 'yes',
    });
    expect(taken.status).toBe(303);
    expect(plain((await auditor.get('/measures/FC-PLANNED')).text)).toContain('Share of Placements ended');

    const form = (await coordinator.get('/measures/new?initiative=I-04&template=FC-NIGHTS')).text;
    expect(form).toContain('value="Bed nights available"');
    expect(form).toContain('name="template" value="FC-NIGHTS"');
    const edited = await coordinator.send('/measures/new?initiative=I-04&template=FC-NIGHTS', '/measures/new', {
      initiative: 'I-04',
      template: 'FC-NIGHTS',
      code: 'FC-OWN',
      name: 'Nights that a bed was free',
      ...PLAIN_MEASURE,
    });
    expect(edited.status).toBe(303);
    expect(plain((await coordinator.get(page)).text)).toContain('Added as FC-OWN');
    // A code that another initiative uses gets the initiative's own number.
    expect(plain((await coordinator.get('/measures/templates?initiative=I-05')).text)).toContain('As SA-SESSIONS-05.');
  });

  test('the list says how complete each is, by the quarters that are over', async () => {
    const list = plain((await auditor.get('/measures?initiative=I-02')).text);
    expect(list).toContain(
      'Schools and colleges reached SA-SCHOOLS schools In the quarter Something else 2 of 5, 2 awaiting approval, 1 returned',
    );
    expect(plain((await auditor.get('/measures?initiative=I-02&year=2014-15')).text)).toContain('1 of 20');
    const leeds = plain((await (await world.signIn('leeds@demo.example')).get('/measures?initiative=I-02')).text);
    expect(leeds).toContain('0 of 1, 1 awaiting approval');
  });
});
