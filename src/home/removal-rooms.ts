import type { Act } from '../audit/act.ts';
import { monthShown } from '../calendar/month.ts';
import type { RemovalRooms } from '../documents/removal.ts';
import type { Db, Row } from '../platform/database.ts';
import { PACKAGE } from '../returns/package.ts';
import { REMOVAL_LINES } from '../spend/import/removed-line.ts';

/** What every room knows of where personal data can stand. */
export const REMOVAL_ROOMS: RemovalRooms = {
  ...REMOVAL_LINES,
  removeLines: async (act, places, texts) => {
    await REMOVAL_LINES.removeLines(act, places, texts);
    await removeDrafts(act, texts);
  },
  paperOf,
};

/** Drafts are no part of the record, but one that holds the words would bring them back. */
async function removeDrafts({ trx, doer }: Act, texts: readonly string[]): Promise<void> {
  for (const table of ['spend_draft', 'observation_draft']) {
    for (const { id, content } of await trx(table).where({ office_id: doer.officeId })) {
      if (texts.some((text) => content.includes(JSON.stringify(text).slice(1, -1))))
        await trx(table).where({ id }).del();
    }
  }
}

const PACK_PARTS = { html: 'the page', pdf: 'the PDF', model: 'what both were made of' } as const;

/**
 * A pack's page, PDF, model and copies say the same, so they go together, and with a file of a return the ZIP file that
 * holds it; any other paper is one document.
 */
async function paperOf(db: Db, officeId: number, id: number): Promise<{ where: string; together: number[] }> {
  for (const part of Object.keys(PACK_PARTS) as (keyof typeof PACK_PARTS)[]) {
    const pack: Row | undefined = await db('pack')
      .where({ office_id: officeId, [`${part}_document_id`]: id })
      .first();
    if (pack === undefined) continue;
    const where = `Pack of ${pack.meeting_ref}, version ${pack.version}: ${PACK_PARTS[part]}`;
    return { where, together: await filesOfPack(db, officeId, pack) };
  }
  const copy = await db('pack_copy')
    .where({ office_id: officeId })
    .where((q) =>
      q.where({ html_document_id: id }).orWhere({ pdf_document_id: id }).orWhere({ offline_document_id: id }),
    )
    .first();
  if (copy !== undefined) {
    const { meeting_ref, version } = copy;
    const pack: Row | undefined = await db('pack').where({ office_id: officeId, meeting_ref, version }).first();
    const where = `Pack of ${meeting_ref}, version ${version}: one of its copies`;
    return { where, together: pack === undefined ? [] : await filesOfPack(db, officeId, pack) };
  }
  return (
    (await filesOfBriefing(db, officeId, id)) ?? {
      where: await nameOf(db, officeId, id),
      together: await packagesWith(db, officeId, id),
    }
  );
}

/** The ZIP file of a return that holds a file of it: what stands in the one stands in the other. */
async function packagesWith(db: Db, officeId: number, id: number): Promise<number[]> {
  return db('return_file as r')
    .join('return_file as z', 'z.filing_id', 'r.filing_id')
    .where({ 'r.office_id': officeId, 'r.document_id': id, 'z.name': PACKAGE })
    .pluck('z.document_id');
}

/** A letter's page, PDF, model and figures say the same, so they go together. */
async function filesOfBriefing(
  db: Db,
  officeId: number,
  id: number,
): Promise<{ where: string; together: number[] } | null> {
  const parts = ['html', 'pdf', 'model', 'figures'].map((part) => `${part}_document_id`);
  const issue: Row | undefined = await db('briefing_issue')
    .where({ office_id: officeId })
    .where((q) => {
      for (const part of parts) q.orWhere({ [part]: id });
    })
    .first();
  if (issue === undefined) return null;
  const where = `${issue.briefing_ref}, version ${issue.version}, as it was issued`;
  return { where, together: parts.map((part) => issue[part]) };
}

async function filesOfPack(db: Db, officeId: number, pack: Row): Promise<number[]> {
  const { meeting_ref, version } = pack;
  const copies: Row[] = await db('pack_copy').where({ office_id: officeId, meeting_ref, version }).orderBy('id');
  const ids = copies.flatMap((copy) => [copy.html_document_id, copy.pdf_document_id, copy.offline_document_id]);
  const own = [pack.html_document_id, pack.pdf_document_id, pack.model_document_id];
  return [...new Set([...own, ...ids])].filter((id) => id !== null);
}

async function nameOf(db: Db, officeId: number, id: number): Promise<string> {
  const file: Row | undefined = await db('return_file as r')
    .join('return_filing as f', 'f.id', 'r.filing_id')
    .where({ 'r.office_id': officeId, 'r.document_id': id })
    .first('f.ref', 'r.name');
  if (file !== undefined) return `Return ${file.ref}: ${file.name === 'model' ? 'its tables' : `file ${file.name}`}`;
  const published: Row | undefined = await db('publication_file as f')
    .join('publication as p', 'p.id', 'f.publication_id')
    .where({ 'f.office_id': officeId, 'f.document_id': id })
    .first('p.kind', 'p.year', 'p.month', 'f.name');
  if (published !== undefined) {
    return `Published file ${published.name} of ${published.kind}, ${monthShown({ year: published.year, month: published.month })}`;
  }
  const notice = await db('decision_publication').where({ office_id: officeId, document_id: id }).first();
  if (notice !== undefined) return `Notice of ${notice.decision_ref}, version ${notice.version}`;
  const notes = await db('minutes_confirmation').where({ office_id: officeId, document_id: id }).first();
  if (notes !== undefined) return `Confirmed notes of ${notes.meeting_ref}`;
  const attached: string[] = await db('attachment').where({ office_id: officeId, document_id: id }).pluck('ref');
  if (attached.length > 0) return `File of ${attached.join(', ')}`;
  const figure = await db('snapshot_figure as s')
    .leftJoin('pack as p', 'p.snapshot_id', 's.snapshot_id')
    .where({ 's.office_id': officeId, 's.trace_document_id': id })
    .first('p.meeting_ref', 'p.version');
  if (figure?.meeting_ref)
    return `Pack of ${figure.meeting_ref}, version ${figure.version}: the rows behind its figures`;
  if (figure !== undefined) return 'The rows behind the figures of a return';
  return `Frozen document ${id}`;
}
