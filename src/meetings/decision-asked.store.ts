import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { addDecision, listDecisions } from '../funds/decision.store.ts';
import { completeDecision, readDecisionFiles } from '../funds/decision-record.store.ts';
import { type DecisionParts, latestRecord, powerInWords } from '../funds/decision-record.ts';
import { readRequestOutcomes } from '../funds/request.store.ts';
import type { Pence } from '../money/pence.ts';
import { readOrganisations } from '../partners/organisation.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { valuesOf } from '../registers/field.ts';
import { listRecords } from '../registers/register.store.ts';
import {
  type AskedOutcome,
  type AskedRuling,
  amountOf,
  askedState,
  type DecisionAsked,
  type Enactment,
  type Gainer,
  hasDraft,
  type MoneyAsked,
  type Outcome,
  type RulingWord,
} from './decision-asked.ts';
import { DECISIONS_ASKED } from './decision-asked-register.ts';
import { type Declaration, listDeclarations } from './declaration.ts';
import { findMeeting, listAllMeetings } from './meeting.store.ts';
import { listMembers } from './member.store.ts';
import { isInTerm, type Member } from './member.ts';
import { demandUnconfirmed } from './minutes-confirmation.store.ts';
import { listPapers } from './paper.store.ts';

/**
 * Records what a meeting said to a decision asked. Refused by name: `withdrawn`; `decided` once the Commissioner decided;
 * `said` where the meeting has answered already; `before-asked` for a meeting before the paper's; `confirmed` once the
 * meeting's notes are confirmed; `no-money` for an amended amount where no money is asked.
 */
export async function recordOutcome(
  act: Act,
  ref: string,
  wanted: { meeting: string; outcome: Outcome; text: string; pence: Pence | null },
): Promise<void> {
  const { trx, doer } = act;
  const asked = await findDecisionAsked(trx, doer.officeId, ref);
  demandOpen(asked);
  const meeting = await findMeeting(trx, doer.officeId, wanted.meeting);
  const first = await findMeeting(trx, doer.officeId, asked.meeting);
  if (meeting.heldOn < first.heldOn) {
    throw refused(
      'before-asked',
      `${ref} is asked at ${asked.meeting}. Choose that meeting or a later one.`,
      'meeting',
    );
  }
  if (asked.outcomes.some((said) => said.meeting === wanted.meeting)) {
    throw refused('said', `${wanted.meeting} has answered ${ref}. What is recorded stands.`, 'meeting');
  }
  if (wanted.pence !== null && asked.money === 'none') {
    throw refused('no-money', 'No money is asked for. Leave the amount empty.', 'amount');
  }
  await demandUnconfirmed(act, wanted.meeting);
  await act.add('asked_outcome', {
    asked_ref: ref,
    meeting_ref: wanted.meeting,
    outcome: wanted.outcome,
    text_words: await act.words(wanted.text),
    pence: wanted.outcome === 'amended' ? wanted.pence : null,
    entered_by: doer.personId,
  });
}

/** What the Commissioner decides: for or against, when, and by which power. */
export interface NewRuling {
  ruling: RulingWord;
  decidedOn: Day;
  decidedBy: string;
  summary: string;
  parts: DecisionParts;
  invented: boolean;
}

/**
 * Records the Commissioner's decision on what was asked, as a decision of its own with its legal power; what it approves of
 * money becomes a draft. Answers the decision's reference. It needs no recommendation, and may go against one. Refused by
 * name: `withdrawn`, `decided`, and what `completeDecision` refuses.
 */
export async function recordRuling(act: Act, ref: string, wanted: NewRuling): Promise<string> {
  const asked = await findDecisionAsked(act.trx, act.doer.officeId, ref);
  demandOpen(asked);
  const pence = wanted.ruling === 'approved' && asked.money !== 'none' ? amountOf(asked) : null;
  const decisionRef = await addDecision(act, {
    title: asked.title,
    summary: wanted.summary,
    decidedOn: wanted.decidedOn,
    decidedBy: wanted.decidedBy,
    headlinePence: pence,
    invented: wanted.invented,
  });
  await completeDecision(act, decisionRef, wanted.parts);
  await act.add('asked_ruling', {
    asked_ref: ref,
    ruling: wanted.ruling,
    decision_ref: decisionRef,
    pence,
    entered_by: act.doer.personId,
  });
  return decisionRef;
}

/** Records that the draft became money: the allocation, virement or carry-forward that was made of it, in the same act. */
export async function recordEnacted(act: Act, ref: string, madeRef: string): Promise<void> {
  await demandDraft(act, ref);
  await act.add('asked_enactment', {
    asked_ref: ref,
    outcome: 'enacted',
    made_ref: madeRef,
    reason_words: null,
    entered_by: act.doer.personId,
  });
}

/** Declines the draft with a reason: the decision stays, and nothing is moved by it. Refused by name: `no-draft`. */
export async function declineDraft(act: Act, ref: string, reason: string): Promise<void> {
  await demandDraft(act, ref);
  await act.add('asked_enactment', {
    asked_ref: ref,
    outcome: 'declined',
    made_ref: null,
    reason_words: await act.words(reason),
    entered_by: act.doer.personId,
  });
}

async function demandDraft(act: Act, ref: string): Promise<void> {
  if (hasDraft(await findDecisionAsked(act.trx, act.doer.officeId, ref))) return;
  throw refused('no-draft', `${ref} has no draft that waits to be enacted. Look at where it stands.`);
}

function demandOpen({ ref, withdrawn, ruling }: DecisionAsked): void {
  if (withdrawn) throw refused('withdrawn', `${ref} was withdrawn, so it is not asked any more.`);
  if (ruling === null) return;
  throw refused('decided', `${ref} was decided by ${ruling.decisionRef}. That decision stands.`);
}

