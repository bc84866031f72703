import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import supertest from 'supertest';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { perform } from '../../src/audit/act.ts';
import { checkSaid } from '../../src/packs/check.pages.ts';
import { checkFile } from '../../src/packs/check.ts';
import { listCopies, type PackCopy } from '../../src/packs/copy.store.ts';
import { listPacks, readModel } from '../../src/packs/pack.store.ts';
import { publishPack } from '../../src/packs/publish.ts';
import { rebuildPack } from '../../src/packs/rebuild.ts';
import { firstOffice } from '../../src/people/office.store.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { approveSpend } from '../../src/spend/decide.ts';
import { enterSpend } from '../../src/spend/enter.ts';
import { DATABASES, hiddenFields, openWorld, type Visitor, type World } from '../world.ts';
import { lacking, objectsOf, pagesOf, syntaxOf, tagsOf, wordsOf } from './paper.ts';
import { signSections } from './signed.ts';

const MEETING = 'PEG-2015-03';
const FIGURE_LINK = /<a class="figure[^"]*" href="([^"]*)">([^<]*)<\/a>/g;
const NUMBER = /\(?-?£?\d[\d,]*(?:\.\d+)?%?\)?/g;

const absent = lacking();
if (absent.length > 0) console.warn(`Not on this machine, so papers are looked at less closely: ${absent.join(', ')}.`);

describe.each(DATABASES)('the copies of a published pack on %s', (kind) => {
  let world: World;
  let officeId: number;
  let member: Visitor;
  let secretariat: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    world.site.address = 'https://cse.office.example';
    officeId = (await firstOffice(world.db))?.id as number;
    member = await world.signIn('member@demo.example');
    secretariat = await world.signIn('secretariat@demo.example');
    await signSections(world, MEETING);
    await publishPack(world.site, await world.person('secretariat@demo.example'), MEETING, null);
  }, 120_000);

  afterAll(async () => {
    await world.close();
  });

  const bytes = async (visitor: Visitor, at: string): Promise<Buffer> => {
    const answer = await visitor
      .get(at)
      .buffer()
      .parse((res, done) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect([at, answer.status]).toEqual([at, 200]);
    return answer.body as Buffer;
  };
  const whole = async (): Promise<PackCopy> => (await listCopies(world.db, officeId, MEETING, 1))[0] as PackCopy;

  test('every number of the PDF leads to its line in the register, and from there to its frozen page', async () => {
    const pdf = await bytes(secretariat, `/packs/${MEETING}/1.pdf`);
    const html = (await bytes(secretariat, `/packs/${MEETING}/1`)).toString();
    const figures = new Set([...html.matchAll(FIGURE_LINK)].map(([, href = '']) => href));
    expect(figures.size).toBeGreaterThan(150);
    const objects = objectsOf(pdf);
    if (objects === null) return;
    for (const href of figures) expect(objects).toContain(`https://cse.office.example${href}`);
    const inside = objects.match(/"\/Dest(?:s)?"|"\/S": "\/GoTo"|"\/D": /g) ?? [];
    expect(inside.length).toBeGreaterThan(figures.size);
  });

  test('the PDF is clean and tagged: headings, tables with header cells, figures with words for them', async () => {
    const pdf = await bytes(secretariat, `/packs/${MEETING}/1.pdf`);
    const syntax = syntaxOf(pdf);
    if (syntax !== null) expect(syntax).toContain('No syntax or stream encoding errors found');
    const tags = tagsOf(pdf);
    if (tags === null) return;
    const many: [RegExp, number][] = [
      [/^ *H1 /gm, 7],
      [/^ *H2 /gm, 6],
      [/^ *Table/gm, 8],
      [/^ *TH/gm, 40],
      [/^ *TOCI/gm, 10],
      [/^ *Figure/gm, 2],
      [/^ *Caption/gm, 8],
    ];
    for (const [tag, least] of many) {
      expect([tag.source, (tags.match(tag) ?? []).length >= least]).toEqual([tag.source, true]);
    }
    expect(pdf.toString('latin1')).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(pdf.toString('latin1')).toContain('<rdf:li>en-GB</rdf:li>');
  });

  test('page, PDF and tables say the same numbers', async () => {
    const pdf = await bytes(secretariat, `/packs/${MEETING}/1.pdf`);
    const html = (await bytes(secretariat, `/packs/${MEETING}/1`)).toString();
    const shown = [...html.matchAll(FIGURE_LINK)].map(([, , text = '']) => text.replaceAll('&amp;', '&'));
    const said = wordsOf(pdf);
    if (said !== null) {
      const counted = (texts: string): Map<string, number> => {
        const found = new Map<string, number>();
        for (const [number] of texts.matchAll(NUMBER)) found.set(number, (found.get(number) ?? 0) + 1);
        return found;
      };
      const onPaper = counted(said);
      for (const [number, times] of counted(shown.join(' '))) {
        expect([number, (onPaper.get(number) ?? 0) >= times]).toEqual([number, true]);
      }
      const money = new Set(said.match(/\(?-?£[\d,]+\.\d\d\)?/g));
      const text = html.replaceAll(/<svg[\s\S]*?<\/svg>/g, '');
      for (const amount of money) expect([amount, text.includes(amount)]).toEqual([amount, true]);
    }
    const files = unzipSync(await bytes(secretariat, `/packs/${MEETING}/1/dossier.zip`));
    const tables = Object.entries(files).filter(([name]) => name.startsWith('tables/'));
    const inTables = tables.map(([, content]) => Buffer.from(content).toString('utf8')).join('\n');
    for (const text of shown) expect([text, inTables.includes(text)]).toEqual([text, true]);
    expect(inTables.split('\r\n').filter((line) => line !== '' && !/(OFFICIAL-SENSITIVE|Marking)$/.test(line))).toEqual(
      [],
    );
  });

  test('page numbers are the same in the contents of both, on the paper and on the page', async () => {
    const pages = pagesOf(await bytes(secretariat, `/packs/${MEETING}/1.pdf`));
    const html = (await bytes(secretariat, `/packs/${MEETING}/1`)).toString();
    const entries = [...html.matchAll(/<a href="#([^"]+)">(\d[\d.]*) ([^<]*)<\/a> <span class="page">page (\d+)/g)];
    expect(entries.length).toBeGreaterThan(10);
    if (pages === null) return;
    const total = pages.length;
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`Page ${index + 1} of ${total}`);
      expect(page.match(/^ *OFFICIAL-SENSITIVE$/gm)).toHaveLength(2);
      expect(page).toContain((await whole()).code);
    }
    for (const [, , number = '', title = '', page] of entries) {
      const start = title.replaceAll('&amp;', '&').slice(0, 30);
      expect([number, pages[Number(page) - 1]?.includes(start)]).toEqual([number, true]);
      expect(pages[0]).toMatch(new RegExp(`^ *${number.replaceAll('.', '\\.')} .*\\b${page}$`, 'm'));
    }
    for (const [, page, of] of html.matchAll(/Page (\d+) of (\d+)<\//g)) {
      expect([Number(page) <= total, Number(of)]).toEqual([true, total]);
    }
    expect(html).toContain(`Page ${total} of ${total}`);
  });

  test('who is not on a paper’s list gets a placeholder, and every other page keeps its number', async () => {
    const whole = await bytes(secretariat, `/packs/${MEETING}/1.pdf`);
    const theirs = await bytes(member, `/packs/${MEETING}/1.pdf`);
    const page = (await bytes(member, `/packs/${MEETING}/1`)).toString();
    expect(page).toContain('This paper is not in this copy');
    expect(page).toContain('From West Yorkshire Police. Do not copy or pass on');
    for (const said of ['Filling the posts', 'offers to those who might come']) {
      expect([said, page.includes(said)]).toEqual([said, false]);
      expect((await bytes(secretariat, `/packs/${MEETING}/1`)).toString()).toContain(said);
    }
    expect((await member.get(`/packs/${MEETING}/1/dossier.zip`)).status).toBe(403);
    const [ours, given] = [pagesOf(whole), pagesOf(theirs)];
    if (ours === null || given === null) return;
    expect(given).toHaveLength(ours.length);
    const headings = (pages: string[]) =>
      pages.map((said) =>
        said
          .match(/^ *(\d+|[A-Z]) [A-Z].*$/m)?.[0]
          .trim()
          .slice(0, 2),
      );
    expect(headings(given)).toEqual(headings(ours));
    for (const said of given) expect(said.match(/^ *OFFICIAL$/gm)).toHaveLength(2);
    expect(given.join()).not.toContain('Filling the posts');
    expect(checkSaid(await checkFile(world.db, officeId, theirs)).sentences.join()).toContain('leaves papers out');
  });

  test('the public gets neither papers of few nor counts that were protected for the group', async () => {
    const page = (await bytes(secretariat, `/packs/${MEETING}/1/public.html`)).toString();
    expect(page).not.toContain('Filling the posts');
    const own = (await listCopies(world.db, officeId, MEETING, 1)).find(({ audience }) => audience === 'public');
    expect(own?.withheld).toEqual(expect.arrayContaining(['outcomes', 'paper-P-004']));
    expect(page.match(/href="\/packs\//g)).toBeNull();
  });

  test('one file opens without a network, each number to the rows that add up to it', async () => {
    const html = (await bytes(secretariat, `/packs/${MEETING}/1/offline.html`)).toString();
    const links = [...html.matchAll(FIGURE_LINK)].map(([, href = '']) => href);
    for (const href of links) expect([href, html.includes(`id="${href.slice(1)}"`)]).toEqual([href, true]);
    expect(html.match(/(?:href|src)="(?!#|\/check)[^"]*"/g)).toBeNull();
    expect(html).toContain('They add up to');
  });

  test('a code is checked by anybody, and tells no more than the cover', async () => {
    const { code } = await whole();
    const open = supertest(world.app);
    const standing = await open.get(`/check?code=${code.toLowerCase().replace('-', ' ')}`);
    expect(standing.text).toContain('This code belongs to the published version');
    expect(standing.text).toContain(`version 1 of the pack ${MEETING}`);
    expect(standing.text).not.toMatch(/£\d/);
    expect(standing.text).not.toContain('name="file"');
    const [pack] = await listPacks(world.db, officeId, MEETING);
    const same = await open.get(`/check?code=${code}&fingerprint=${pack?.pdfFingerprint}`);
    expect(same.text).toContain('This is the published version');
    const other = await open.get(`/check?code=${code}&fingerprint=${'0'.repeat(64)}`);
    expect(other.text).toContain('Altered');
    expect((await open.get('/check?code=0000-0000')).text).toContain('no paper that this office published');
    expect((await open.get(`/check?code=${code}&fingerprint=12`)).status).toBe(400);
    expect((await open.post('/check/file').attach('file', Buffer.from('x'), 'x.pdf')).status).toBe(401);
  });

  test('one byte that was changed anywhere is found, with its place', async () => {
    const pdf = await bytes(secretariat, `/packs/${MEETING}/1.pdf`);
    const { code } = await whole();
    expect(checkSaid(await checkFile(world.db, officeId, pdf)).state).toBe('published');
    const codeAt = pdf.indexOf(Buffer.from(`Code ${code}`)) + 6;
    for (const at of [0, 9, codeAt, Math.floor(pdf.length / 2), pdf.length - 1]) {
      const changed = Buffer.from(pdf);
      changed[at] = (changed[at] as number) ^ 1;
      const found = await checkFile(world.db, officeId, changed);
      expect([at, found.found, found.found === 'altered' ? found.at : null]).toEqual([at, 'altered', at]);
    }
    const longer = await checkFile(world.db, officeId, Buffer.concat([pdf, Buffer.from(' ')]));
    expect(longer).toMatchObject({ found: 'altered', at: pdf.length });
    expect((await checkFile(world.db, officeId, Buffer.from('%PDF-1.7 another'))).found).toBe('nothing');
    for (const file of [`/packs/${MEETING}/1`, `/packs/${MEETING}/1/offline.html`, `/packs/${MEETING}/1/public.pdf`]) {
      expect(checkSaid(await checkFile(world.db, officeId, await bytes(secretariat, file))).state).toBe('published');
    }
    const form = hiddenFields((await member.get('/check')).text);
    const sent = await member.agent
      .post('/check/file')
      .field('_csrf', form._csrf ?? '')
      .attach('file', pdf, 'p.pdf');
    expect(sent.text).toContain('This is the published version');
  });

  test('where a file leaves a paper is told to those whose copy it is, since guesses would find out what it says', async () => {
    const altered = await bytes(secretariat, `/packs/${MEETING}/1`);
    const at = altered.indexOf(Buffer.from('offers to those who might come'));
    altered[at] = (altered[at] as number) ^ 1;
    const sentBy = async (visitor: Visitor, content: Buffer) => {
      const { _csrf = '' } = hiddenFields((await visitor.get('/check')).text);
      const page = visitor.agent.post('/check/file').field('_csrf', _csrf);
      return (await page.attach('file', content, 'pack.html')).text;
    };
    const place = new Intl.NumberFormat('en-GB').format(at + 1);
    expect(await sentBy(secretariat, altered)).toContain(`from byte ${place} on`);
    const told = await sentBy(member, altered);
    expect([told.includes('Altered'), told.includes('from byte')]).toEqual([true, false]);
    // Without its code it is known by its bytes alone, and to its readers alone.
    const nameless = Buffer.from(altered.toString('latin1').replaceAll((await whole()).code, '0000-0000'), 'latin1');
    expect(await sentBy(secretariat, nameless)).toContain('Altered');
    expect(await sentBy(member, nameless)).toContain('This is no paper that this office published');
    const own = await bytes(member, `/packs/${MEETING}/1`);
    const middle = Math.floor(own.length / 2);
    own[middle] = (own[middle] as number) ^ 1;
    expect(await sentBy(member, own)).toContain(`from byte ${new Intl.NumberFormat('en-GB').format(middle + 1)} on`);
  });

  test('a dossier can be checked without the program, and is the same twice', async () => {
    const zip = await bytes(secretariat, `/packs/${MEETING}/1/dossier.zip`);
    expect((await bytes(secretariat, `/packs/${MEETING}/1/dossier.zip`)).equals(zip)).toBe(true);
    const files = unzipSync(zip);
    const lines = Buffer.from(files.SHA256SUMS as Uint8Array)
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => line.slice(66)).sort()).toEqual(
      Object.keys(files)
        .filter((name) => name !== 'SHA256SUMS')
        .sort(),
    );
    for (const line of lines) expect(line).toBe(`${sha256(files[line.slice(66)] as Uint8Array)}  ${line.slice(66)}`);
    const [pack] = await listPacks(world.db, officeId, MEETING);
    const readme = Buffer.from(files['README.txt'] as Uint8Array).toString();
    for (const print of [pack?.pdfFingerprint, pack?.htmlFingerprint, pack?.modelFingerprint]) {
      expect(readme).toContain(print);
    }
    expect(sha256(files['pack.pdf'] as Uint8Array)).toBe(pack?.pdfFingerprint);
    expect(readme).toContain(sha256(files['figures.json'] as Uint8Array));
    // What the README tells an auditor to do by hand.
    const rows = (name: string) =>
      Buffer.from(files[name] as Uint8Array)
        .toString()
        .split('\r\n')
        .slice(1, -1)
        .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell));
    let added = 0;
    for (const [ref = '', , , , , value = '', unit] of rows('figures.csv')) {
      if (unit !== 'pounds' || value === '') continue;
      const pence = rows(`behind/${ref}.csv`).map(([, , amount = '']) => Math.round(Number(amount) * 100));
      expect([ref, pence.reduce((sum, one) => sum + one, 0)]).toEqual([ref, Math.round(Number(value) * 100)]);
      added += 1;
    }
    expect(added).toBeGreaterThan(50);
  });

  test('fifty later postings leave every published byte, and the figures come out the same again', async () => {
    const files = ['', '.pdf', '/offline.html', '/public.pdf', '/public.html', '/dossier.zip'];
    const before = await Promise.all(files.map((file) => bytes(secretariat, `/packs/${MEETING}/1${file}`)));
    const enteredBy = (await world.person('finance@demo.example')).id;
    const approver = await world.person('manager@demo.example');
    for (let posted = 0; posted < 50; posted += 1) {
      const entered = await perform(
        world.site,
        await world.doer('finance@demo.example'),
        'test.act',
        null,
        async (act) => ({
          subject: { kind: 'test', ref: '' },
          result: await enterSpend(
            act,
            {
              initiative: 'I-02',
              agreement: '',
              nature: 'revenue',
              place: 'E23000010',
              category: '4',
              supplier: 'A theatre company',
              reference: null,
              description: null,
              reason: 'Needed for the story',
              invoicedOn: '2015-07-20',
              receivedOn: null,
              paidOn: null,
              period: { year: 2015, number: 4 },
              netPence: 100 + posted,
              vatPence: 0,
            },
            enteredBy,
          ),
        }),
      );
      await perform(world.site, await world.doer('manager@demo.example'), 'test.act', null, async (act) => {
        await approveSpend(act, approver, entered, null);
        return { subject: { kind: 'test', ref: '' }, result: null };
      });
    }
    for (const [index, file] of files.entries()) {
      const after = await bytes(secretariat, `/packs/${MEETING}/1${file}`);
      expect([file, after.equals(before[index] as Buffer)]).toEqual([file, true]);
    }
    const [pack] = await listPacks(world.db, officeId, MEETING);
    if (pack === undefined) throw new Error('The pack is gone.');
    const rebuilt = await rebuildPack(world.db, officeId, pack);
    expect(rebuilt.differences).toEqual([]);
    expect(rebuilt.figures).toBeGreaterThan(150);
    // The same question of another cut-off is told figure by figure.
    const later = { ...pack, asAtSeq: pack.asAtSeq + 200, asAt: '2015-07-31T23:00:00.000Z' };
    const differences = (await rebuildPack(world.db, officeId, later)).differences.join('\n');
    expect(differences).toMatch(/F\d+ Spend to date \(I-02, 2015\/16\): published as £[\d,.]+, now £[\d,.]+\./);
  });

  test('a later version takes its place, and the earlier one is told to be superseded', async () => {
    const pdf = await bytes(secretariat, `/packs/${MEETING}/1.pdf`);
    await signSections(world, MEETING);
    await publishPack(world.site, await world.person('secretariat@demo.example'), MEETING, null, 'More was spent');
    const said = checkSaid(await checkFile(world.db, officeId, pdf));
    expect([said.state, said.sentences.join(' ')]).toEqual(['superseded', expect.stringContaining('Version 2')]);
    expect((await secretariat.get(`/check?code=${(await whole()).code}`)).text).toContain('Superseded');
    const [two] = await listPacks(world.db, officeId, MEETING);
    if (two === undefined) throw new Error('There is no second version.');
    expect((await readModel(world.db, officeId, two)).version).toBe(2);
  });
});
