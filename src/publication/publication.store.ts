import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { spellOut } from '../audit/words.ts';
import { type Month, monthLabel } from '../calendar/month.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound } from '../platform/refusal.ts';
import type { KindCode } from './kind.ts';
import type { Publication, StepName } from './publication.ts';

/** Every draft of every publication: the newest month first, and of a month the newest draft of each kind first. */
export async function listPublications(
  db: Db,
  officeId: number,
  where: { kind?: KindCode; month?: Month } = {},
): Promise<Publication[]> {
  const rows: Row[] = await db('publication as p')
    .leftJoin('audit_event as e', (on) => on.on('e.office_id', 'p.office_id').andOn('e.seq', 'p.act_seq'))
    .where('p.office_id', officeId)
    .modify((q) => {
      if (where.kind !== undefined) q.where('p.kind', where.kind);
      if (where.month !== undefined) q.where({ 'p.year': where.month.year, 'p.month': where.month.month });
    })
    .orderBy([
      { column: 'p.year', order: 'desc' },
      { column: 'p.month', order: 'desc' },
      { column: 'p.kind' },
      { column: 'p.draft', order: 'desc' },
    ])
    .select('p.*', 'e.recorded_at');
  const steps: Row[] = await db('publication_step as s')
    .leftJoin('audit_event as e', (on) => on.on('e.office_id', 's.office_id').andOn('e.seq', 's.act_seq'))
    .where('s.office_id', officeId)
    .whereIn(
      's.publication_id',
      rows.map(({ id }) => id),
    )
    .orderBy('s.id')
    .select('s.*', 'e.recorded_at');
  const spelled = await spellOut(db, steps);
  return (await spellOut(db, rows)).map((row) => publicationFrom(row as Row, rows, spelled as Row[]));
}

function publicationFrom(row: Row, all: readonly Row[], steps: readonly Row[]): Publication {
  const same = all.filter(({ kind, year, month }) => kind === row.kind && year === row.year && month === row.month);
  return {
    id: row.id,
    kind: row.kind,
    month: { year: row.year, month: row.month },
    draft: row.draft,
    cutoff: { seq: row.cutoff_seq, at: row.cutoff_at },
    why: row.why,
    preparedBy: row.prepared_by,
    preparedAt: row.recorded_at ?? '',
    steps: steps
      .filter((step) => step.publication_id === row.id)
      .map((step) => ({
        step: step.step as StepName,
        doneBy: step.done_by,
        at: step.recorded_at ?? '',
        contentDigest: step.content_digest,
        reason: step.reason,
      })),
    latest: same.every(({ draft }) => draft <= row.draft),
  };
}

/** A draft by the parts of its address; not found when there is none. */
export async function findPublication(
  db: Db,
  officeId: number,
  { kind, month, draft }: { kind: KindCode; month: Month; draft: string | number },
): Promise<Publication> {
  const found = (await listPublications(db, officeId, { kind, month })).find(
    (of) => String(of.draft) === String(draft),
  );
  if (found === undefined) {
    throw notFound(`publication ${kind} of ${monthLabel(month)}, draft ${String(draft).slice(0, 10)}`);
  }
  return found;
}

/** Adds the next draft of a month and answers its number. */
export async function addPublication(
  act: Act,
  wanted: { kind: KindCode; month: Month; draft: number; cutoff: Moment; why: string | null },
): Promise<void> {
  await act.add('publication', {
    kind: wanted.kind,
    year: wanted.month.year,
    month: wanted.month.month,
    draft: wanted.draft,
    cutoff_seq: wanted.cutoff.seq,
    cutoff_at: wanted.cutoff.at,
    why_words: await act.optionalWords(wanted.why),
    prepared_by: act.doer.personId,
  });
}

/** Records that a step was done to this content. */
export async function addStep(
  act: Act,
  { id }: Publication,
  wanted: { step: StepName; contentDigest: string; reason?: string },
): Promise<void> {
  await act.add('publication_step', {
    publication_id: id,
    step: wanted.step,
    content_digest: wanted.contentDigest,
    reason_words: await act.optionalWords(wanted.reason),
    done_by: act.doer.personId,
  });
}

/** A file of a publication that was published. */
export interface PublishedFile {
  name: string;
  rows: number;
  documentId: number;
}

/** The files of a publication that was published, in the order in which they were frozen. */
export async function listPublishedFiles(db: Db, officeId: number, id: number): Promise<PublishedFile[]> {
  const rows: Row[] = await db('publication_file').where({ office_id: officeId, publication_id: id }).orderBy('id');
  return rows.map((row) => ({ name: row.name, rows: row.rows, documentId: row.document_id }));
}

/** What other months of a kind say, by their last versions that were published before an act. */
export interface PublishedElsewhere {
  /** The items that stand in another month. */
  items: ReadonlySet<string>;
  /** The months that were published, the earliest first. */
  months: readonly Month[];
}

/** What stands in the months of a kind other than one, as they were last published. */
export async function readPublishedElsewhere(
  db: Db,
  officeId: number,
  { kind, month, upToSeq }: { kind: KindCode; month: Month; upToSeq: number },
): Promise<PublishedElsewhere> {
  const rows: Row[] = await db('publication as p')
    .join('publication_step as s', 's.publication_id', 'p.id')
    .where({ 'p.office_id': officeId, 'p.kind': kind, 's.step': 'published' })
    .where('s.act_seq', '<=', upToSeq)
    .orderBy([{ column: 'p.year' }, { column: 'p.month' }, { column: 'p.draft' }])
    .select('p.id', 'p.year', 'p.month');
  const last = new Map(rows.map((row) => [monthLabel(row as unknown as Month), row]));
  const others = [...last.entries()].filter(([label]) => label !== monthLabel(month)).map(([, row]) => row);
  const items = new Set<string>();
  for (const { id } of others) {
    for (const item of await db('publication_item').where({ office_id: officeId, publication_id: id }).pluck('item')) {
      items.add(item);
    }
  }
  return { items, months: [...last.values()].map((row) => ({ year: row.year, month: row.month })) };
}
