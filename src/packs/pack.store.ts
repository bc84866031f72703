import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import { freeze, readDocument } from '../documents/document.store.ts';
import { freezeFigures } from '../figures/snapshot.store.ts';
import { listMeetings } from '../meetings/meeting.store.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { notFound } from '../platform/refusal.ts';
import type { BuiltPack } from './build.ts';
import { addCopies } from './copy.store.ts';
import type { PackModel } from './pack.ts';
import type { MadeCopy } from './render-copy.ts';

/** A published version of a meeting's pack. Nothing of it ever changes. */
export interface PublishedPack {
  meetingRef: string;
  version: number;
  snapshotId: number;
  modelDocumentId: number;
  htmlDocumentId: number;
  pdfDocumentId: number;
  htmlFingerprint: string;
  pdfFingerprint: string;
  modelFingerprint: string;
  /** Whether it was withdrawn because two people removed personal data that it carried. */
  isWithdrawn: boolean;
  /** That the secretariat withdrew it, and why; its bytes are kept all the same. */
  withdrawal: { reason: string; by: number; at: string } | null;
  /** Why it took the place of the version before; null for a first version. */
  reason: string | null;
  publishedBy: number;
  publishedAt: string;
  publishedSeq: number;
  asAt: string;
  asAtSeq: number;
}

/** A pack made whole, with every copy that it is given out in. */
export interface PublishablePack extends BuiltPack {
  copies: readonly [MadeCopy, ...MadeCopy[]];
}

/** Freezes a pack as the next version: its figures, its model and every copy. Answers their fingerprints. */
export async function addPack(
  act: Act,
  meetingRef: string,
  version: number,
  built: PublishablePack,
  publishedBy: number,
): Promise<{ html: string; pdf: string; model: string }> {
  const { model, html, pdf, figures } = built;
  const name = `${meetingRef}-v${version}`;
  const cutOff = { seq: model.chain.seq, at: model.asAt ?? model.chain.at };
  const snapshotId = await freezeFigures(act, 'pack', cutOff, figures);
  const frozenModel = await freeze(act, {
    mediaType: 'application/json',
    fileName: `${name}.json`,
    content: Buffer.from(canonical(model as unknown as Plain)),
  });
  const frozenHtml = await freeze(act, { mediaType: 'text/html', fileName: `${name}.html`, content: html });
  const frozenPdf = await freeze(act, { mediaType: 'application/pdf', fileName: `${name}.pdf`, content: pdf });
  await act.add('pack', {
    meeting_ref: meetingRef,
    version,
    snapshot_id: snapshotId,
    model_document_id: frozenModel.id,
    html_document_id: frozenHtml.id,
    pdf_document_id: frozenPdf.id,
    published_by: publishedBy,
  });
  await addCopies(act, meetingRef, version, built.copies, { html: frozenHtml.id, pdf: frozenPdf.id });
  return { html: frozenHtml.sha256, pdf: frozenPdf.sha256, model: frozenModel.sha256 };
}

/** The number that the next version of a meeting's pack will have. */
export async function nextVersion(db: Db, officeId: number, meetingRef: string): Promise<number> {
  const last = await db('pack')
    .where({ office_id: officeId, meeting_ref: meetingRef })
    .orderBy('version', 'desc')
    .first('version');
  return (last?.version ?? 0) + 1;
}

/**
 * The pack that the one of a meeting follows: the latest version of the last meeting before it that has one, of those
 * published by an act and not withdrawn; null when there is none.
 */
