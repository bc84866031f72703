import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { notFound, refused } from '../platform/refusal.ts';
import { type Attachment, type AttachmentSubjects, isStanding, type NewAttachment, subjectOf } from './attachment.ts';
import { attachmentKindShown } from './attachment-kind.ts';
import { freezeOnce, readFrozen } from './document.store.ts';
import { FILE_KINDS } from './file-kind.ts';

/**
 * Attaches a document to a record of the act's own office and answers its reference, such as `AT-2015-0001`. Bytes
 * that the office holds already are kept once. Refused: `not-found` for a record that is not there; by name `kind`,
 * `attached-already` when the same bytes stand on the record, and what `demandReplaceable` refuses.
 */
export async function attach(act: Act, subjects: AttachmentSubjects, wanted: NewAttachment): Promise<string> {
  const { trx, doer } = act;
  const { subjectKind, subjectRef, file } = wanted;
  const subject = subjectOf(subjects, subjectKind);
  await subject.find(trx, doer.officeId, subjectRef);
  if (!subject.kinds.includes(wanted.kind)) {
    const kinds = subject.kinds.map(attachmentKindShown).join(', ');
    throw refused('kind', `Documents of this record are: ${kinds}. Select one of them.`, 'kind');
  }
  const others = await listAttachments(trx, doer.officeId, { subjectKind, subjectRef });
  if (wanted.replaces !== null) demandReplaceable(others, wanted.replaces);
  const same = others.find((other) => other.sha256 === file.sha256 && isStanding(other));
  if (same !== undefined && same.ref !== wanted.replaces) {
    throw refused('attached-already', `${same.ref} is this very file already. Select another.`, 'file');
  }
  const document = await freezeOnce(act, {
    mediaType: file.mediaType,
    // The name that people gave it may hold a name, so it stands among the words.
    fileName: `${file.sha256.slice(0, 16)}.${FILE_KINDS[file.kind].endings[0]}`,
    content: file.bytes,
  });
  const year = Number(wanted.attachedOn.slice(0, 4));
  const ref = `AT-${year}-${String(await act.nextNumber('attachment', year)).padStart(4, '0')}`;
  await act.add('attachment', {
    ref,
    subject_kind: subjectKind,
    subject_ref: subjectRef,
    kind: wanted.kind,
    title_words: await act.words(wanted.title),
    file_name_words: await act.words(file.name),
    file_kind: file.kind,
    document_id: document.id,
    for_members: wanted.forMembers ? 1 : 0,
    replaces: wanted.replaces,
    entered_by: doer.personId,
  });
  return ref;
}

/** Refused by name when a newer version cannot take its place: `replaces-other`, `withdrawn`, `replaced-already`. */
export function demandReplaceable(ofSubject: readonly Attachment[], ref: string): Attachment {
  const old = ofSubject.find((attachment) => attachment.ref === ref);
  if (old === undefined) {
    throw refused('replaces-other', `${ref.slice(0, 20)} is not a document of this record. Start from its own page.`);
  }
  if (old.withdrawal !== null) {
    throw refused('withdrawn', `${ref} was withdrawn. Attach the document anew, not as a newer version.`);
  }
  if (old.replacedBy !== null) {
    throw refused('replaced-already', `${old.replacedBy} replaced ${ref} already. Replace that one.`);
  }
  return old;
}

/**
 * Withdraws a document with a reason. It stays listed, and its bytes are kept. The version that it replaced stands
 * again. Refused when it was withdrawn before (`withdrawn-already`).
 */
export async function withdrawAttachment(act: Act, ref: string, reason: string): Promise<Attachment> {
  const attachment = await findAttachment(act.trx, act.doer.officeId, ref);
  if (attachment.withdrawal !== null) {
    throw refused('withdrawn-already', `${ref} was withdrawn already, and stays so. Nothing was recorded.`, 'reason');
  }
  await act.add('attachment_withdrawal', {
    attachment: attachment.ref,
    reason_words: await act.words(reason),
    entered_by: act.doer.personId,
  });
  return attachment;
}