/**
 * The decisions that papers asked, in the order of their references, each with what became of it, as recorded up to an act.
 * Those of one meeting's papers, or all. Withdrawn ones are among them.
 */
export async function listDecisionsAsked(
  db: Db,
  officeId: number,
  where: { meeting?: string; upToSeq?: number } = {},
): Promise<DecisionAsked[]> {
  const upToSeq = where.upToSeq ?? Number.MAX_SAFE_INTEGER;
  const rowsOf = async (table: string): Promise<Row[]> =>
    spellOut(db, await db(table).where({ office_id: officeId }).where('act_seq', '<=', upToSeq).orderBy('id'));
  const papers = new Map((await listPapers(db, officeId, { upToSeq })).map((paper) => [paper.ref, paper]));
  const meetings = new Map((await listAllMeetings(db, officeId, upToSeq)).map((meeting) => [meeting.ref, meeting]));
  const members = await listMembers(db, officeId, upToSeq);
  const declarations = await listDeclarations(db, officeId, { upToSeq });
  const organisations = await readOrganisations(db, officeId);
  const outcomes = await rowsOf('asked_outcome');
  const rulings = await rulingsOf(db, officeId, await rowsOf('asked_ruling'), upToSeq);
  const requests = await readRequestOutcomes(db, officeId, upToSeq);
  const enactments = new Map(
    (await rowsOf('asked_enactment')).map((row) => [row.asked_ref, enactmentFrom(row, requests)]),
  );
  const records = await listRecords(db, officeId, DECISIONS_ASKED, upToSeq);
  return records
    .toSorted((a, b) => a.ref.localeCompare(b.ref))
    .flatMap(({ ref, answers }) => {
      const paper = papers.get(String(answers.paper));
      const meeting = meetings.get(paper?.meeting ?? '');
      if (paper === undefined || meeting === undefined) return [];
      const gains = valuesOf(answers.gains).map((id) => organisations.survivorOf(Number(id)).id);
      const inTerm = members.filter((member) => isInTerm(member, meeting.heldOn));
      const about = {
        ref,
        paper: paper.ref,
        meeting: meeting.ref,
        title: String(answers.title),
        asked: String(answers.asked),
        money: answers.money as MoneyAsked,
        pence: answers.amount as Pence | null,
        gains,
        withdrawn: answers.standing === 'withdrawn',
        ...gainersOf(
          inTerm,
          gains,
          declarations.filter((of) => of.paper === paper.ref),
        ),
        outcomes: outcomes.filter(({ asked_ref }) => asked_ref === ref).map(outcomeFrom),
        ruling: rulings.get(ref) ?? null,
        enactment: enactments.get(ref) ?? null,
      };
      return [{ ...about, state: askedState(about) }];
    })
    .filter(({ meeting }) => where.meeting === undefined || meeting === where.meeting);
}

/** A decision asked by its reference; not found when there is none. */
export async function findDecisionAsked(db: Db, officeId: number, ref: string): Promise<DecisionAsked> {
  const found = (await listDecisionsAsked(db, officeId)).find((asked) => asked.ref === ref);
  if (found === undefined) throw notFound(`decision asked ${ref.slice(0, 20)}`);
  return found;
}

function gainersOf(
  members: readonly Member[],
  gains: readonly number[],
  declarations: readonly Declaration[],
): Pick<DecisionAsked, 'gainers' | 'alsoDeclared'> {
  const withDeclared = (member: Member): Gainer => {
    const found = declarations.findLast((of) => of.member === member.ref);
    return { member, declared: found === undefined ? null : { interest: found.interest, conduct: found.conduct } };
  };
  const isGaining = ({ organisation }: Member) => gains.includes(organisation);
  return {
    gainers: members.filter(isGaining).map(withDeclared),
    alsoDeclared: members
      .filter((member) => !isGaining(member))
      .map(withDeclared)
      .filter(({ declared }) => declared !== null),
  };
}

async function rulingsOf(db: Db, officeId: number, rows: Row[], upToSeq: number): Promise<Map<string, AskedRuling>> {
  if (rows.length === 0) return new Map();
  const decisions = new Map((await listDecisions(db, officeId, upToSeq)).map((decision) => [decision.ref, decision]));
  const files = await readDecisionFiles(db, officeId, { upToSeq });
  return new Map(
    rows.map((row) => {
      const { decidedOn = '', decidedBy = '' } = decisions.get(row.decision_ref) ?? {};
      const record = latestRecord(files.get(row.decision_ref) ?? { records: [], publications: [] });
      const ruling = {
        ruling: row.ruling,
        decisionRef: row.decision_ref,
        decidedOn,
        decidedBy,
        power: record === null ? null : powerInWords(record),
        pence: row.pence,
        seq: row.act_seq,
      };
      return [row.asked_ref, ruling];
    }),
  );
}

function outcomeFrom(row: Row): AskedOutcome {
  return { meeting: row.meeting_ref, outcome: row.outcome, text: row.text, pence: row.pence, seq: row.act_seq };
}

function enactmentFrom(row: Row, requests: Awaited<ReturnType<typeof readRequestOutcomes>>): Enactment {
  if (row.outcome === 'declined') return { outcome: 'declined', reason: row.reason, seq: row.act_seq };
  const status = row.made_ref.startsWith('AL-') ? 'approved' : (requests.get(row.made_ref) ?? 'awaiting approval');
  return { outcome: 'enacted', madeRef: row.made_ref, status, seq: row.act_seq };
}
