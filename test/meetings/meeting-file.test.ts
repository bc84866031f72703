import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Act, perform } from '../../src/audit/act.ts';
import { latestMoment } from '../../src/audit/moment.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { recordMeetingAction, reportOnAction } from '../../src/meetings/action.store.ts';
import { changeAgendaItem, listAgendaItems } from '../../src/meetings/agenda.store.ts';
import { recordAttendance } from '../../src/meetings/attendance.store.ts';
import { recordEnacted, recordOutcome, recordRuling } from '../../src/meetings/decision-asked.store.ts';
import { DECISIONS_ASKED } from '../../src/meetings/decision-asked-register.ts';
import { DECLARATIONS } from '../../src/meetings/declaration.ts';
import { changeMeeting, listAllMeetings, listMeetings } from '../../src/meetings/meeting.store.ts';
import { readMeetingFile } from '../../src/meetings/meeting-file.store.ts';
import { initialsOf } from '../../src/meetings/member.ts';
import { confirmMinutes, readMinutes } from '../../src/meetings/minutes.store.ts';
import { NOTES } from '../../src/meetings/note.ts';
import { distributionOf } from '../../src/meetings/paper.store.ts';
import { PAPERS } from '../../src/meetings/paper.ts';
import { answerQuestion, answersBesideFigures, askQuestion } from '../../src/meetings/question.store.ts';
import { addRecord } from '../../src/registers/register.store.ts';
import { DATABASES, openWorld, refusalOf, type World } from '../world.ts';
import { asked, fillPaper, paper } from './office.ts';

describe('initials', () => {
  test.each([
    [['Mary Green'], ['MG']],
    [
      ['Mary Green', 'Mark Grey', 'Ann Hill'],
      ['MGreen', 'MGrey', 'AH'],
    ],
    [
      ['Mo Gill', 'Mo Gill', 'Ann-Marie Hill (Leeds)'],
      ['MGill 1', 'MGill 2', 'AMH'],
    ],
    [
      ['Mary Grey', 'Mark Green', 'Max Greene'],
      ['MGrey', 'MGreen', 'MGreene'],
    ],
  ])('of %j are told apart', (names, expected) => {
    const found = initialsOf(names.map((name, index) => ({ ref: String(index), name })));
    expect(names.map((_, index) => found.get(String(index)))).toEqual(expected);
  });
});

