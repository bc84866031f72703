import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { keepTemplate, listTemplates } from '../../src/returns/template.store.ts';
import { checkTemplate, type Template, templateFor } from '../../src/returns/template.ts';
import { offersFor, readHeader, suggestOffer } from '../../src/returns/template-build.ts';
import { listTemplateFiles, readTemplate } from '../../src/returns/template-file.ts';
import { DATABASES, openWorld, type World } from '../world.ts';
import { type Desk, download, openDesk, plain, prepare, rowsOf, submit } from './filing-desk.ts';

const HEADER = 'Source;Project ref;Budget now;Spent so far;Our code;Comment';

describe.each(DATABASES)('a template built on a page, on %s', (kind) => {
  let world: World;
  let desk: Desk;
  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    desk = await openDesk(world);
  });
  afterAll(() => world.close());

  const ABOUT = {
    title: 'Innovation fund return',
    prefix: 'IF',
    recipient: 'Innovation board',
    every: 'quarter',
    covers: 'source',
    from: '2015-16',
    rows: 'initiative-source-nature',
    header: HEADER,
    declaration: 'I certify that this is right.',
    plain: 'yes',
  };
  const CHOSEN = {
    'value-0': 'fact:funding_source',
    'value-1': 'fact:initiative_ref',
    'value-2': 'figure:budget.current:row',
    'value-3': 'figure:spend.to-date:to-date',
    'value-4': 'text',
    'text-4': '00042',
    'value-5': 'fact:explanation',
  };
  const save = (fields: Record<string, string>) =>
    desk.manager.send('/return-templates/new', '/return-templates/new', { ...ABOUT, ...CHOSEN, do: 'save', ...fields });

  test('begins with the header row that was sent, and asks what is not known', async () => {
    const wrong = await desk.manager.send('/return-templates/new', '/return-templates/columns', {
      ...ABOUT,
      header: 'Source;Source',
      prefix: 'home office',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('each different');
    expect(wrong.text).toContain('Prefix must be');
    const page = await desk.manager.send('/return-templates/new', '/return-templates/columns', {
      ...ABOUT,
      header: 'Funding source,initiative_ref,Current budget,actual_to_date,Our code,Explanation',
    });
    expect(plain(page.text)).toContain('5 of 6 headings are known');
    const unknown = await save({ 'value-3': '' });
    expect(unknown.status).toBe(400);
    expect(plain(unknown.text)).toContain('Select what stands in Spent so far');
    expect((await desk.finance.get('/return-templates/new')).status).toBe(403);
  });

  test('is tried for a quarter before anything of it is kept', async () => {
    const tried = await save({ do: 'try', year: '2015-16', quarter: '1', source: 'PEG-INNOVATION' });
    expect(tried.status).toBe(200);
    const shown = plain(tried.text);
    expect(shown).toContain('What it gives for 2015/16 quarter 1');
    expect(shown).toMatch(/PEG innovation fund I-02 £[\d,]+\.\d\d £[\d,]+\.\d\d 00042/);
    const open = await save({ do: 'try', year: '2015-16', quarter: '2', source: 'PEG-INNOVATION' });
    expect(open.status).toBe(422);
    expect(open.text).toContain('is still open');
    expect(await world.db('return_template')).toEqual([]);
  });

  test('can be saved again until a return was submitted by it, and is only superseded after that', async () => {
    expect((await save({})).headers.location).toBe('/return-templates/innovation-fund-return/1');
    expect((await save({ declaration: 'I certify this.' })).headers.location).toBe(
      '/return-templates/innovation-fund-return/1',
    );
    expect((await world.db('return_template').pluck('revision')).toSorted()).toEqual([1, 2]);
    const wanted = { template: 'innovation-fund-return', year: '2015-16', quarter: '1', source: 'PEG-INNOVATION' };
    const draft = await prepare(desk, wanted);
    expect(draft).toBe('/returns/IF-PEG-INNOVATION-2015-16-Q1/1');
    const bytes = await download(desk.finance, `${draft}/files/return.csv`);
    expect(bytes.subarray(0, 8).toString('utf8')).toBe('"Source"');
    const rows = rowsOf(bytes);
    expect(Object.keys(rows[0] ?? {})).toEqual(HEADER.split(';'));
    expect(bytes.toString('utf8')).toContain('"00042"');
    // Saved once more, the draft is by a template that is no longer what is saved.
    await save({ declaration: 'I certify it.' });
    const stale = await desk.finance.send('/spend/new', `${draft}/review`, {});
    expect(stale.text).toContain('was saved again since it was prepared');
    const next = await prepare(desk, wanted);
    await submit(desk, next);
    const later = await save({ declaration: 'I certify all of it.' });
    expect(later.headers.location).toBe('/return-templates/innovation-fund-return/2');
    const first = plain((await desk.finance.get('/return-templates/innovation-fund-return/1')).text);
    expect(first).toContain('I certify it.');
    expect(first).toContain('IF-PEG-INNOVATION-2015-16-Q1');
    expect(rowsOf(await download(desk.finance, `${next}/files/return.csv`))).toEqual(rows);
  });

  test('a shipped version by which a return was submitted stays as it was, whatever its file says since', async () => {
    const template = readTemplate('home-office-quarterly', '3');
    const draft = await prepare(desk, { template: template.name, year: '2015-16', quarter: '1' });
    await submit(desk, draft);
    const changed: Template = { ...template, declarations: ['I certify nothing.'] };
    const keep = perform(world.site, await world.doer('manager@demo.example'), 'test.keep', null, async (act) => ({
      subject: { kind: 'test', ref: '' },
      result: await keepTemplate(act, changed, false),
    }));
    await expect(keep).rejects.toMatchObject({ rule: 'template-used' });
    const listed = (await listTemplates(world.db, 1)).find(
      ({ name, version }) => name === template.name && version === '3',
    );
    expect(listed?.declarations).toEqual(template.declarations);
  });

  test('a title or a prefix that another template has is refused', async () => {
    expect((await save({ title: 'Special grant' })).text).toContain('A shipped template has this title');
    expect((await save({ title: 'Another', prefix: 'HO' })).text).toContain(
      'Home Office quarterly return has this prefix',
    );
  });
});

