import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { listIssues } from '../../src/packs/briefing/briefing.store.ts';
import { figuresIn, partsOf, typedAmounts } from '../../src/packs/briefing/briefing.ts';
import { checkSaid } from '../../src/packs/check.pages.ts';
import { checkFile } from '../../src/packs/check.ts';
import { firstOffice } from '../../src/people/office.store.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { objectsOf, pagesOf, syntaxOf, tagsOf } from './paper.ts';

const LINK = /<a class="figure" href="([^"]*)">([^<]*)<\/a>/g;

describe.each(DATABASES)('a letter with live figures on %s', (kind) => {
  let world: World;
  let officeId: number;
  let secretariat: Visitor;
  let officer: Visitor;
  let ref = '';

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    world.site.address = 'https://cse.office.example';
    officeId = (await firstOffice(world.db))?.id as number;
    secretariat = await world.signIn('secretariat@demo.example');
    officer = await world.signIn('commissioning@demo.example');
  }, 120_000);

  afterAll(async () => {
    await world.close();
  });

  const fields = {
    kind: 'letter',
    title: 'What the money has bought',
    addressee: 'The Home Secretary',
    signatory: 'The Commissioner',
    marking: 'OFFICIAL',
    handling: '',
    text: [
      '# Investigators',
      '',
      'They cost [[/figures/spend.to-date?initiative=I-01&year=2014-15]] in the year,',
      'of [[https://cse.office.example/figures/budget.current?initiative=I-01&year=2014-15&as-at=2015-07-01]].',
      '',
      '- Sessions cost [[spend.to-date?initiative=I-02&year=2015-16]]',
      '- About £1.5 million was set aside',
    ].join('\n'),
  };

  test('is written by whoever commissions; what is no figure is named, and nothing typed is lost', async () => {
    const wrong = await officer.send('/briefings/new', '/briefings/new', {
      ...fields,
      text: 'We spent [[spend.to-dat?year=2014-15]].',
    });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('[[spend.to-dat?year=2014-15]] is no figure that a briefing can show');
    expect(wrong.text).toContain('We spent [[spend.to-dat?year=2014-15]].');
    const sensitive = { ...fields, marking: 'OFFICIAL-SENSITIVE' };
    const unhandled = await officer.send('/briefings/new', '/briefings/new', sensitive);
    expect(unhandled.text).toContain('Say how an OFFICIAL-SENSITIVE paper is to be handled');
    const saved = await officer.send('/briefings/new', '/briefings/new', fields);
    expect([saved.status, saved.headers.location]).toEqual([303, '/briefings/BR-2015-02']);
    ref = 'BR-2015-02';
    const shown = (await officer.get(`/briefings/${ref}`)).text;
    expect(shown).toContain('href="/figures/spend.to-date?initiative=I-01&amp;year=2014-15"');
    expect(shown).toContain('£1.5 million is typed, so it opens to nothing');
    expect(shown).not.toContain('Issue version');
    expect((await world.signIn('member@demo.example').then((member) => member.get('/briefings'))).status).toBe(403);
  });

  test('takes a number that is selected where the caret stands, and saves nothing yet', async () => {
    const before = (await world.db('briefing_text')).length;
    const put = (typed: Record<string, string>, at = '/briefings/new') =>
      officer.send(at, at === '/briefings/new' ? '/briefings/put' : `/briefings/${ref}/put`, { ...fields, ...typed });
    const textOf = (page: string) => /<textarea[^>]*id="text"[^>]*>([\s\S]*?)<\/textarea>/.exec(page)?.[1];
    const selected = { 'put-figure': 'spend.to-date', 'put-initiative': 'I-01', 'put-year': '2014-15' };
    const atEnd = await put({ ...selected, text: 'They cost' });
    expect(textOf(atEnd.text)).toBe('They cost [[spend.to-date?initiative=I-01&amp;year=2014-15]]');
    // A browser sends a line's end as two characters, and counts it as one.
    const within = await put({ ...selected, text: 'One\r\ntwo () three', caret: '9' }, `/briefings/${ref}/text`);
    expect(textOf(within.text)).toBe('One\ntwo ([[spend.to-date?initiative=I-01&amp;year=2014-15]]) three');
    expect(within.text).toContain('name="caret" value="55"');
    const wrong = await put({ ...selected, 'put-measure': 'M-01a', text: 'They cost' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('Spend to date is not known by measure. Leave it empty; it is known by');
    expect(textOf(wrong.text)).toBe('They cost');
    expect((await put({ text: 'They cost' })).text).toContain('Select the number');
    expect((await world.db('briefing_text')).length).toBe(before);
    // Every number that is offered can be put in, saved and shown.
    const offered = [...(await officer.get('/briefings/new')).text.matchAll(/<option value="([\w.-]+)"/g)].map(
      ([, id]) => id,
    );
    const all = offered.filter((id) => id?.includes('.') || id === 'outturn').map((id) => `[[${id}]]`);
    expect(all.length).toBeGreaterThan(50);
    // Nor does one that is typed, and compares what there is not, keep a text from being opened again.
    all.push('[[since.before?of=no-such-figure&since=1]]');
    const saved = await officer.send('/briefings/new', '/briefings/new', { ...fields, text: all.join(' ') });
    expect((await officer.get(saved.headers.location as string)).status).toBe(200);
  });

  test('is issued by somebody who may, once, and not again until it was changed', async () => {
    const at = `/briefings/${ref}`;
    expect((await officer.send(at, `${at}/issue`, {})).status).toBe(403);
    const page = (await secretariat.get(at)).text;
    const other = hiddenFields((await secretariat.get(at)).text);
    const press = (hidden: Record<string, string>) => secretariat.agent.post(`${at}/issue`).type('form').send(hidden);
    expect((await press(hiddenFields(page))).status).toBe(303);
    expect((await press(hiddenFields(page))).status).toBe(303);
    const again = await press(other);
    expect(again.status).toBe(422);
    expect(again.text).toContain('was issued as it stands');
    expect(await listIssues(world.db, officeId, { ref })).toHaveLength(1);
  });

  test('has numbers that open to frozen rows which add up to them, on the page and on paper', async () => {
    const page = (await officer.get(`/briefings/${ref}/1`)).text;
    const links = [...page.matchAll(LINK)];
    expect(links).toHaveLength(6);
    for (const [, href = '', text = ''] of links) {
      const opened = await officer.get(href);
      expect([href, opened.status, opened.text.includes('They add up to')]).toEqual([href, 200, true]);
      expect(opened.text).toContain(text);
    }
    expect((await officer.get(`/briefings/${ref}/1/figures/9`)).status).toBe(404);
    const pdf = (await officer.get(`/briefings/${ref}/1.pdf`).buffer()).body as Buffer;
    expect(checkSaid(await checkFile(world.db, officeId, pdf)).state).toBe('published');
    const changed = Buffer.from(pdf);
    changed[changed.length - 9] = (changed[changed.length - 9] as number) ^ 1;
    expect(checkSaid(await checkFile(world.db, officeId, changed)).state).toBe('altered');
    const [issue] = await listIssues(world.db, officeId, { ref });
    const pages = pagesOf(pdf);
    if (pages === null) return;
    for (const [index, said] of pages.entries()) {
      expect(said).toContain(`Page ${index + 1} of ${pages.length}`);
      expect(said).toContain(issue?.code);
      expect(said.match(/^ *OFFICIAL$/gm)).toHaveLength(2);
    }
    for (const [, , text = ''] of links) expect(pages.join()).toContain(text);
    for (const tag of [/^ *H1 /m, /^ *L\b/m, /^ *LI\b/m, /^ *TH/m]) expect(tagsOf(pdf)).toMatch(tag);
    expect(syntaxOf(pdf) ?? 'No syntax').toContain('No syntax');
    const objects = objectsOf(pdf) ?? '';
    for (const [, href = ''] of links) expect(objects).toContain(`https://cse.office.example${href}`);
  });

  test('keeps its bytes when its text is changed and issued again', async () => {
    const before = (await officer.get(`/briefings/${ref}/1.pdf`).buffer()).body as Buffer;
    const at = `/briefings/${ref}`;
    const changed = { ...fields, text: `${fields.text}\n\nA last word.` };
    expect((await officer.send(`${at}/text`, `${at}/text`, changed)).status).toBe(303);
    expect((await secretariat.send(at, `${at}/issue`, {})).status).toBe(303);
    expect(((await officer.get(`${at}/1.pdf`).buffer()).body as Buffer).equals(before)).toBe(true);
    expect((await officer.get(`${at}/2`)).text).toContain('A last word.');
    expect(checkSaid(await checkFile(world.db, officeId, before)).state).toBe('superseded');
    expect(await verifyChain(world.db, officeId)).toEqual([]);
  });

  test('does not leave while its words look personal', async () => {
    const at = `/briefings/${ref}`;
    const named = { ...fields, text: 'Chloe Smith was seen at 12 High Street, Leeds.' };
    await officer.send(`${at}/text`, `${at}/text`, named);
    const refused = await secretariat.send(at, `${at}/issue`, {});
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('holds words that look personal');
    expect((await secretariat.get(`${at}/draft.pdf`)).status).toBe(200);
  });
});

test('a text is read into headings, paragraphs and lists, and typed money is pointed out', () => {
  expect(partsOf('# One\ntwo\nthree\n\n- a\n- b\n\nlast', [])).toEqual([
    { kind: 'heading', runs: [{ text: 'One', figure: null }] },
    { kind: 'paragraph', runs: [{ text: 'two three', figure: null }] },
    { kind: 'list', items: [[{ text: 'a', figure: null }], [{ text: 'b', figure: null }]] },
    { kind: 'paragraph', runs: [{ text: 'last', figure: null }] },
  ]);
  expect(
    figuresIn('[[spend.to-date]] [[figures/spend.to-date?as-at=2015-01-01]] [[budget.current?year=2014-15]]'),
  ).toEqual([
    { figure: 'spend.to-date', scope: {} },
    { figure: 'budget.current', scope: { year: 2014 } },
  ]);
  expect(typedAmounts('£1.5 million, £12 and £12, [[spend.to-date]]')).toEqual(['£1.5 million', '£12']);
});
