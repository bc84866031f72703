import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { fillGate } from '../../src/audit/gate/gate.ts';
import { HELD } from '../../src/audit/gate/reading.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { signSections } from '../packs/signed.ts';
import { DATABASES, openWorld, type Visitor, type World } from '../world.ts';

const PERSONAL = 'Chloe Kowalska waited six weeks. The rest of the group was seen in time.';
const GENERAL = 'Nobody waited longer than a week.';

describe.each(DATABASES)('On %s, words that look personal', (kind) => {
  let world: World;
  let commissioning: Visitor;
  let secretariat: Visitor;
  let coordinator: Visitor;

  beforeAll(async () => {
    world = await openWorld(kind, seedDemonstration);
    commissioning = await world.signIn('commissioning@demo.example');
    secretariat = await world.signIn('secretariat@demo.example');
    coordinator = await world.signIn('coordinator@demo.example');
    await world.db('held_text').del();
  });
  afterAll(() => world.close());

  const plain = (text: string) => text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  const writeRisks = (visitor: Visitor, risks: string) =>
    visitor.send('/meetings/PEG-2015-03/highlights/I-02', '/meetings/PEG-2015-03/highlights/I-02', {
      confidence: 'Green',
      'this-period': GENERAL,
      'next-period': GENERAL,
      risks,
    });
  const publish = async () => {
    await signSections(world, 'PEG-2015-03');
    return secretariat.send('/meetings/PEG-2015-03/publication', '/meetings/PEG-2015-03/publication', {});
  };
  const heldDigest = async () => (await world.db('held_text').orderBy('id', 'desc').first('digest')).digest as string;
  const clear = (visitor: Visitor, digest: string, why = 'It is a name in a play') =>
    visitor.send(
      visitor === coordinator ? '/contacts/new' : '/meetings/PEG-2015-03/commentary',
      `/words-to-check/${digest}`,
      { why },
    );

  test('are left out of the draft pack, and keep it from being published, which says where they stand', async () => {
    expect((await writeRisks(commissioning, PERSONAL)).status).toBe(303);
    const draft = await secretariat.get('/meetings/PEG-2015-03/pack');
    expect(draft.text).toContain(HELD);
    expect(draft.text).not.toContain('Kowalska');
    const refused = await publish();
    expect([refused.status, plain(refused.text)]).toEqual([
      422,
      expect.stringContaining('Highlight report PEG-2015-03, I-02: risks'),
    ]);
    expect(await world.db('pack').where({ meeting_ref: 'PEG-2015-03' })).toEqual([]);
  });

  test('are marked where they stand with the reason, for the office, and hidden from who only reads papers', async () => {
    const queue = (await coordinator.get('/words-to-check')).text;
    expect(queue).toContain('<mark class="app-held">Chloe Kowalska</mark>');
    expect(plain(queue)).toContain('[looks like somebody’s name] waited six weeks');
    const member = await world.signIn('member@demo.example');
    const comment = '/meetings/PEG-2015-03/commentary';
    const words = 'The year ends below budget.\n\nMrs Begum explains why.';
    expect((await secretariat.send(comment, comment, { text: words })).status).toBe(303);
    const shown = (await commissioning.get('/meetings/PEG-2015-03')).text;
    expect(shown).toContain('<mark class="app-held">Mrs Begum</mark> <span class="app-held-why">');
    expect(plain(shown)).toContain('A text on this page looks personal. Packs, returns and files leave it out');
    expect(plain(shown)).toContain('Words to check.');
    const hidden = (await member.get('/meetings/PEG-2015-03')).text;
    expect(hidden).toContain(HELD);
    expect(hidden).not.toContain('Begum');
    await secretariat.send(comment, comment, { text: GENERAL });
    expect((await commissioning.get('/words-to-check')).status).toBe(403);
    expect((await member.get('/words-to-check')).status).toBe(403);
  });

  test('are not cleared by whoever wrote them, nor without a reason, and are by somebody else', async () => {
    const digest = await heldDigest();
    expect((await clear(commissioning, digest)).status).toBe(403);
    expect((await clear(coordinator, digest, '')).status).toBe(400);
    expect((await clear(coordinator, digest)).status).toBe(303);
    expect((await clear(coordinator, digest)).status).toBe(404);
    expect((await secretariat.get('/meetings/PEG-2015-03/pack')).text).toContain('Chloe Kowalska');
    // Saved again with other words beside them, they stay cleared.
    expect((await writeRisks(commissioning, PERSONAL)).status).toBe(303);
    expect(await world.db('held_text').pluck('kinds')).toEqual([]);
    expect((await writeRisks(secretariat, 'Grace Smith asked again.')).status).toBe(303);
    // Saved again by somebody else, they are still the first author's too.
    expect((await writeRisks(commissioning, 'Grace Smith asked again.')).status).toBe(303);
    expect(await world.db('held_text').pluck('kinds')).toEqual(['name']);
    const own = await heldDigest();
    expect((await clear(secretariat, own)).status).toBe(403);
    expect(plain((await secretariat.get('/words-to-check')).text)).toContain('Somebody else clears it');
  });

  test('are let go by an edit, whoever makes it, and the new words are looked through as well', async () => {
    const before = await heldDigest();
    await writeRisks(commissioning, 'The 3 girls asked again.');
    expect(await world.db('held_text').pluck('kinds')).toEqual(['small-number']);
    expect((await publish()).status).toBe(422);
    await writeRisks(commissioning, GENERAL);
    expect(await world.db('held_text').pluck('kinds')).toEqual([]);
    const decisions = await world.db('words_decision').orderBy('id');
    expect(decisions.map(({ decision, kinds }) => `${decision} ${kinds}`)).toEqual(
      expect.arrayContaining(['cleared name', 'edited name', 'edited small-number']),
    );
    expect(decisions.map(({ digest }) => digest)).toContain(before);
    expect((await publish()).status).toBe(303);
  });

  test('are nowhere in what is recorded of the decision', async () => {
    const rows = JSON.stringify([await world.db('words_decision'), await world.db('audit_event').select('body')]);
    for (const word of ['Chloe', 'Kowalska', 'Grace', '3 girls']) expect(rows).not.toContain(word);
    expect(plain((await coordinator.get('/words-to-check')).text)).toContain('somebody’s name Cleared Anna Lowe');
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });

  test('are left out of files, and of returns, whose check names them', async () => {
    const risk = await world.db('risk').orderBy('id', 'desc').first();
    const edit = await commissioning.get(`/risks/${risk.ref}/change`);
    expect(edit.status).toBe(200);
    const finance = await world.signIn('finance@demo.example');
    await finance.send('/returns/new', '/returns/new', {
      template: 'home-office-quarterly',
      year: '2014-15',
      quarter: '4',
    });
    const [filing] = await world.db('return_filing').orderBy('id', 'desc').limit(1);
    const href = `/returns/${filing.ref}/${filing.draft}`;
    const page = await finance.get(href);
    const [, row = ''] = /<option value="(I-01[^"]+)"/.exec(page.text) ?? [];
    const explained = await finance.send(href, `${href}/explanations`, { row, text: 'Mrs Hussain left her post.' });
    expect(explained.status).toBe(303);
    const files = [...page.text.matchAll(/href="([^"]+\.csv)"/g)].map(([, file]) => file as string);
    expect(files.length).toBeGreaterThan(1);
    const texts: string[] = [];
    for (const file of files) texts.push((await finance.get(file)).text);
    expect(texts.join('')).toContain(HELD);
    expect(texts.join('')).not.toContain('Hussain');
    const checked = plain((await finance.get(href)).text);
    expect(checked).toContain('These words look personal, and nobody has checked them.');
    expect((await finance.send(href, `${href}/review`, {})).status).not.toBe(303);
    await clear(coordinator, await heldDigest());
    expect((await finance.get(files[0] as string)).text).toContain('Hussain');
  });

  test('of before the gate are looked through when the program starts', async () => {
    await writeRisks(commissioning, 'Mr Khan asked.');
    const held = await world.db('held_text').pluck('digest');
    expect(held).toHaveLength(1);
    await world.db('held_text').del();
    await fillGate(world.db, world.clock.now());
    // One of them is an issue of the demonstration.
    expect(await world.db('held_text').pluck('source')).toEqual(['highlight', 'issue']);
    expect(await world.db('held_text').pluck('digest')).toEqual(expect.arrayContaining(held));
    await world.db('held_text').del();
    await fillGate(world.db, world.clock.now());
    expect(await world.db('held_text').pluck('digest')).toEqual([]);
  });
});
