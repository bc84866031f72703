import type { Act } from '../audit/act.ts';
import type { Moment } from '../audit/moment.ts';
import { type FrozenDocument, freeze, readDocument } from '../documents/document.store.ts';
import type { Marker, TraceRow, Unit } from '../ledger/figure.ts';
import { readScope, type Scope, scopeTexts } from '../ledger/scope.ts';
import type { Db, Row } from '../platform/database.ts';
import { canonical, type Plain } from '../platform/digest.ts';
import { notFound } from '../platform/refusal.ts';
import { figureKey } from './figure-key.ts';

/** A figure as it was frozen: its value and the rows behind it, which later postings never change. */
export interface FrozenFigure {
  number: number;
  figure: string;
  label: string;
  means: string;
  scope: Scope;
  unit: Unit;
  overUnder: boolean;
  value: number | null;
  marker: Marker;
  leavesOut: string[];
  rows: TraceRow[];
}

/** Freezes computed figures within an act and answers the snapshot's id. */
export async function freezeFigures(
  act: Act,
  purpose: 'pack' | 'return',
  moment: Moment,
  figures: FrozenFigure[],
): Promise<number> {
  const snapshotId = await act.add('snapshot', { purpose, as_at_seq: moment.seq, as_at: moment.at });
  const content = figures.map((figure) => ({ ...figure, scope: scopeTexts(figure.scope) }));
  const traces = await freeze(act, {
    mediaType: 'application/json',
    fileName: `figures-${purpose}-${snapshotId}.json`,
    content: Buffer.from(canonical(content as unknown as Plain)),
  });
  await act.addMany(
    'snapshot_figure',
    figures.map((figure) => ({
      snapshot_id: snapshotId,
      number: figure.number,
      figure: figure.figure,
      scope: canonical(scopeTexts(figure.scope)),
      unit: figure.unit,
      value: figure.value,
      marker: figure.marker === '' ? null : figure.marker,
      trace_document_id: traces.id,
    })),
  );
  return snapshotId;
}

/** The snapshots of papers of one sort in the order in which they were frozen, with what each act was about. */
export async function listSnapshots(
  db: Db,
  officeId: number,
  purpose: 'pack' | 'return',
): Promise<{ id: number; moment: Moment; subject: string }[]> {
  const rows: Row[] = await db('snapshot as s')
    .join('audit_event as e', (on) => on.on('e.office_id', 's.office_id').andOn('e.seq', 's.act_seq'))
    .where({ 's.office_id': officeId, 's.purpose': purpose })
    .orderBy('s.id')
    .select('s.id', 's.as_at_seq', 's.as_at', 'e.subject_ref');
  return rows.map((row) => ({ id: row.id, moment: { seq: row.as_at_seq, at: row.as_at }, subject: row.subject_ref }));
}

/** The file in which a snapshot's figures were frozen with the rows behind them; null when it has no figure. */
export async function readFiguresFile(db: Db, officeId: number, snapshotId: number): Promise<FrozenDocument | null> {
  const row = await db('snapshot_figure')
    .where({ office_id: officeId, snapshot_id: snapshotId })
    .first('trace_document_id');
  return row === undefined ? null : readDocument(db, officeId, row.trace_document_id);
}

/** The frozen figures of a snapshot, in their numbers' order. */
export async function readFrozenFigures(db: Db, officeId: number, snapshotId: number): Promise<FrozenFigure[]> {
  const document = await readFiguresFile(db, officeId, snapshotId);
  return document === null ? [] : figuresFrom(document.content);
}

/** Figures as they stand in the file in which they were frozen. */
export function figuresFrom(file: Buffer): FrozenFigure[] {
  const content = JSON.parse(file.toString('utf8')) as (Omit<FrozenFigure, 'scope'> & {
    scope: Record<string, string>;
  })[];
  return content.map((figure) => ({ ...figure, scope: readScope(figure.scope) }));
}

/** When the figures of a pack's snapshot were known; null where there is no such snapshot of a pack. */
export async function findPackSnapshot(db: Db, officeId: number, snapshotId: number): Promise<Moment | null> {
  const row = await db('snapshot').where({ office_id: officeId, id: snapshotId, purpose: 'pack' }).first();
  return row === undefined ? null : { seq: row.as_at_seq, at: row.as_at };
}

/** Whether a snapshot is that of a version of a pack that was withdrawn. */
export async function isOfWithdrawnPack(db: Db, officeId: number, snapshotId: number): Promise<boolean> {
  const row = await db('pack as p')
    .join('pack_withdrawal as w', (on) => {
      on.on('w.office_id', 'p.office_id').andOn('w.meeting_ref', 'p.meeting_ref').andOn('w.version', 'p.version');
    })
    .where({ 'p.office_id': officeId, 'p.snapshot_id': snapshotId })
    .first('w.id');
  return row !== undefined;
}

/** A frozen figure by what it is: up to which period it was asked is of its time, and tells no figure from another. */
export function frozenAs(
  figures: readonly FrozenFigure[],
  figure: string,
  { through: _, ...scope }: Scope,
): FrozenFigure | undefined {
  const name = figureKey(figure, scope);
  return figures.find((one) => {
    if (one.figure !== figure) return false;
    const { through: _through, ...own } = one.scope;
    return figureKey(one.figure, own) === name;
  });
}

export async function findFrozenFigure(
  db: Db,
  officeId: number,
  snapshotId: number,
  number: number,
): Promise<FrozenFigure> {
  const figure = (await readFrozenFigures(db, officeId, snapshotId)).find((candidate) => candidate.number === number);
  if (figure === undefined) throw notFound(`frozen figure ${number}`);
  return figure;
}
