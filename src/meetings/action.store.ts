import type { Act } from '../audit/act.ts';
import { readRecordedAt } from '../audit/event.store.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, refused } from '../platform/refusal.ts';
import type { ActionReport, KeptAction } from './action.ts';
import { demandItemOf } from './agenda.store.ts';
import { findMeeting } from './meeting.store.ts';
import type { MeetingAction } from './meeting.ts';
import { listMembers } from './member.store.ts';

/** An action as somebody records it. */
export interface NewAction extends Pick<MeetingAction, 'what' | 'who' | 'dueOn'> {
  owner: string | null;
  item: string | null;
}

/** Records what somebody took on at a meeting; answers the action's reference, such as `PEG-2015-02-A1`. */
export async function recordMeetingAction(
  act: Act,
  action: MeetingAction & { owner?: string | null; item?: string | null },
): Promise<string> {
  const { meeting, owner = null, item = null, ...said } = action;
  await findMeeting(act.trx, act.doer.officeId, meeting);
  const id = await act.add('meeting_action', {
    meeting_ref: meeting,
    what_words: await act.words(said.what),
    who_words: await act.words(said.who),
    due_on: said.dueOn,
  });
  if (owner !== null || item !== null) {
    const wanted = { ...said, owner, item, withdrawn: false, why: null };
    await addVersion(act, { id, meeting, version: 0 }, wanted);
  }
  const kept = await listActions(act.trx, act.doer.officeId, { meeting });
  return kept.at(-1)?.ref as string;
}

/** Changes an action, or takes it off. Refused by name: `changed-meanwhile`, `no-member`, `other-meeting`. */
export async function changeAction(
  act: Act,
  ref: string,
  wanted: NewAction & { withdrawn: boolean; basedOn: number; why: string },
): Promise<void> {
  const standing = await findAction(act.trx, act.doer.officeId, ref);
  if (standing.version !== wanted.basedOn) {
    throw refused('changed-meanwhile', `${ref} was changed meanwhile. Open the form again and look at what stands.`);
  }
  await addVersion(act, standing, wanted);
}

async function addVersion(
  act: Act,
  { id, meeting, version }: { id: number; meeting: string; version: number },
  wanted: NewAction & { withdrawn: boolean; why: string | null },
): Promise<void> {
  await demandItemOf(act, wanted.item, meeting);
  const members = await listMembers(act.trx, act.doer.officeId);
  if (wanted.owner !== null && !members.some(({ ref }) => ref === wanted.owner)) {
    throw refused('no-member', `There is no member ${wanted.owner}. Choose another.`, 'owner');
  }
  await act.add('meeting_action_change', {
    action_id: id,
    version: version + 1,
    what_words: await act.words(wanted.what),
    who_words: await act.words(wanted.who),
    owner: wanted.owner,
    item: wanted.item,
    due_on: wanted.dueOn,
    standing: wanted.withdrawn ? 'withdrawn' : 'stands',
    why_words: await act.optionalWords(wanted.why),
    entered_by: act.doer.personId,
  });
}

/** Reports on an action: how far it is, or that it is done since a day. Refused by name: `withdrawn`. */
export async function reportOnAction(
  act: Act,
  ref: string,
  report: { said: string; doneOn: Day | null },
): Promise<void> {
  const { id, withdrawn } = await findAction(act.trx, act.doer.officeId, ref);
  if (withdrawn) throw refused('withdrawn', `${ref} was withdrawn, so there is nothing to report on.`);
  await act.add('meeting_action_report', {
    action_id: id,
    said_words: await act.words(report.said),
    done_on: report.doneOn,
    reported_by: act.doer.personId,
  });
}

/**
 * The actions of a meeting, or of all, in the order in which they were taken on, each with every report on it, as recorded
 * up to an act. Withdrawn ones are among them.
 */
export async function listActions(
  db: Db,
  officeId: number,
  where: { meeting?: string; upToSeq?: number } = {},
): Promise<KeptAction[]> {
  const rowsOf = (table: string): Promise<Row[]> =>
    db(table)
      .where({ office_id: officeId })
      .where('act_seq', '<=', where.upToSeq ?? Number.MAX_SAFE_INTEGER)
      .orderBy('id');
  const changes = new Map(
    (await spellOut(db, await rowsOf('meeting_action_change'))).map((row) => [row.action_id, row]),
  );
  const reports = await reportsOf(db, officeId, await rowsOf('meeting_action_report'));
  const numbers = new Map<string, number>();
  return (await spellOut(db, await rowsOf('meeting_action')))
    .map((row) => {
      const meeting = row.meeting_ref as string;
      const number = (numbers.get(meeting) ?? 0) + 1;
      numbers.set(meeting, number);
      return actionFrom({ ...row, ...changes.get(row.id) }, { id: row.id as number, meeting, number }, reports);
    })
    .filter(({ meeting }) => where.meeting === undefined || meeting === where.meeting);
}

/** An action by its reference; not found when there is none. */
export async function findAction(db: Db, officeId: number, ref: string): Promise<KeptAction> {
  const found = (await listActions(db, officeId)).find((action) => action.ref === ref);
  if (found === undefined) throw notFound(`action ${ref.slice(0, 40)}`);
  return found;
}

async function reportsOf(db: Db, officeId: number, rows: Row[]): Promise<Map<number, ActionReport[]>> {
  const spelled = await spellOut(db, rows);
  const instants = await readRecordedAt(
    db,
    officeId,
    rows.map(({ act_seq }) => act_seq),
  );
  const found = new Map<number, ActionReport[]>();
  for (const row of spelled) {
    const report = {
      said: row.said as string,
      doneOn: row.done_on,
      reportedBy: row.reported_by,
      seq: row.act_seq,
      at: instants.get(row.act_seq) ?? '',
    };
    found.set(row.action_id, [...(found.get(row.action_id) ?? []), report]);
  }
  return found;
}

function actionFrom(
  row: Row,
  { id, meeting, number }: { id: number; meeting: string; number: number },
  reports: ReadonlyMap<number, ActionReport[]>,
): KeptAction {
  const all = reports.get(id) ?? [];
  return {
    id,
    ref: `${meeting}-A${number}`,
    meeting,
    number,
    what: row.what,
    who: row.who,
    dueOn: row.due_on,
    owner: row.owner ?? null,
    item: row.item ?? null,
    version: row.version ?? 0,
    withdrawn: row.standing === 'withdrawn',
    reports: all,
    doneOn: all.at(-1)?.doneOn ?? null,
  };
}