describe('shipped templates', () => {
  const templates = listTemplateFiles();

  test('are the quarterly return, the statement of grant usage and the special-grant claim', () => {
    expect(templates.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'home-office-quarterly 2',
      'home-office-quarterly 3',
      'special-grant 1',
      'statement-of-grant-usage 1',
    ]);
  });

  test('are chosen by the year of the return', () => {
    const of = (year: number) => templateFor(templates, 'home-office-quarterly', year)?.version;
    expect([of(2013), of(2014), of(2015), of(2030)]).toEqual([undefined, '2', '3', '3']);
  });

  test('name the part that cannot be meant', () => {
    const good = readTemplate('special-grant');
    const wrong = (change: Partial<Template>) => () => checkTemplate('here', { ...good, ...change });
    expect(wrong({ version: '1a' })).toThrow('here: version must be a whole number');
    expect(wrong({ from: '2014' })).toThrow('from must be a financial year like 2014-15');
    expect(wrong({ certifiedBy: ['mayor' as never] })).toThrow('certifiedBy must name roles');
    expect(wrong({ checks: [{ rule: 'pack', severity: 'hint' as never, says: '' }] })).toThrow(
      'severity must be fault or warning',
    );
    expect(() => readTemplate('special-grant', '9')).toThrow('version 9 of the return template special-grant');
  });

  test('a header row is read with commas, semicolons or tabs, and its headings are found by any of their names', () => {
    expect(readHeader('\ufeffa,b\r\n')).toEqual(['a', 'b']);
    expect(readHeader('a\t"b, c"')).toEqual(['a', 'b, c']);
    expect([readHeader('a'), readHeader('a,,b'), readHeader('a,a'), readHeader('a,b\nc,d')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    const offers = offersFor('source-nature');
    expect(suggestOffer('UNSPENT', 'source-nature', offers)).toBe('figure:grant.unused:to-date');
    expect(suggestOffer('grant_ref', 'source-nature', offers)).toBe('fact:grant_ref');
    expect(suggestOffer('Mood', 'source-nature', offers)).toBe('');
    // Forecasts are not made for a source and a nature, so they are not offered for such rows.
    expect(offers.some(({ value }) => value.startsWith('figure:forecast'))).toBe(false);
  });
});
