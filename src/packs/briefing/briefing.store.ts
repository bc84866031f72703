import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import type { Day } from '../../calendar/day.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound } from '../../platform/refusal.ts';
import type { BriefingText } from './briefing.ts';

/** A version of a briefing's text. */
export interface KeptText extends BriefingText {
  ref: string;
  version: number;
  writtenBy: number;
  writtenAt: string;
}

/** What was issued of a briefing: its files never change. */
export interface BriefingIssue {
  ref: string;
  version: number;
  textVersion: number;
  code: string;
  asAtSeq: number;
  asAt: string;
  modelDocumentId: number;
  figuresDocumentId: number;
  htmlDocumentId: number;
  pdfDocumentId: number;
  pdfFingerprint: string;
  /** Whether its bytes were destroyed because two people removed personal data that it carried. */
  isWithdrawn: boolean;
  issuedBy: number;
  issuedAt: string;
}

/** Adds a briefing and answers its reference, such as `BR-2015-01`. */
export async function addBriefing(act: Act, on: Day, text: BriefingText, writtenBy: number): Promise<string> {
  const year = Number(on.slice(0, 4));
  const ref = `BR-${year}-${String(await act.nextNumber('briefing', year)).padStart(2, '0')}`;
  await addText(act, ref, 1, text, writtenBy);
  return ref;
}

/** Adds a version of a briefing's text; the last one written stands, and the history stays. */
export async function addText(
  act: Act,
  ref: string,
  version: number,
  text: BriefingText,
  writtenBy: number,
): Promise<void> {
  await act.add('briefing_text', {
    briefing_ref: ref,
    version,
    kind: text.kind,
    marking: text.marking,
    title_words: await act.words(text.title),
    addressee_words: await act.words(text.addressee),
    signatory_words: await act.words(text.signatory),
    text_words: await act.words(text.text),
    handling_words: await act.optionalWords(text.handling),
    written_by: writtenBy,
  });
}

/** The latest text of each briefing, the newest briefing first. */
export async function listBriefings(db: Db, officeId: number): Promise<KeptText[]> {
  const rows = await textRows(db, officeId);
  const latest = new Map(rows.map((row) => [row.briefing_ref as string, row]));
  return [...latest.values()].map(textFrom).toReversed();
}

/** The versions of a briefing's text, the latest first. Not found when there is no such briefing. */
export async function listTexts(db: Db, officeId: number, ref: string): Promise<[KeptText, ...KeptText[]]> {
  const [latest, ...earlier] = (await textRows(db, officeId, ref)).map(textFrom).toReversed();
  if (latest === undefined) throw notFound(`briefing ${ref.slice(0, 40)}`);
  return [latest, ...earlier];
}

async function textRows(db: Db, officeId: number, ref?: string): Promise<Row[]> {
  const rows = await db('briefing_text as t')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 't.office_id').andOn('e.seq', 't.act_seq');
    })
    .where({ 't.office_id': officeId, ...(ref === undefined ? {} : { 't.briefing_ref': ref }) })
    .orderBy('t.id')
    .select('t.*', 'e.recorded_at');
  return spellOut(db, rows);
}

function textFrom(row: Row): KeptText {
  return {
    ref: row.briefing_ref,
    version: row.version,
    kind: row.kind,
    marking: row.marking,
    title: row.title,
    addressee: row.addressee,
    signatory: row.signatory,
    text: row.text,
    handling: row.handling ?? null,
    writtenBy: row.written_by,
    writtenAt: row.recorded_at,
  };
}

/** What was issued, the latest first; of one briefing, or by its code. */
export async function listIssues(
  db: Db,
  officeId: number,
  where: { ref?: string; code?: string; documents?: readonly number[] } = {},
): Promise<BriefingIssue[]> {
  const { ref, code, documents } = where;
  const rows = await db('briefing_issue as b')
    .join('document as d', 'd.id', 'b.pdf_document_id')
    .join('audit_event as e', (on) => {
      on.on('e.office_id', 'b.office_id').andOn('e.seq', 'b.act_seq');
    })
    .where({
      'b.office_id': officeId,
      ...(ref === undefined ? {} : { 'b.briefing_ref': ref }),
      ...(code === undefined ? {} : { 'b.code': code }),
    })
    .where((q) => {
      if (documents !== undefined) q.whereIn('b.pdf_document_id', documents).orWhereIn('b.html_document_id', documents);
    })
    .orderBy('b.id', 'desc')
    .select('b.*', 'd.sha256', 'e.recorded_at', db.raw('CASE WHEN d.content IS NULL THEN 1 ELSE 0 END AS withdrawn'));
  return rows.map((row: Row) => ({
    ref: row.briefing_ref,
    version: row.version,
    textVersion: row.text_version,
    code: row.code,
    asAtSeq: row.as_at_seq,
    asAt: row.as_at,
    modelDocumentId: row.model_document_id,
    figuresDocumentId: row.figures_document_id,
    htmlDocumentId: row.html_document_id,
    pdfDocumentId: row.pdf_document_id,
    pdfFingerprint: row.sha256,
    isWithdrawn: Number(row.withdrawn) === 1,
    issuedBy: row.issued_by,
    issuedAt: row.recorded_at,
  }));
}

/** One issue of a briefing, by its number as it stands in the address. */
export async function findIssue(db: Db, officeId: number, ref: string, version: string): Promise<BriefingIssue> {
  const found = /^[1-9]\d{0,5}$/.test(version)
    ? (await listIssues(db, officeId, { ref })).find((issue) => issue.version === Number(version))
    : undefined;
  if (found === undefined) throw notFound(`version ${version.slice(0, 20)} of ${ref.slice(0, 40)}`);
  return found;
}
