import type { Day } from '../calendar/day.ts';
import type { Visit } from '../people/door.ts';
import type { ActName } from '../people/may.ts';
import type { Db } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import type { FileKind } from './file-content.ts';
import type { CheckedFile } from './file-kind.ts';

/** A document attached to a record: a signed agreement, the paper of a decision, evidence. */
export interface Attachment {
  ref: string;
  subjectKind: string;
  subjectRef: string;
  /** One of `data/attachment-kinds.csv`. */
  kind: string;
  title: string;
  /** The name that its file had, which may hold somebody's name. */
  fileName: string;
  fileKind: FileKind;
  mediaType: string;
  sha256: string;
  /** In bytes. */
  size: number;
  documentId: number;
  /** Whether members of the PEG may read it, not only the office. */
  forMembers: boolean;
  /** The attachment of which it is a newer version. */
  replaces: string | null;
  /** The newer version that stands in its place; null when none was attached or every one was withdrawn. */
  replacedBy: string | null;
  recordedAt: string;
  enteredBy: number | null;
  withdrawal: { reason: string; recordedAt: string; enteredBy: number | null } | null;
}

/** A document to be attached. Its file comes from `checkFile`, so its content is what its name says. */
export interface NewAttachment {
  subjectKind: string;
  subjectRef: string;
  kind: string;
  title: string;
  forMembers: boolean;
  replaces: string | null;
  file: CheckedFile;
  /** The office's day, whose year its reference bears. */
  attachedOn: Day;
}

/** A kind of record that documents are attached to. */
export interface AttachmentSubject {
  /** Such as 'Agreement'. */
  label: string;
  /** Who may read the record: nobody else reads its documents. */
  read: ActName;
  /** The kinds of attachment that it takes, by code. */
  kinds: readonly string[];
  /** The address of the record's page. */
  href(ref: string): string;
  /** The district that the record is of, where its kind has one: that district's contact attaches and reads too. */
  district?(ref: string): string;
  /** The record's title; the refusal `not-found` when the office has none of that reference. */
  find(db: Db, officeId: number, ref: string): Promise<{ title: string }>;
}

/** What can have attachments, by the kind that stands in addresses and in the table. */
export type AttachmentSubjects = Readonly<Record<string, AttachmentSubject>>;

/** The subject of a kind; not found when nothing of that kind takes attachments. */
export function subjectOf(subjects: AttachmentSubjects, kind: string): AttachmentSubject {
  const subject = Object.hasOwn(subjects, kind) ? subjects[kind] : undefined;
  if (subject === undefined) throw notFound('record of that kind that documents are attached to');
  return subject;
}

/** The district of the record that a document is attached to; an empty text, which is nobody's, where it has none. */
export function districtOf(subjects: AttachmentSubjects, { subjectKind, subjectRef }: AttachedTo): string {
  return subjectOf(subjects, subjectKind).district?.(subjectRef) ?? '';
}

type AttachedTo = Pick<Attachment, 'subjectKind' | 'subjectRef'>;

/** Whether it stands: neither withdrawn nor replaced by a newer version that stands. */
export function isStanding({ withdrawal, replacedBy }: Attachment): boolean {
  return withdrawal === null && replacedBy === null;
}

/**
 * Whether somebody may know of an attachment: the office of every one, members of the PEG of those marked for them
 * and a district's contact of those of that district, that are not withdrawn.
 */
export function maySee(visit: Pick<Visit, 'may'>, { forMembers, withdrawal }: Attachment, district = ''): boolean {
  if (visit.may('attachment.read-all')) return true;
  if (withdrawal !== null) return false;
  if (visit.may('attachment.read-district', { district })) return true;
  return forMembers && visit.may('attachment.read', { district: '' });
}

/** Whether somebody may have its file: what was withdrawn is given only to those who answer for the record. */
export function mayOpen(visit: Pick<Visit, 'may'>, attachment: Attachment, district = ''): boolean {
  if (!maySee(visit, attachment, district)) return false;
  return attachment.withdrawal === null || visit.may('attachment.read-withdrawn');
}

/** The versions of one document, the oldest first: what it replaces, and what replaced it, withdrawn or not. */
export function versionsOf(attachment: Attachment, ofSubject: readonly Attachment[]): Attachment[] {
  const refs = new Set([attachment.ref]);
  for (let before = attachment.replaces; before !== null; ) {
    refs.add(before);
    before = ofSubject.find(({ ref }) => ref === before)?.replaces ?? null;
  }
  // In the order in which they were attached, so that each comes after what it replaces.
  for (const { ref, replaces } of ofSubject) if (replaces !== null && refs.has(replaces)) refs.add(ref);
  return ofSubject.filter(({ ref }) => refs.has(ref));
}
