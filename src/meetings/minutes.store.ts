import type { Act } from '../audit/act.ts';
import { demandNothingHeld } from '../audit/gate/held.ts';
import { Reading, readAs } from '../audit/gate/reading.ts';
import { formatDay, formatShortDay } from '../calendar/day.ts';
import { freeze, readDocument } from '../documents/document.store.ts';
import type { Db } from '../platform/database.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { refused } from '../platform/refusal.ts';
import { listActions } from './action.store.ts';
import { type KeptAction, ownerShown } from './action.ts';
import { readAttendance } from './attendance.store.ts';
import { apologiesShown, presentShown } from './attendance.ts';
import { listDecisionsAsked } from './decision-asked.store.ts';
import { OUTCOMES } from './decision-asked.ts';
import { CONDUCT, listDeclarations } from './declaration.ts';
import { findMeeting } from './meeting.store.ts';
import { listMembers } from './member.store.ts';
import type { Member } from './member.ts';
import { type Minutes, type MinutesConfirmation, peopleOf } from './minutes.ts';
import { demandUnconfirmed, readConfirmation } from './minutes-confirmation.store.ts';
import { listNotes } from './note.ts';
import { isForAll, listPapers } from './paper.store.ts';

/**
 * Confirms the notes of a meeting at a later one, and freezes them. Refused by name: `no-notes` while nothing is noted or
 * nobody recorded who was there, `not-later` for a meeting that was not later, `confirmed` when they are already, and
 * `held-words` while words of them look personal and nobody has checked them.
 */
export async function confirmMinutes(
  act: Act,
  meeting: string,
  wanted: { at: string; corrections: string | null },
): Promise<void> {
  const { trx, doer } = act;
  await demandUnconfirmed(act, meeting);
  const [held, later] = [
    await findMeeting(trx, doer.officeId, meeting),
    await findMeeting(trx, doer.officeId, wanted.at),
  ];
  if (later.heldOn <= held.heldOn) {
    throw refused('not-later', `Notes are confirmed at a later meeting than their own. Choose another.`, 'at');
  }
  const reading = Reading.ofPaper();
  const minutes = await readAs(reading, () => draftMinutes(trx, doer.officeId, meeting));
  if (minutes.notes.length === 0 || minutes.present.length === 0) {
    throw refused(
      'no-notes',
      `Record who was at ${meeting}, and what was noted, before its notes are confirmed.`,
      'at',
    );
  }
  await demandNothingHeld(trx, reading, { what: 'The notes', printed: JSON.stringify(minutes) });
  const { id } = await freeze(act, {
    mediaType: 'application/json',
    fileName: `${meeting}-notes.json`,
    content: Buffer.from(canonical(minutes as unknown as Plain)),
  });
  await act.add('minutes_confirmation', {
    meeting_ref: meeting,
    confirmed_at: wanted.at,
    corrections_words: await act.optionalWords(wanted.corrections),
    document_id: id,
    entered_by: doer.personId,
  });
}

/** The notes of a meeting: frozen once they are confirmed, a draft before. */
export async function readMinutes(
  db: Db,
  officeId: number,
  meeting: string,
  upToSeq?: number,
): Promise<{ minutes: Minutes; confirmation: MinutesConfirmation | null; sha256: string | null }> {
  const confirmation = await readConfirmation(db, officeId, meeting, upToSeq);
  if (confirmation === null) {
    return { minutes: await draftMinutes(db, officeId, meeting, upToSeq), confirmation, sha256: null };
  }
  const { content, sha256 } = await readDocument(db, officeId, confirmation.documentId);
  return { minutes: JSON.parse(content.toString('utf8')), confirmation, sha256 };
}

async function draftMinutes(db: Db, officeId: number, ref: string, upToSeq?: number): Promise<Minutes> {
  const meeting = await findMeeting(db, officeId, ref);
  const members = await listMembers(db, officeId, upToSeq);
  const attendance = await readAttendance(db, officeId, ref, upToSeq);
  const actions = (await listActions(db, officeId, { meeting: ref, upToSeq })).filter(({ withdrawn }) => !withdrawn);
  const notes = await listNotes(db, officeId, ref, upToSeq);
  const noted = new Set(notes.flatMap(({ item }) => item ?? []));
  const papers = new Map((await listPapers(db, officeId, { upToSeq })).map((paper) => [paper.ref, paper]));
  const shown = (all: readonly KeptAction[]) => all.map((action) => actionShown(action, members));
  return {
    meeting: ref,
    title: `Notes of the meeting of ${formatDay(meeting.heldOn)}`,
    heldOn: meeting.heldOn,
    place: meeting.place,
    chair: meeting.chair,
    present: presentShown(attendance),
    apologies: apologiesShown(attendance),
    others: attendance.others,
    initials: peopleOf(attendance.members).map(({ initials, name, organisationName: organisation }) => ({
      initials,
      name,
      organisation,
    })),
    declarations: (await listDeclarations(db, officeId, { meeting: ref, upToSeq })).map((declared) => ({
      who: members.find((member) => member.ref === declared.member)?.initials ?? declared.member,
      paper: declared.paper === null ? null : `Paper ${papers.get(declared.paper)?.number}`,
      interest: declared.interest,
      conduct: CONDUCT[declared.conduct].text,
    })),
    // An item noted twice has its actions under the first note of it.
    notes: notes.map(({ item, title, purpose, outcome }, index) => ({
      title,
      purpose,
      outcome,
      actions:
        item === null || notes.findIndex((note) => note.item === item) !== index
          ? []
          : shown(actions.filter((action) => action.item === item)),
    })),
    decisions: (await listDecisionsAsked(db, officeId, { upToSeq })).flatMap((asked) =>
      asked.outcomes
        .filter((said) => said.meeting === ref)
        .map(({ outcome, text }) => ({
          ref: asked.ref,
          outcome: OUTCOMES[outcome],
          // Notes are for everybody: of a paper that is not, they say what the group said and not to what.
          ...(isForAll(papers.get(asked.paper))
            ? { title: asked.title, text }
            : { title: `Asked by paper ${papers.get(asked.paper)?.number}, for those on its list`, text: '' }),
        })),
    ),
    actions: shown(actions.filter(({ item }) => item === null || !noted.has(item))),
  };
}

function actionShown(action: KeptAction, members: readonly Member[]) {
  const { ref, what, dueOn } = action;
  return { ref, what, who: ownerShown(action, members), due: formatShortDay(dueOn) };
}
