import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { verifyChain } from '../../src/audit/verify.ts';
import { verifyDocuments } from '../../src/documents/document.store.ts';
import { addDecision } from '../../src/funds/decision.store.ts';
import { publishNotice, readNotice } from '../../src/funds/decision-notice.store.ts';
import { noticeBytes, noticeFrom } from '../../src/funds/decision-notice.ts';
import {
  completeDecision,
  correctDecision,
  readDecisionFile,
  readDecisionFiles,
} from '../../src/funds/decision-record.store.ts';
import type { DecisionParts } from '../../src/funds/decision-record.ts';
import { findDecisionNumbers } from '../../src/ledger/verify-decisions.ts';
import { Refusal } from '../../src/platform/refusal.ts';
import { fillLifeOffice, TODAY, told } from '../initiatives/life/life-office.ts';
import { errorsOf, plain, rowsOf } from '../spend/page.ts';
import { DATABASES, openWorld, refusalOf, type Visitor, type World } from '../world.ts';

const DAY = (field: string, day: string): Record<string, string> => {
  const [year = '', month = '', date = ''] = day.split('-');
  return { [`${field}-day`]: date, [`${field}-month`]: month, [`${field}-year`]: year };
};

const DECISION = {
  title: 'Outreach',
  summary: 'Workers who go where children are.\nIn 2015/16.',
  decidedBy: 'The Commissioner',
  headline: '5,000',
  ...DAY('decided', '2015-06-10'),
};

const PARTS = {
  power: 'prsra-2011-s9',
  ownPower: '',
  interests: 'none',
  interestsDeclared: '',
  significant: 'yes',
  heldBack: '',
  heldBackReason: '',
};

const parts = (changes: Partial<DecisionParts> = {}): DecisionParts => ({
  power: 'prsra-2011-s9',
  ownPower: null,
  interests: null,
  significant: true,
  heldBack: null,
  ...changes,
});