describe.each(DATABASES)('what stands before a meeting, on %s', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, fillPaper);
  });
  afterAll(() => world.close());

  const acting = async (work: (act: Act) => Promise<unknown>, email = 'secretariat@demo.example') => {
    const doer = await world.doer(email);
    let result: unknown;
    await perform(world.site, doer, 'test', null, async (act) => {
      result = await work(act);
      return { subject: { kind: 'test', ref: '' }, result: null };
    });
    return result;
  };
  const file = (ref: string, upToSeq?: number) => readMeetingFile(world.db, 1, ref, upToSeq);
  const parts = {
    power: null,
    ownPower: 'Section 143',
    interests: null,
    significant: false,
    heldBack: null,
  };

  test('is its members, its agenda with the papers, and who is on the list of each', async () => {
    const { members, agenda, papers, marking, previous, next } = await file('PEG-2015-02');
    expect(members.map(({ ref, initials, organisationName }) => [ref, initials, organisationName])).toEqual([
      ['PM-001', 'MGreen', 'West Yorkshire Police'],
      ['PM-002', 'MGrey', 'Leeds City Council'],
      ['PM-003', 'AP', 'West Yorkshire Police'],
    ]);
    expect(agenda.map(({ number, at, title, papers: of }) => [number, at, title, of.map(({ ref }) => ref)])).toEqual([
      [1, '10:00', 'Money for awareness', ['P-001']],
      [2, '10:10', 'Any other business', []],
    ]);
    expect([previous?.ref, next?.ref, marking]).toEqual(['PEG-2015-01', 'PEG-2015-03', 'OFFICIAL']);
    expect(papers[0]?.implications.map(({ heading }) => heading)).toEqual(['Finance', 'Equality']);
    const named = paper({ marking: 'OFFICIAL-SENSITIVE', distribution: 'named', named: 'PM-001' });
    await acting((act) => addRecord(act, PAPERS, named));
    await acting((act) => addRecord(act, PAPERS, paper({ circulated: null, title: 'A draft' })));
    const after = await file('PEG-2015-02');
    expect(after.papers.map(({ ref }) => ref)).toEqual(['P-001', 'P-002']);
    expect(after.marking).toBe('OFFICIAL-SENSITIVE');
    const lists = after.papers.map((of) => distributionOf(of, after.members).map(({ ref }) => ref));
    expect(lists).toEqual([
      ['PM-001', 'PM-002', 'PM-003'],
      ['PM-001', 'PM-003'],
    ]);
  });

  test('keeps the order that the agenda was given, and leaves out what was taken off', async () => {
    const same = { lead: 'Chair', purpose: 'decision', minutes: 10, withdrawn: false, basedOn: 1 } as const;
    await acting((act) => changeAgendaItem(act, '2', { ...same, title: 'Any other business', place: 1 }));
    expect((await file('PEG-2015-02')).agenda.map(({ id }) => id)).toEqual(['2', '1']);
    expect(
      await refusalOf(acting((act) => changeAgendaItem(act, '2', { ...same, title: 'Late', place: 2 }))),
    ).toContain('changed meanwhile');
    await acting((act) => changeAgendaItem(act, '2', { ...same, title: 'Other', place: 2, basedOn: 2 }));
    expect((await file('PEG-2015-02')).agenda.map(({ id, title }) => [id, title])).toEqual([
      ['1', 'Money for awareness'],
      ['2', 'Other'],
    ]);
    await acting((act) =>
      changeAgendaItem(act, '2', { ...same, title: 'Other', place: 2, basedOn: 3, withdrawn: true }),
    );
    expect((await file('PEG-2015-02')).agenda.map(({ id }) => id)).toEqual(['1']);
    expect(await listAgendaItems(world.db, 1, undefined, 'PEG-2015-02')).toHaveLength(2);
  });

  test('shows for each decision asked whose bodies would gain, and what they declared', async () => {
    await acting((act) => addRecord(act, DECISIONS_ASKED, asked()));
    const before = (await file('PEG-2015-02')).asked;
    expect(before.map(({ ref, state, pence }) => [ref, state, pence])).toEqual([['DA-001', 'asked', 1_200_000]]);
    expect(before[0]?.gainers.map(({ member, declared }) => [member.ref, declared])).toEqual([['PM-002', null]]);
    const declared = { meeting: 'PEG-2015-02', paper: 'P-001', interest: 'My council would gain', conduct: 'withdrew' };
    await acting((act) => addRecord(act, DECLARATIONS, { ...declared, member: 'PM-002' }));
    await acting((act) => addRecord(act, DECLARATIONS, { ...declared, member: 'PM-001', conduct: 'stayed' }));
    const [after] = (await file('PEG-2015-02')).asked;
    expect(after?.gainers[0]?.declared).toEqual({ interest: 'My council would gain', conduct: 'withdrew' });
    expect(after?.alsoDeclared.map(({ member, declared: of }) => [member.ref, of?.conduct])).toEqual([
      ['PM-001', 'stayed'],
    ]);
  });

  test('follows a decision from the recommendation to the money, and is the same as at an earlier act', async () => {
    const moment = await latestMoment(world.db, 1);
    const said = {
      meeting: 'PEG-2015-02',
      outcome: 'amended',
      text: 'Recommended: £10,000',
      pence: 1_000_000,
    } as const;
    await acting((act) => recordOutcome(act, 'DA-001', said));
    expect(await refusalOf(acting((act) => recordOutcome(act, 'DA-001', said)))).toContain('has answered DA-001');
    expect((await file('PEG-2015-03')).carried.map(({ ref, state }) => [ref, state])).toEqual([
      ['DA-001', 'recommended'],
    ]);
    expect(await refusalOf(acting((act) => recordEnacted(act, 'DA-001', 'AL-2015-002')))).toContain('no draft');
    const ruling = {
      ruling: 'approved',
      decidedOn: '2015-07-31',
      decidedBy: 'The Commissioner',
      summary: 'Agreed',
      parts,
      invented: false,
    } as const;
    const decision = await acting((act) => recordRuling(act, 'DA-001', ruling));
    const [carried] = (await file('PEG-2015-03')).carried;
    expect([carried?.state, carried?.ruling?.pence, carried?.ruling?.power]).toEqual([
      'to-enact',
      1_000_000,
      'Section 143',
    ]);
    expect((await file('PEG-2015-03')).mattersArising).toEqual([
      {
        kind: 'to-enact',
        ref: 'DA-001',
        meeting: 'PEG-2015-02',
        title: 'Money for awareness in Leeds',
        stands: `Decided by ${decision}, and not enacted: 70 days by the meeting`,
        href: '/decisions-asked/DA-001',
      },
    ]);
    await acting((act) => recordEnacted(act, 'DA-001', 'AL-2015-002'));
    expect((await file('PEG-2015-03')).carried).toEqual([]);
    expect((await file('PEG-2015-02')).asked[0]?.state).toBe('enacted');
    expect((await file('PEG-2015-02', moment.seq)).asked[0]).toMatchObject({
      state: 'asked',
      outcomes: [],
      ruling: null,
    });
  });

  test('carries open actions over by themselves until somebody reports them done', async () => {
    const action = { meeting: 'PEG-2015-01', what: 'Name a contact', who: 'The councils', dueOn: '2015-07-31' };
    const ref = await acting((act) => recordMeetingAction(act, { ...action, owner: 'PM-002' }));
    expect(ref).toBe('PEG-2015-01-A1');
    const before = await file('PEG-2015-02');
    expect(before.actionsOpen.map((of) => [of.ref, of.owner])).toEqual([['PEG-2015-01-A1', 'PM-002']]);
    expect(before.mattersArising.map(({ kind, stands }) => [kind, stands])).toEqual([
      ['action', 'Due 31 Jul 2015. Nothing reported yet'],
    ]);
    await acting((act) => reportOnAction(act, 'PEG-2015-01-A1', { said: 'Four are named', doneOn: null }));
    expect((await file('PEG-2015-02')).actionsOpen).toHaveLength(1);
    await acting((act) => reportOnAction(act, 'PEG-2015-01-A1', { said: 'All are named', doneOn: '2015-07-30' }));
    const after = await file('PEG-2015-02');
    expect([after.actionsOpen, after.mattersArising]).toEqual([[], []]);
    expect(after.actionsDone.map((of) => [of.ref, of.reports.length])).toEqual([['PEG-2015-01-A1', 2]]);
  });

  test('freezes its notes when a later meeting confirms them', async () => {
    const members = [
      { member: 'PM-001', standing: 'represented', substitute: 'PM-003' },
      { member: 'PM-002', standing: 'present', substitute: null },
    ] as const;
    const note = { meeting: 'PEG-2015-01', item: null, title: 'Contacts', purpose: 'To agree', outcome: 'Agreed' };
    await acting((act) => recordAttendance(act, 'PEG-2015-01', { members, others: 'Helen Cross, secretariat' }));
    expect(
      await refusalOf(acting((act) => confirmMinutes(act, 'PEG-2015-01', { at: 'PEG-2015-02', corrections: null }))),
    ).toContain('what was noted');
    await acting((act) => addRecord(act, NOTES, note));
    expect((await file('PEG-2015-02')).mattersArising.map(({ kind, ref }) => [kind, ref])).toEqual([
      ['minutes', 'PEG-2015-01'],
    ]);
    await acting((act) =>
      confirmMinutes(act, 'PEG-2015-01', { at: 'PEG-2015-02', corrections: 'A name was put right' }),
    );
    const { minutes, confirmation, sha256 } = await readMinutes(world.db, 1, 'PEG-2015-01');
    expect([confirmation?.confirmedAt, sha256?.length]).toEqual(['PEG-2015-02', 64]);
    expect(minutes.present).toEqual(['AP (West Yorkshire Police, for MGreen)', 'MGrey (Leeds City Council)']);
    expect(minutes.actions.map(({ what, who }) => [what, who])).toEqual([
      ['Name a contact', 'MGrey (Leeds City Council)'],
    ]);
    expect(await refusalOf(acting((act) => addRecord(act, NOTES, note)))).toContain('confirmed at PEG-2015-02');
    expect(await refusalOf(acting((act) => recordAttendance(act, 'PEG-2015-01', { members, others: null })))).toContain(
      'confirmed at PEG-2015-02',
    );
    expect((await file('PEG-2015-02')).mattersArising).toEqual([]);
  });

  test('keeps the answer about a figure beside it, in a numbered addendum', async () => {
    const member = await world.person('member@demo.example');
    const about = { meeting: 'PEG-2015-02', askedBy: member.id, today: '2015-07-31' };
    const figure = { figure: 'spend.to-date', scope: { year: 2015 } };
    const first = (await acting((act) =>
      askQuestion(act, { ...about, subject: figure, text: 'Why so low?' }),
    )) as number;
    const second = (await acting((act) =>
      askQuestion(act, { ...about, subject: { paper: 'P-001' }, text: 'Which schools?' }),
    )) as number;
    const late = { ...about, subject: figure, text: 'Late', today: '2015-08-15' };
    expect(await refusalOf(acting((act) => askQuestion(act, late)))).toContain('was held');
    const by = { answeredBy: member.id, basedOn: 0 };
    expect(await acting((act) => answerQuestion(act, second, { ...by, text: 'Those of Leeds' }))).toBe(1);
    expect(await acting((act) => answerQuestion(act, first, { ...by, text: 'Posts are vacant' }))).toBe(2);
    expect(await acting((act) => answerQuestion(act, first, { ...by, text: 'Six are vacant', basedOn: 1 }))).toBe(2);
    expect((await file('PEG-2015-02')).addendum.map(({ answer }) => [answer.number, answer.text])).toEqual([
      [1, 'Those of Leeds'],
      [2, 'Six are vacant'],
    ]);
    const beside = await answersBesideFigures(world.db, 1);
    expect([...beside.values()].flat().map(({ text }) => text)).toEqual(['Why so low?']);
  });

  test('moves with the meeting, and one that is called off is before nobody', async () => {
    const [, , third] = await listAllMeetings(world.db, 1);
    const wanted = { ...(third as NonNullable<typeof third>), cancelled: true, basedOn: 1, why: 'No business' };
    await acting((act) => changeMeeting(act, 'PEG-2015-03', wanted));
    expect((await listMeetings(world.db, 1)).map(({ ref }) => ref)).toEqual(['PEG-2015-01', 'PEG-2015-02']);
    expect((await file('PEG-2015-02')).forwardPlan).toEqual([]);
    const moved = { ...wanted, cancelled: false, heldOn: '2015-06-01', basedOn: 2 };
    await acting((act) => changeMeeting(act, 'PEG-2015-03', moved));
    expect((await listMeetings(world.db, 1))[0]).toMatchObject({
      ref: 'PEG-2015-03',
      heldOn: '2015-06-01',
      version: 3,
    });
  });

  test('is bound to the chain, every table of it', async () => {
    expect(await verifyChain(world.db, 1)).toEqual([]);
  });
});
