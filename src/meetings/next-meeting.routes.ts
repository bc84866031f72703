import type { Door } from '../people/door.ts';
import type { Db } from '../platform/database.ts';
import { readQuery } from '../platform/form.ts';
import { isOpen } from './action.ts';
import { listMeetings } from './meeting.store.ts';
import { readMeetingFile } from './meeting-file.store.ts';
import { todayOf } from './meeting-visit.ts';
import { memberOf } from './member.store.ts';
import { nextMeetingPage, noMeetingPage } from './next-meeting.pages.ts';
import { readablePapers } from './paper.store.ts';
import { readQuestionTable } from './question.routes.ts';

/** Where the pack of a meeting is read: its latest published version; null while it has none. Of a higher room. */
export type ReadPack = (db: Db, officeId: number, meeting: string) => Promise<{ text: string; href: string } | null>;

/** The next meeting, for whoever looks: where a member begins. */
export function nextMeetingRoutes(door: Door, readPack: ReadPack): void {
  door.get('/next-meeting', 'meeting.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { db } = visit.site;
    const officeId = visit.office.id;
    const today = todayOf(visit);
    const next = (await listMeetings(db, officeId)).find(({ heldOn }) => heldOn >= today);
    if (next === undefined) return visit.show('platform/record', noMeetingPage());
    const file = await readMeetingFile(db, officeId, next.ref);
    const member = memberOf(file.members, visit.person.id, next.heldOn);
    const owners = [member?.ref, member?.substituteFor].flatMap((ref) => ref ?? []);
    const questions = await readQuestionTable(
      visit,
      next,
      'Your questions',
      ({ askedBy }) => askedBy === visit.person.id,
    );
    const draft = { text: 'Read the pack as a draft', href: `/meetings/${next.ref}/pack` };
    visit.show(
      'platform/record',
      nextMeetingPage({
        file,
        readable: await readablePapers(db, officeId, visit),
        member,
        theirActions: file.actionsOpen.filter((action) => isOpen(action) && owners.includes(action.owner ?? '')),
        theirQuestions: questions.table,
        pack: (await readPack(db, officeId, next.ref)) ?? (visit.may('pack.draft') ? draft : null),
        today,
        mayAsk: visit.may('meeting.take-part'),
      }),
    );
  });
}
