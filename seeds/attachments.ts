import { readFileSync } from 'node:fs';
import { londonDay } from '../src/calendar/day.ts';
import { attach } from '../src/documents/attachment.store.ts';
import { checkFile } from '../src/documents/file-kind.ts';
import { ATTACHMENT_SUBJECTS } from '../src/home/attachment-subjects.ts';
import { inProject } from '../src/platform/root.ts';
import { type By, type Event, eachRow } from './timeline.ts';

/** Documents attached to records of the demonstration: small files of its own, which say that they are made up. */
export function theAttachments(by: By): Event[] {
  return eachRow('attachments', async (row) => {
    const name = row.file as string;
    const file = await checkFile(name, readFileSync(inProject('data', 'demonstration', 'attachments', name)));
    await by(row.by as string, 'attachment.add', 'attachment', (act) =>
      attach(act, ATTACHMENT_SUBJECTS, {
        subjectKind: row.subject as string,
        subjectRef: row.ref as string,
        kind: row.kind as string,
        title: row.title as string,
        forMembers: row.readers === 'members',
        replaces: null,
        file,
        attachedOn: londonDay(row.recorded as string),
      }),
    );
  });
}