describe.each(DATABASES)('A decision and the notice that is published of it, on %s', (kind) => {
  let world: World;
  let pcc: Visitor;
  let secretariat: Visitor;
  let auditor: Visitor;
  const program = { officeId: 1, personId: null, role: 'program' };

  beforeAll(async () => {
    world = await openWorld(kind, fillLifeOffice);
    pcc = await world.signIn('pcc@demo.example');
    secretariat = await world.signIn('secretariat@demo.example');
    auditor = await world.signIn('auditor@demo.example');
  }, 60_000);
  afterAll(() => world.close());

  const post = (visitor: Visitor, path: string, fields: Record<string, string>) => visitor.send(path, path, fields);
  const page = async (path: string, visitor = auditor): Promise<string> => plain((await visitor.get(path)).text);
  const noticeText = async (path: string): Promise<string> =>
    plain(/<article[\s\S]*<\/article>/.exec((await auditor.get(path)).text)?.[0] ?? '');

  async function rule(work: Promise<unknown>): Promise<string> {
    try {
      await work;
    } catch (error) {
      if (error instanceof Refusal) return error.rule;
      throw error;
    }
    return 'let through';
  }

  test('one of the earlier program has none of it recorded, and no notice before it has', async () => {
    const shown = await page('/decisions/D-2014-001');
    expect(shown).toContain('Legal power Not recorded Interests declared Not recorded');
    expect(shown).toContain('Publication Draft');
    const notice = await auditor.get('/decisions/D-2014-001/notice');
    expect(notice.status).toBe(422);
    expect(plain(notice.text)).toContain('D-2014-001 has no notice yet');
    expect(await page('/decisions/D-2014-001')).not.toContain('Complete its record');
    expect(await page('/decisions/D-2014-001', pcc)).toContain('Complete its record');
    expect((await auditor.get('/decisions/D-1999-001/notice')).status).toBe(404);
    const path = '/decisions/D-2014-001/notices/1/publication';
    const early = await post(secretariat, path, DAY('published', '2015-07-01'));
    expect(early.status).toBe(422);
    expect(errorsOf(early.text)[0]).toContain('Complete its record first.');
  });

  test('its record is completed once, with each mistake beside its field', async () => {
    const path = '/decisions/D-2014-001/completion';
    expect((await auditor.get(path)).status).toBe(403);
    const bare = await post(pcc, path, { ...PARTS, power: '', interests: '', significant: '' });
    expect(errorsOf(bare.text)).toEqual([
      'Select the legal power, or say below what the decision rests on',
      'Select whether interests were declared',
      'Select whether it is of significant public interest',
    ]);
    const half = { ...PARTS, interests: 'declared', heldBack: 'The prices' };
    expect(errorsOf((await post(pcc, path, half)).text)).toEqual([
      'Enter the interests declared',
      'Enter why it is held back',
    ]);
    const contrary = { ...PARTS, interestsDeclared: 'One', heldBackReason: 'Because' };
    expect(errorsOf((await post(pcc, path, contrary)).text)).toEqual([
      'Empty this field, or select that interests were declared',
      'Name the part that is held back',
    ]);
    const own = { ...PARTS, power: '', ownPower: 'The common law' };
    expect((await post(pcc, path, own)).headers.location).toBe('/decisions/D-2014-001');
    expect(await page('/decisions/D-2014-001')).toContain(
      'Legal power The common law Interests declared None declared',
    );
    const again = await post(pcc, path, PARTS);
    expect(errorsOf(again.text)).toEqual([
      'The record of D-2014-001 has been completed. Correct it instead, and say why.',
    ]);
    expect((await readDecisionFile(world.db, 1, 'D-2014-001')).records).toHaveLength(1);
  });

  test('a new one is recorded with all of it in one form, or without any', async () => {
    const halfway = await post(pcc, '/decisions/new', { ...DECISION, ...PARTS, power: '', interests: '' });
    expect(halfway.status).toBe(400);
    expect(errorsOf(halfway.text)).toHaveLength(2);
    expect(halfway.text).toContain('In 2015/16.</textarea>');
    const whole = { ...DECISION, ...PARTS, interests: 'declared', interestsDeclared: 'The chair is a trustee.' };
    expect((await post(pcc, '/decisions/new', whole)).headers.location).toBe('/decisions/D-2015-002');
    expect(await page('/decisions/D-2015-002')).toContain('Interests declared The chair is a trustee.');
    expect((await post(pcc, '/decisions/new', DECISION)).headers.location).toBe('/decisions/D-2015-003');
    expect(await page('/decisions/D-2015-003')).toContain('Legal power Not recorded');
  });

  test('a published notice says what the public reads, and nothing internal', async () => {
    const path = '/decisions/D-2015-002/notices/1/publication';
    expect(await noticeText('/decisions/D-2015-002/notice')).toContain('Draft: not published');
    expect((await post(secretariat, path, DAY('published', '2015-08-01'))).status).toBe(400);
    const early = await post(secretariat, path, DAY('published', '2015-06-09'));
    expect(errorsOf(early.text)).toEqual(['The decision was made on 10 June 2015. Enter that day or a later one.']);
    expect((await auditor.get(path)).status).toBe(403);
    expect((await post(secretariat, path, DAY('published', '2015-06-12'))).headers.location).toBe(
      '/decisions/D-2015-002',
    );
    const notice = await noticeText('/decisions/D-2015-002/notice');
    for (const said of [
      'Office of the Commissioner',
      'Decision notice D-2015-002',
      'Date of the decision 10 June 2015',
      'Workers who go where children are. In 2015/16.',
      'Amount £5,000.00',
      'Police Reform and Social Responsibility Act 2011, section 9',
      'The chair is a trustee.',
      'Significant public interest Yes',
      'Published 12 June 2015, version 1',
    ]) {
      expect(notice).toContain(said);
    }
    for (const internal of ['secretariat', 'pcc', 'Allocated', 'Budgeted', 'Draft', 'Recorded']) {
      expect(notice).not.toContain(internal);
    }
    const twice = await post(secretariat, path, DAY('published', '2015-06-13'));
    expect(errorsOf(twice.text)).toEqual([
      'The notice of D-2015-002 was published on 12 June 2015, and nothing was corrected since.',
    ]);
  });

  test('a correction is a version of its own: what was published keeps its content, and both are shown', async () => {
    const before = await readNotice(world.db, 1, 'D-2015-002', 'Office of the Commissioner');
    const text = await noticeText('/decisions/D-2015-002/notice');
    const path = '/decisions/D-2015-002/corrections/1';
    const same = { ...PARTS, interests: 'declared', interestsDeclared: 'The chair is a trustee.', reason: 'Nothing' };
    expect(errorsOf((await post(pcc, path, same)).text)).toEqual([
      'Nothing differs from what stands. Change what is wrong, or leave it.',
    ]);
    const corrected = {
      ...same,
      heldBack: 'The prices',
      heldBackReason: 'Quotations run',
      reason: 'They were left in',
    };
    expect(errorsOf((await post(pcc, path, { ...corrected, reason: '' })).text)).toEqual([
      'Enter the reason for the correction',
    ]);
    expect((await post(pcc, path, corrected)).status).toBe(303);
    const late = await post(pcc, path, { ...corrected, significant: 'no' });
    expect(errorsOf(late.text)[0]).toContain('D-2015-002 was corrected meanwhile.');

    const shown = await page('/decisions/D-2015-002', secretariat);
    expect(shown).toContain('The record was corrected after its notice was published.');
    expect(shown).toContain('Publish its notice');
    expect(await noticeText('/decisions/D-2015-002/notice')).toBe(text);
    expect(await noticeText('/decisions/D-2015-002/notices/2')).toContain('Draft: not published');
    const back = await post(secretariat, '/decisions/D-2015-002/notices/2/publication', DAY('published', '2015-06-11'));
    expect(errorsOf(back.text)[0]).toContain('The version before it was published on 12 June 2015.');
    const done = await post(secretariat, '/decisions/D-2015-002/notices/2/publication', DAY('published', '2015-07-01'));
    expect(done.status).toBe(303);

    expect(await noticeText('/decisions/D-2015-002/notices/1')).toBe(text);
    const second = await noticeText('/decisions/D-2015-002/notice');
    expect(second).toContain('Decision notice D-2015-002, version 2');
    expect(second).toContain('Held back from publication The prices Reason: Quotations run');
    expect(second).toContain('Why it was corrected They were left in');
    expect(await page('/decisions/D-2015-002/notice')).toContain('Its other versions Version 1');
    expect((await auditor.get('/decisions/D-2015-002/notices/3')).status).toBe(404);
    expect((await auditor.get('/decisions/D-2015-002/notices/x')).status).toBe(404);

    const after = await readNotice(world.db, 1, 'D-2015-002', 'Another name of the office', 1);
    expect([after.sha256, after.notice]).toEqual([before.sha256, before.notice]);
    const rows = rowsOf((await auditor.get('/decisions/D-2015-002')).text).map(([, version, what]) => [version, what]);
    expect(rows.slice(-4)).toEqual([
      ['1', 'Completed'],
      ['1', 'Published on 12 June 2015'],
      ['2', 'Corrected'],
      ['2', 'Published on 1 July 2015'],
    ]);
  });

  test('the list says what is published, and its file says all of it', async () => {
    const list = rowsOf((await auditor.get('/decisions')).text);
    expect(list[0]?.[3]).toBe('Published');
    expect(list.map(([ref, , , published]) => [ref, published]).slice(1)).toEqual([
      ['D-2014-001', 'Draft'],
      ['D-2015-001', 'Draft'],
      ['D-2015-002', '1 Jul 2015'],
      ['D-2015-003', 'Draft'],
    ]);
    const file = (await auditor.get('/decisions.csv')).text;
    expect(file).toContain('Significant public interest,Legal power,Interests,Basis\r\n');
    expect(file).toMatch(/D-2015-002,2015-06-10,Outreach,2015-07-01,.*The chair is a trustee\.,Recorded\r\n/);
    expect(file).toMatch(/D-2015-003,.*,Draft,.*,Not recorded,Not recorded,Not recorded,Recorded\r\n/);
  });

  test('what it was on an earlier day stays what it was', async () => {
    const { act_seq: seq } = await world
      .db('decision_record')
      .where({ decision_ref: 'D-2015-002', version: 2 })
      .first();
    const then = (await readDecisionFiles(world.db, 1, { upToSeq: seq - 1 })).get('D-2015-002');
    expect([then?.records.length, then?.publications.length]).toEqual([1, 1]);
  });

  test('each rule holds by whatever door it is asked', async () => {
    const complete = (changes: Partial<DecisionParts>) =>
      rule(told(world.site, program, (act) => completeDecision(act, 'D-2015-003', parts(changes))));
    expect(await complete({ power: null })).toBe('no-power');
    expect(await complete({ heldBack: { part: 'The prices', reason: '' } })).toBe('held-back');
    expect(await rule(told(world.site, program, (act) => completeDecision(act, 'D-1999-001', parts())))).toBe(
      'not-found',
    );
    const correction = { version: 1, parts: parts(), reason: 'Why' };
    expect(await rule(told(world.site, program, (act) => correctDecision(act, 'D-2015-003', correction)))).toBe(
      'not-complete',
    );
    const publish = (version: number, publishedOn: string) =>
      rule(
        told(world.site, program, (act) =>
          publishNotice(act, 'D-2015-003', { version, publishedOn, office: 'The office' }, TODAY),
        ),
      );
    expect(await publish(1, TODAY)).toBe('not-complete');
    expect(await complete({})).toBe('let through');
    expect(await publish(2, TODAY)).toBe('corrected-meanwhile');
    expect(await publish(1, '2015-08-01')).toBe('future');
    expect(await publish(1, '2015-06-09')).toBe('before-decision');
    expect(await publish(1, TODAY)).toBe('let through');
    expect(await publish(1, TODAY)).toBe('already-published');
  });

  test('a refused act burns no number, and the numbers have no gap', async () => {
    const wanted = {
      decidedOn: '2015-06-20',
      title: 'Another',
      summary: 'Something',
      decidedBy: 'The Commissioner',
      headlinePence: null,
      invented: true,
    };
    const refusedRef = told(world.site, program, async (act) => {
      const ref = await addDecision(act, wanted);
      expect(ref).toBe('D-2015-004');
      await completeDecision(act, ref, parts({ power: null }));
    });
    expect(await rule(refusedRef)).toBe('no-power');
    expect(await told(world.site, program, (act) => addDecision(act, wanted))).toBe('D-2015-004');
    expect(await told(world.site, program, (act) => addDecision(act, { ...wanted, decidedOn: '2014-06-20' }))).toBe(
      'D-2014-002',
    );
    expect(await findDecisionNumbers(world.db, 1)).toEqual([]);
  });

  test('the chain and the frozen notices verify, and the database refuses to change any of it', async () => {
    expect(await verifyChain(world.db, 1)).toEqual([]);
    expect(await verifyDocuments(world.db, 1)).toEqual([]);
    for (const table of ['decision_record', 'decision_publication']) {
      expect(await refusalOf(world.db(table).update({ act_seq: 1 }))).toContain('append-only');
    }
    const { notice } = await readNotice(world.db, 1, 'D-2015-002', 'x', 1);
    expect(noticeFrom(noticeBytes(notice))).toEqual(notice);
  });
});