/** The office's attachments, of one kind of record or of one record when named, in the order of their references. */
export async function listAttachments(
  db: Db,
  officeId: number,
  where: { subjectKind?: string; subjectRef?: string; subjectRefs?: readonly string[] } = {},
): Promise<Attachment[]> {
  const rows: Row[] = await db('attachment as a')
    .join('document as d', 'd.id', 'a.document_id')
    .join('audit_event as e', (on) => on.on('e.office_id', 'a.office_id').on('e.seq', 'a.act_seq'))
    .leftJoin('attachment_withdrawal as w', (on) => on.on('w.office_id', 'a.office_id').on('w.attachment', 'a.ref'))
    .leftJoin('audit_event as we', (on) => on.on('we.office_id', 'w.office_id').on('we.seq', 'w.act_seq'))
    .where('a.office_id', officeId)
    .modify((q) => {
      if (where.subjectKind !== undefined) q.where('a.subject_kind', where.subjectKind);
      if (where.subjectRef !== undefined) q.where('a.subject_ref', where.subjectRef);
      if (where.subjectRefs !== undefined) q.whereIn('a.subject_ref', [...where.subjectRefs]);
    })
    .orderBy('a.id')
    .select('a.*', 'd.sha256', 'd.media_type', 'd.size', 'e.recorded_at', 'w.id as withdrawal_id')
    .select('w.reason_words', 'w.entered_by as withdrawn_by', 'we.recorded_at as withdrawn_at');
  const newer = new Map<string, Row[]>();
  for (const row of rows) newer.set(row.replaces, [...(newer.get(row.replaces) ?? []), row]);
  return (await spellOut(db, rows)).map((row) => attachmentFrom(row as Row, newer));
}

/** An attachment by its reference; not found when the office has none. */
export async function findAttachment(db: Db, officeId: number, ref: string): Promise<Attachment> {
  const row = await db('attachment').where({ office_id: officeId, ref }).first('subject_kind', 'subject_ref');
  if (row === undefined) throw notFound(`attachment ${ref.slice(0, 40)}`);
  const where = { subjectKind: row.subject_kind, subjectRef: row.subject_ref };
  return (await listAttachments(db, officeId, where)).find((attachment) => attachment.ref === ref) as Attachment;
}

/**
 * The bytes of an attachment, compared with its fingerprint. Refused by name: `removed` when they were taken out of
 * the record, `fingerprint` when they are not those that were attached.
 */
export async function readAttachedBytes(db: Db, officeId: number, { ref, documentId }: Attachment): Promise<Buffer> {
  const frozen = await readFrozen(db, officeId, documentId);
  if (frozen.content === null) throw refused('removed', `The file of ${ref} was removed from the record.`);
  if (sha256(frozen.content) !== frozen.sha256) {
    const sentence = 'is not the one that was attached, so it is not given out. Tell whoever runs this record.';
    throw refused('fingerprint', `The file of ${ref} ${sentence}`);
  }
  return frozen.content;
}

function attachmentFrom(row: Row, newer: ReadonlyMap<string, Row[]>): Attachment {
  return {
    ref: row.ref,
    subjectKind: row.subject_kind,
    subjectRef: row.subject_ref,
    kind: row.kind,
    title: row.title,
    fileName: row.file_name,
    fileKind: row.file_kind,
    mediaType: row.media_type,
    sha256: row.sha256,
    size: row.size,
    documentId: row.document_id,
    forMembers: row.for_members === 1,
    replaces: row.replaces,
    replacedBy: standingVersion(row.ref, newer),
    recordedAt: row.recorded_at,
    enteredBy: row.entered_by,
    withdrawal:
      row.withdrawal_id === null
        ? null
        : { reason: row.reason, recordedAt: row.withdrawn_at, enteredBy: row.withdrawn_by },
  };
}

/** The next version that was not withdrawn, however many were in between. */
function standingVersion(ref: string, newer: ReadonlyMap<string, Row[]>): string | null {
  for (const version of newer.get(ref) ?? []) {
    const standing = version.withdrawal_id === null ? version.ref : standingVersion(version.ref, newer);
    if (standing !== null) return standing;
  }
  return null;
}
