import { type Once, perform } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { officeDay } from '../people/office.store.ts';
import { doer } from '../people/person.ts';
import { type Choice, readQuery } from '../platform/form.ts';
import { textParameter } from '../platform/parameter.ts';
import { notFound } from '../platform/refusal.ts';
import type { Table } from '../platform/table.ts';
import { readAttachment, readWithdrawal } from './attachment.form.ts';
import { type AttachmentShown, attachmentListPage, attachmentPage, attachmentTable } from './attachment.pages.ts';
import {
  attach,
  demandReplaceable,
  findAttachment,
  listAttachments,
  readAttachedBytes,
  withdrawAttachment,
} from './attachment.store.ts';
import {
  type Attachment,
  type AttachmentSubjects,
  districtOf,
  isStanding,
  mayOpen,
  maySee,
  subjectOf,
  versionsOf,
} from './attachment.ts';
import { type AttachTo, attachFormPage, withdrawalPage } from './attachment-form.pages.ts';
import { kindChoices } from './attachment-kind.ts';
import { readAttachers } from './attachment-part.ts';
import { FILE_KINDS } from './file-kind.ts';
import { downloadName } from './file-name.ts';
import type { ScanFile } from './virus-scan.ts';

/**
 * Documents attached to records of every kind in `subjects`: the list, one of them, its file, attaching, withdrawing.
 * With `scanFile`, a file is attached only after it was scanned.
 */
export function attachmentRoutes(door: Door, subjects: AttachmentSubjects, scanFile?: ScanFile): void {
  listRoutes(door, subjects);
  attachRoutes(door, subjects, scanFile);
  oneRoutes(door, subjects);
}

function listRoutes(door: Door, subjects: AttachmentSubjects): void {
  const read = async (visit: Visit): Promise<{ table: Table; choices: Choice[]; asked: string }> => {
    const { subject: asked = '' } = readQuery(visit.req.query, ['subject']);
    const choices = Object.entries(subjects)
      .filter(([, subject]) => visit.may(subject.read) && (subject.district !== undefined || mayReadAny(visit)))
      .map(([value, { label }]) => ({ value, text: label }));
    if (asked !== '') subjectOf(subjects, asked);
    const found = await listAttachments(visit.site.db, visit.office.id, asked === '' ? {} : { subjectKind: asked });
    const shown = found
      .filter(({ subjectKind }) => choices.some(({ value }) => value === subjectKind))
      .filter((attachment) => maySee(visit, attachment, districtOf(subjects, attachment)))
      .map((attachment) => shownTo(visit, subjects, attachment));
    return { table: attachmentTable(shown, await readAttachers(visit)), choices, asked };
  };

  door.get('/attachments', 'attachment.read', async (visit) => {
    const { table, choices, asked } = await read(visit);
    visit.show('platform/record', attachmentListPage(table, choices, asked));
  });

  door.table(
    '/attachments',
    'attachment.read',
    async (visit) => {
      return { name: 'attached-documents', table: (await read(visit)).table };
    },
    { subject: textParameter('the kind of record that a document belongs to', 'agreement') },
  );
}

function attachRoutes(door: Door, subjects: AttachmentSubjects, scanFile?: ScanFile): void {
  door.get('/attachments/new', 'attachment.add', async (visit) => {
    visit.show('platform/form', attachFormPage(await readTarget(visit, subjects)));
  });

  door.upload('/attachments/new', 'attachment.add', async (visit) => {
    const to = await readTarget(visit, subjects);
    await actOnForm(visit, await readAttachment(visit.req.body, visit.req.file, { kinds: to.kinds, scanFile }), {
      field: 'file',
      again: (typed, errors) => attachFormPage(to, typed, errors),
      act: async (typed) => {
        const { mediaType, sha256, bytes } = typed.file;
        const wanted = {
          ...typed,
          subjectKind: to.kind,
          subjectRef: to.ref,
          replaces: to.replaces?.ref ?? null,
          attachedOn: officeDay(visit.office, visit.site.clock),
        };
        const once = forTarget(visit.once(), to, sha256);
        const ref = await perform(visit.site, doer(visit.person), 'attachment.add', once, async (act) => {
          const added = await attach(act, subjects, wanted);
          return {
            subject: { kind: 'attachment', ref: added },
            detail: { to: `${to.kind} ${to.ref}`, sha256, mediaType, bytes: bytes.length, replaces: wanted.replaces },
            result: added,
          };
        });
        visit.done(to.belongs.href, `${ref} was attached.`, { text: 'See the document', href: `/attachments/${ref}` });
      },
    });
  });
}

/** Whether somebody reads attachments of records that are no district's. */
function mayReadAny(visit: Visit): boolean {
  return visit.may('attachment.read', { district: '' });
}

function inDistrict(district: string): { district?: string } {
  return district === '' ? {} : { district };
}

