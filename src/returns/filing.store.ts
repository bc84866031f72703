import type { Act } from '../audit/act.ts';
import { spellOut } from '../audit/words.ts';
import type { Db, Row } from '../platform/database.ts';
import { notFound, Refusal, refused } from '../platform/refusal.ts';
import { type Filing, type StepName, stateOf } from './filing.ts';

/** Every draft of every return, the newest quarter first, and of a quarter the newest draft first. */
export async function listFilings(db: Db, officeId: number, where: { ref?: string } = {}): Promise<Filing[]> {
  const rows: Row[] = await db('return_filing as f')
    .join('audit_event as e', (on) => {
      on.on('e.seq', 'f.act_seq').andOn('e.office_id', 'f.office_id');
    })
    .leftJoin('return_terms as t', 't.filing_id', 'f.id')
    .where('f.office_id', officeId)
    .modify((q) => {
      if (where.ref !== undefined) q.where('f.ref', where.ref);
    })
    .orderBy([
      { column: 'f.year', order: 'desc' },
      { column: 'f.quarter', order: 'desc' },
      { column: 'f.ref' },
      { column: 'f.draft', order: 'desc' },
    ])
    .select('f.*', 'e.recorded_at', 't.template_id', 't.source', 't.standing', 't.follows_id');
  const ids = rows.map(({ id }) => id);
  const steps: Row[] = await db('return_step as s')
    .join('audit_event as e', (on) => {
      on.on('e.seq', 's.act_seq').andOn('e.office_id', 's.office_id');
    })
    .whereIn('s.filing_id', ids)
    .orderBy('s.id')
    .select('s.*', 'e.recorded_at');
  const explanations = await spellOut(db, await db('return_explanation').whereIn('filing_id', ids).orderBy('id'));
  return rows.map((row) => filingFrom(row, rows, steps, explanations));
}

function filingFrom(row: Row, all: Row[], steps: Row[], explanations: Row[]): Filing {
  const mine = explanations.filter((explanation) => explanation.filing_id === row.id);
  return {
    id: row.id,
    ref: row.ref,
    draft: row.draft,
    template: row.template,
    templateVersion: row.template_version,
    templateId: row.template_id,
    source: row.source,
    standing: row.standing ?? 'final',
    followsId: row.follows_id,
    quarter: { year: row.year, quarter: row.quarter },
    cutoff: { seq: row.cutoff_seq, at: row.cutoff_at },
    preparedBy: row.prepared_by,
    preparedAt: row.recorded_at,
    steps: Object.fromEntries(
      steps
        .filter((step) => step.filing_id === row.id)
        .map((step) => [step.step, { doneBy: step.done_by, at: step.recorded_at, contentDigest: step.content_digest }]),
    ),
    latest: all.every((other) => other.ref !== row.ref || other.draft <= row.draft),
    explanations: new Map(mine.map((explanation) => [explanation.row_key, explanation.text])),
    explainedSeq: Math.max(0, ...mine.map((explanation) => explanation.act_seq)),
  };
}

/** What explains the rows of a draft, row by row. */
export async function readExplanations(db: Db, { id }: Filing): Promise<Map<string, string>> {
  const rows: Row[] = id === null ? [] : await db('return_explanation').where({ filing_id: id }).orderBy('id');
  return new Map((await spellOut(db, rows)).map(({ row_key, text }) => [row_key as string, text as string]));
}

/** The submitted filings of a reference, the one that was submitted last first. */
export function submittedOf(filings: readonly Filing[], ref: string): Filing[] {
  return filings
    .filter((filing) => filing.ref === ref && stateOf(filing) === 'submitted')
    .toSorted((a, b) => b.draft - a.draft);
}

/** A draft by its reference and number, as they stand in its address. */
export async function findFiling(db: Db, officeId: number, ref: string, draft: string | number): Promise<Filing> {
  const filings = await listFilings(db, officeId, { ref });
  const found = filings.find((filing) => String(filing.draft) === String(draft));
  if (found === undefined) throw notFound(`return ${ref.slice(0, 40)}, draft ${String(draft).slice(0, 10)}`);
  return found;
}

/**
 * The draft as it stands inside an act, when it may still change. Refused by name: `submitted`, `replaced` by a later
 * draft, `changed` when somebody explained a row since the page was opened.
 */
export async function openFiling(act: Act, seen: Filing): Promise<Filing & { id: number }> {
  const filing = await findFiling(act.trx, act.doer.officeId, seen.ref, seen.draft);
  if (stateOf(filing) === 'submitted') {
    throw refused('submitted', `${filing.ref} has been submitted and never changes. Nothing was changed.`);
  }
  if (!filing.latest) {
    throw refused('replaced', `Draft ${filing.draft} of ${filing.ref} was replaced by a later one. Work on that one.`);
  }
  if (filing.explainedSeq !== seen.explainedSeq) {
    throw new Refusal(
      'conflict',
      'changed',
      'Somebody explained a row of this draft meanwhile. Look at it again first.',
    );
  }
  if (filing.steps.returned !== undefined) {
    throw refused(
      'returned',
      `Changes were asked for in ${filing.ref}, draft ${filing.draft}. Prepare it again, and make them in the next draft.`,
    );
  }
  await demandStandingTemplate(act, filing);
  return filing as Filing & { id: number };
}

async function demandStandingTemplate(act: Act, { ref, template, templateVersion, templateId }: Filing) {
  const last: Row | undefined = await act
    .trx('return_template')
    .where({ office_id: act.doer.officeId, name: template, version: templateVersion })
    .orderBy('revision', 'desc')
    .first('id');
  if (templateId === null || last?.id === templateId) return;
  throw refused(
    'template-changed',
    `The template of ${ref} was saved again since it was prepared, so its columns may differ. Prepare it again.`,
  );
}

/** The filing as it stands inside an act, once it was submitted. Refused by name: `not-submitted`. */
export async function submittedFiling(act: Act, seen: Filing): Promise<Filing & { id: number }> {
  const filing = await findFiling(act.trx, act.doer.officeId, seen.ref, seen.draft);
  if (stateOf(filing) !== 'submitted') {
    throw refused('not-submitted', `${filing.ref}, draft ${filing.draft}, has not been submitted. Submit it first.`);
  }
  return filing as Filing & { id: number };
}

const DONE: Record<StepName, string> = {
  checked: 'is checked already',
  offered: 'is submitted for certification already',
  certified: 'is certified already',
  returned: 'has been given back for changes already',
  submitted: 'is submitted already',
  acknowledged: 'is acknowledged already',
};

/** Records that a step was done to this content. Refused when it was done before. */
export async function addStep(act: Act, filing: Filing, step: StepName, contentDigest: string): Promise<void> {
  if (filing.steps[step] !== undefined) {
    throw refused('step-done', `${filing.ref}, draft ${filing.draft}, ${DONE[step]}. Nothing was changed.`);
  }
  await act.add('return_step', {
    filing_id: filing.id,
    step,
    content_digest: contentDigest,
    done_by: act.doer.personId,
  });
}

/** A file of a submitted return, by its name within the return. */
export interface FiledFile {
  name: string;
  rows: number;
  documentId: number;
  snapshotId: number;
}

/** The files of a submitted return. */
export async function listFiles(db: Db, officeId: number, filing: Filing): Promise<FiledFile[]> {
  const rows: Row[] = await db('return_file').where({ office_id: officeId, filing_id: filing.id }).orderBy('id');
  return rows.map((row) => ({
    name: row.name,
    rows: row.rows,
    documentId: row.document_id,
    snapshotId: row.snapshot_id,
  }));
}
