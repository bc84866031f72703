import { type Act, perform, type Site } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Day } from '../calendar/day.ts';
import { listPeople } from '../people/person.store.ts';
import type { Person } from '../people/person.ts';
import type { Db, Row } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Deadline } from './deadline.ts';
import type { Delivery, Notice } from './notice.ts';
import { reminderWords, stageOn } from './reminder.ts';

/** A reminder that is to be written: of which deadline, at which stage, and to whom. */
export interface Reminder {
  deadline: Deadline;
  stage: string;
  person: Person;
}

/**
 * The reminders that deadlines ask for on a day and that were not written yet. Where nobody holds a role that is to be
 * reminded, the administrators are: so no reminder is lost.
 */
export async function readReminders(
  db: Db,
  officeId: number,
  deadlines: readonly Deadline[],
  today: Day,
): Promise<Reminder[]> {
  const people = await listPeople(db, officeId);
  const wanted = deadlines.flatMap((deadline) => {
    const stage = stageOn(today, deadline.dueOn);
    if (stage === null) return [];
    return recipients(deadline, people).map((person) => ({ deadline, stage: stage.stage, person }));
  });
  const written = await writtenKeys(db, officeId, [...new Set(deadlines.map(({ dueOn }) => dueOn))]);
  return wanted.filter((reminder) => !written.has(keyOf(reminder)));
}

function recipients({ to }: Deadline, people: readonly Person[]): Person[] {
  const meant = people.filter(({ id, roles }) =>
    'roles' in to ? roles.some((role) => to.roles.includes(role)) : to.people.includes(id),
  );
  return meant.length > 0 ? meant : people.filter(({ roles }) => roles.includes('administrator'));
}

/**
 * Writes to the outbox what deadlines ask for on a day, once for each deadline, stage and recipient, and answers how
 * much that was. Several processes may do so at once: the office's lock lets one write what is missing.
 */
export async function writeReminders(
  site: Site,
  officeId: number,
  deadlines: readonly Deadline[],
  today: Day,
): Promise<number> {
  if ((await readReminders(site.db, officeId, deadlines, today)).length === 0) return 0;
  const doer = { officeId, personId: null, role: 'program' };
  try {
    return await perform(site, doer, 'notice.write', null, async (act) => {
      const count = await addReminders(act, deadlines, today);
      if (count === 0) throw new Refusal('conflict', 'written', 'Another process wrote these reminders.');
      return { subject: { kind: 'notice', ref: today }, detail: { count }, result: count };
    });
  } catch (error) {
    if (error instanceof Refusal && error.rule === 'written') return 0;
    throw error;
  }
}

/** As `writeReminders`, within an act under way. */
async function addReminders(act: Act, deadlines: readonly Deadline[], today: Day): Promise<number> {
  const missing = await readReminders(act.trx, act.doer.officeId, deadlines, today);
  for (const { deadline, stage, person } of missing) {
    const { subject, body } = reminderWords(deadline, today);
    await act.add('notice', {
      recipient: recipientOf(person),
      person_id: person.id,
      address_words: null,
      subject_words: await act.words(subject),
      body_words: await act.words(body),
      path: deadline.path,
      deadline_kind: deadline.kind,
      deadline_ref: deadline.ref,
      due_on: deadline.dueOn,
      stage,
    });
  }
  return missing.length;
}

/** A letter that an act writes to people of the office, besides reminders: of a meeting's papers, say. */
export interface NewNotice {
  kind: string;
  ref: string;
  dueOn: Day;
  /** Tells one from an earlier one about the same. */
  stage: string;
  subject: string;
  body: string;
  path: string;
}

/** Writes a letter to the outbox for each of the people, within an act under way. */
export async function addNotices(act: Act, notice: NewNotice, people: readonly number[]): Promise<void> {
  for (const id of people) {
    await act.add('notice', {
      recipient: recipientOf({ id }),
      person_id: id,
      address_words: null,
      subject_words: await act.words(notice.subject),
      body_words: await act.words(notice.body),
      path: notice.path,
      deadline_kind: notice.kind,
      deadline_ref: notice.ref,
      due_on: notice.dueOn,
      stage: notice.stage,
    });
  }
}

function recipientOf({ id }: Pick<Person, 'id'>): string {
  return `person ${id}`;
}

function keyOf({ deadline, stage, person }: Reminder): string {
  return [deadline.kind, deadline.ref, deadline.dueOn, stage, recipientOf(person)].join('\0');
}

async function writtenKeys(db: Db, officeId: number, dueOn: Day[]): Promise<Set<string>> {
  const keys = new Set<string>();
  for (let at = 0; at < dueOn.length; at += 400) {
    const rows: Row[] = await db('notice')
      .where({ office_id: officeId })
      .whereIn('due_on', dueOn.slice(at, at + 400))
      .select('deadline_kind', 'deadline_ref', 'due_on', 'stage', 'recipient');
    for (const row of rows) {
      keys.add([row.deadline_kind, row.deadline_ref, row.due_on, row.stage, row.recipient].join('\0'));
    }
  }
  return keys;
}

const MOST_LISTED = 1000;

/** What was written to the outbox, with what became of it, the newest first: the latest thousand, or since an instant. */
export async function listNotices(db: Db, officeId: number, where: { since?: string } = {}): Promise<Notice[]> {
  const rows: Row[] = await db('notice as n')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'n.office_id').andOn('e.seq', 'n.act_seq');
    })
    .where('n.office_id', officeId)
    .modify((q) => {
      if (where.since !== undefined) q.where('e.recorded_at', '>=', where.since);
    })
    .orderBy('n.id', 'desc')
    .limit(MOST_LISTED)
    .select('n.*', 'e.recorded_at');
  if (rows.length === 0) return [];
  const oldest = rows.at(-1)?.id as number;
  const deliveries: Row[] = await db('notice_delivery as d')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'd.office_id').andOn('e.seq', 'd.act_seq');
    })
    .where('d.office_id', officeId)
    .where('d.notice_id', '>=', oldest)
    .orderBy('d.id')
    .select('d.*', 'e.recorded_at');
  return (await spellOut(db, rows)).map((row) => ({
    id: row.id,
    personId: row.person_id,
    address: row.address as string | null,
    subject: row.subject as string,
    body: row.body as string,
    path: row.path,
    kind: row.deadline_kind,
    ref: row.deadline_ref,
    dueOn: row.due_on,
    stage: row.stage,
    writtenAt: row.recorded_at,
    deliveries: deliveries.filter(({ notice_id }) => notice_id === row.id).map(deliveryFrom),
  }));
}

function deliveryFrom(row: Row): Delivery {
  return {
    attempt: row.attempt,
    step: row.step,
    answer: row.answer,
    nextTryAt: row.next_try_at,
    at: row.recorded_at,
  };
}