export async function lastPackBefore(
  db: Db,
  officeId: number,
  meetingRef: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<PublishedPack | null> {
  const meetings = (await listMeetings(db, officeId)).map(({ ref }) => ref);
  const earlier = meetings.slice(0, Math.max(0, meetings.indexOf(meetingRef)));
  for (const ref of earlier.toReversed()) {
    const found = (await listPacks(db, officeId, ref, upToSeq)).find(
      ({ withdrawal, isWithdrawn }) => withdrawal === null && !isWithdrawn,
    );
    if (found !== undefined) return found;
  }
  return null;
}

/** The later meetings, in their order, that have a published pack which was not withdrawn. */
export async function laterPacks(db: Db, officeId: number, meetingRef: string): Promise<string[]> {
  const meetings = (await listMeetings(db, officeId)).map(({ ref }) => ref);
  const found: string[] = [];
  for (const ref of meetings.slice(meetings.indexOf(meetingRef) + 1)) {
    const packs = await listPacks(db, officeId, ref);
    if (packs.some(({ withdrawal }) => withdrawal === null)) found.push(ref);
  }
  return found;
}

/** Keeps why a version takes the place of the one before. */
export async function addReason(act: Act, meetingRef: string, version: number, reason: string): Promise<void> {
  await act.add('pack_reason', { meeting_ref: meetingRef, version, reason_words: await act.words(reason) });
}

/** Keeps that a version was withdrawn, and why. */
export async function addWithdrawal(
  act: Act,
  { meetingRef, version }: Pick<PublishedPack, 'meetingRef' | 'version'>,
  { by, reason }: { by: number; reason: string },
): Promise<void> {
  await act.add('pack_withdrawal', {
    meeting_ref: meetingRef,
    version,
    reason_words: await act.words(reason),
    withdrawn_by: by,
  });
}

/** The versions of a meeting's pack that were published up to an act, the latest first. */
export async function listPacks(
  db: Db,
  officeId: number,
  meetingRef: string,
  upToSeq = Number.MAX_SAFE_INTEGER,
): Promise<PublishedPack[]> {
  const rows = await db('pack as p')
    .join('document as h', 'h.id', 'p.html_document_id')
    .join('document as d', 'd.id', 'p.pdf_document_id')
    .join('document as m', 'm.id', 'p.model_document_id')
    .join('snapshot as s', 's.id', 'p.snapshot_id')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'p.office_id').andOn('e.seq', 'p.act_seq');
    })
    .leftJoin('pack_reason as r', (on) => {
      on.on('r.office_id', 'p.office_id').andOn('r.meeting_ref', 'p.meeting_ref').andOn('r.version', 'p.version');
    })
    .leftJoin('pack_withdrawal as w', (on) => {
      on.on('w.office_id', 'p.office_id').andOn('w.meeting_ref', 'p.meeting_ref').andOn('w.version', 'p.version');
    })
    .leftJoin('audit_event as we', (on) => {
      on.on('we.office_id', 'w.office_id').andOn('we.seq', 'w.act_seq');
    })
    .where({ 'p.office_id': officeId, 'p.meeting_ref': meetingRef })
    .where('p.act_seq', '<=', upToSeq)
    .orderBy('p.version', 'desc')
    .select(
      'p.meeting_ref',
      'p.version',
      'p.snapshot_id',
      'p.model_document_id',
      'p.html_document_id',
      'p.pdf_document_id',
      'p.published_by',
      'p.act_seq',
      'h.sha256 as html_sha256',
      'd.sha256 as pdf_sha256',
      'm.sha256 as model_sha256',
      'e.recorded_at',
      's.as_at',
      's.as_at_seq',
      'r.reason_words',
      'w.reason_words as withdrawal_words',
      'w.withdrawn_by',
      'we.recorded_at as withdrawn_at',
      db.raw('CASE WHEN h.content IS NULL OR d.content IS NULL THEN 1 ELSE 0 END AS withdrawn'),
    );
  return (await spellOut(db, rows)).map((row: Row) => ({
    meetingRef: row.meeting_ref,
    version: row.version,
    snapshotId: row.snapshot_id,
    modelDocumentId: row.model_document_id,
    htmlDocumentId: row.html_document_id,
    pdfDocumentId: row.pdf_document_id,
    htmlFingerprint: row.html_sha256,
    pdfFingerprint: row.pdf_sha256,
    modelFingerprint: row.model_sha256,
    isWithdrawn: Number(row.withdrawn) === 1,
    withdrawal:
      row.withdrawn_by === null ? null : { reason: row.withdrawal, by: row.withdrawn_by, at: row.withdrawn_at },
    reason: row.reason,
    publishedBy: row.published_by,
    publishedAt: row.recorded_at,
    publishedSeq: row.act_seq,
    asAt: row.as_at,
    asAtSeq: row.as_at_seq,
  }));
}

/** One published version, by its number as it stands in the address. */
export async function findPack(db: Db, officeId: number, meetingRef: string, version: string): Promise<PublishedPack> {
  const found = /^[1-9]\d{0,5}$/.test(version)
    ? (await listPacks(db, officeId, meetingRef)).find((pack) => pack.version === Number(version))
    : undefined;
  if (found === undefined) throw notFound(`version ${version.slice(0, 20)} of the pack ${meetingRef.slice(0, 40)}`);
  return found;
}

/** What a version was rendered from, as it was frozen. */
export async function readModel(db: Db, officeId: number, pack: PublishedPack): Promise<PackModel> {
  const { content } = await readDocument(db, officeId, pack.modelDocumentId);
  return JSON.parse(content.toString('utf8')) as PackModel;
}