/** The form's key with what the address and the file add to it: another file sent with the same form is another. */
function forTarget({ key, input }: Once, { kind, ref, replaces }: AttachTo, sha256: string): Once {
  return { key, input: { form: input, to: { kind, ref, replaces: replaces?.ref ?? null }, file: sha256 } };
}

/** What the address says that a document is to be attached to. Another office's record is not found. */
async function readTarget(visit: Visit, subjects: AttachmentSubjects): Promise<AttachTo> {
  const { kind = '', ref = '', replaces } = readQuery(visit.req.query, ['kind', 'ref', 'replaces']);
  const subject = subjectOf(subjects, kind);
  const district = districtOf(subjects, { subjectKind: kind, subjectRef: ref });
  visit.demand('attachment.add', { district });
  visit.demand(subject.read, inDistrict(district));
  const { db } = visit.site;
  const { title } = await subject.find(db, visit.office.id, ref);
  const others =
    replaces === undefined ? [] : await listAttachments(db, visit.office.id, { subjectKind: kind, subjectRef: ref });
  return {
    kind,
    ref,
    belongs: { text: `${subject.label} ${ref}: ${title}`, href: subject.href(ref) },
    replaces: replaces === undefined ? null : demandReplaceable(others, replaces),
    kinds: kindChoices(subject.kinds),
  };
}

function oneRoutes(door: Door, subjects: AttachmentSubjects): void {
  door.get('/attachments/:ref', 'attachment.read', async (visit) => {
    const shown = await findShown(visit, subjects);
    const { attachment } = shown;
    const { subjectKind, subjectRef } = attachment;
    const others = await listAttachments(visit.site.db, visit.office.id, { subjectKind, subjectRef });
    const district = districtOf(subjects, attachment);
    const versions = versionsOf(attachment, others).filter((version) => maySee(visit, version, district));
    const may = {
      replace: visit.may('attachment.add', { district }) && isStanding(attachment),
      withdraw: visit.may('attachment.withdraw') && attachment.withdrawal === null,
      remove: visit.may('removal.ask'),
    };
    visit.show('platform/record', attachmentPage(shown, versions, await readAttachers(visit), may));
  });

  door.file('/attachments/:ref/file', 'attachment.read', async (visit) => {
    const { attachment, mayOpen: isOpen } = await findShown(visit, subjects);
    if (!isOpen) visit.demand('attachment.read-withdrawn');
    const bytes = await readAttachedBytes(visit.site.db, visit.office.id, attachment);
    const [ending = ''] = FILE_KINDS[attachment.fileKind].endings;
    visit.res
      .set('Content-Security-Policy', "sandbox; default-src 'none'")
      .attachment(downloadName(attachment.ref, attachment.fileName, ending))
      .type(attachment.mediaType)
      .send(bytes);
  });

  door.get('/attachments/:ref/withdrawal', 'attachment.withdraw', async (visit) => {
    visit.show('platform/form', withdrawalPage(await findShown(visit, subjects)));
  });

  door.post('/attachments/:ref/withdrawal', 'attachment.withdraw', async (visit) => {
    const shown = await findShown(visit, subjects);
    const { ref } = shown.attachment;
    await actOnForm(visit, readWithdrawal(visit.req.body), {
      field: 'reason',
      again: (typed, errors) => withdrawalPage(shown, typed, errors),
      act: async (reason) => {
        await perform(visit.site, doer(visit.person), 'attachment.withdraw', visit.once(), async (act) => {
          const { sha256 } = await withdrawAttachment(act, ref, reason);
          return { subject: { kind: 'attachment', ref }, detail: { sha256 }, result: null };
        });
        visit.done(`/attachments/${ref}`, `${ref} was withdrawn.`);
      },
    });
  });
}

/** The attachment of the address; not found when the person may not know of it. */
async function findShown(visit: Visit, subjects: AttachmentSubjects): Promise<AttachmentShown> {
  const ref = String(visit.req.params.ref);
  const attachment = await findAttachment(visit.site.db, visit.office.id, ref);
  const subject = subjectOf(subjects, attachment.subjectKind);
  const district = districtOf(subjects, attachment);
  if (!maySee(visit, attachment, district) || !visit.may(subject.read, inDistrict(district)))
    throw notFound(`attachment ${ref.slice(0, 40)}`);
  return shownTo(visit, subjects, attachment);
}

function shownTo(visit: Visit, subjects: AttachmentSubjects, attachment: Attachment): AttachmentShown {
  const { subjectKind, subjectRef } = attachment;
  const { label, href } = subjectOf(subjects, subjectKind);
  const belongs = { text: `${label} ${subjectRef}`, href: href(subjectRef) };
  return { attachment, mayOpen: mayOpen(visit, attachment, districtOf(subjects, attachment)), belongs };
}
