import type { Db } from '../platform/database.ts';
import { listRecords } from '../registers/register.store.ts';
import type { Register } from '../registers/register.ts';
import { demandItemOf, readItemChoices } from './agenda.store.ts';
import { readMeetingChoices } from './meeting.store.ts';
import { demandUnconfirmed } from './minutes-confirmation.store.ts';

/** What was noted of one matter, in PEG's own form: title, purpose, outcome; its actions stand with their item. */
export interface Note {
  ref: string;
  meeting: string;
  /** The agenda item, by its number; null for a matter that was on no agenda. */
  item: string | null;
  title: string;
  purpose: string;
  outcome: string;
}

/** Notes of meetings. Refused by name: `other-meeting`, and `confirmed` once a meeting has confirmed them. */
export const NOTES: Register = {
  code: 'meeting-note',
  table: 'meeting_note',
  path: '/meeting-notes',
  prefix: 'N',
  title: 'Notes of meetings',
  one: 'note',
  lede: ['What was noted, matter by matter. Notes are a draft until a later meeting confirms them.'],
  empty: 'Nothing has been noted.',
  way: [{ text: 'Meetings', href: '/meetings' }],
  acts: { read: 'meeting.read', add: 'meeting.edit', change: 'meeting.edit' },
  fields: [
    {
      name: 'meeting',
      label: 'Meeting',
      kind: 'choice',
      choices: readMeetingChoices,
      href: (ref) => `/meetings/${ref}/notes`,
      fixed: true,
      list: true,
      filter: true,
    },
    { name: 'item', label: 'Agenda item', kind: 'choice', choices: readItemChoices, optional: true },
    { name: 'title', label: 'Title', kind: 'text', list: true },
    { name: 'purpose', label: 'Purpose', kind: 'longText', longest: 1000, list: true },
    { name: 'outcome', label: 'Outcome', kind: 'longText', list: true },
  ],
  name: ({ title }) => String(title),
  checkKept: async (act, { meeting, item }) => {
    await demandUnconfirmed(act, String(meeting));
    await demandItemOf(act, item, String(meeting));
  },
};

/** The notes of a meeting, as recorded up to an act. */
export async function listNotes(db: Db, officeId: number, meeting: string, upToSeq?: number): Promise<Note[]> {
  const records = await listRecords(db, officeId, NOTES, upToSeq);
  return records
    .filter(({ answers }) => answers.meeting === meeting)
    .map(({ ref, answers }) => ({
      ref,
      meeting,
      item: answers.item as string | null,
      title: String(answers.title),
      purpose: String(answers.purpose),
      outcome: String(answers.outcome),
    }));
}
