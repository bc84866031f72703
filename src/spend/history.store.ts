import type { PeriodKey } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import type { Pence } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { findCorrectable } from './correctable.ts';
import { isRecoding, readRecodedFrom, readTogether } from './joint.store.ts';
import { listSpend } from './spend.store.ts';
import { lineNamed, type Spend, signedPence } from './spend.ts';

/** One thing that happened to a spend or to what corrects it. */
export interface HistoryEvent {
  seq: number;
  /** When it was recorded. */
  at: string;
  what: 'recorded' | 'approved' | 'returned';
  spend: Spend;
  /** Which spend it was posted anew for, where it was. */
  recodedFrom: string | null;
  period: PeriodKey | null;
  by: number;
  why: string | null;
  /** What is left in spend of the original and all that came of it, after this, in pence. */
  left: Pence;
}

/**
 * All that became of an invoice, from whichever of its records is asked: the original, what was returned, refunded,
 * reversed, coded anew or shared, in the order in which it happened.
 */
export async function readHistory(db: Db, officeId: number, ref: string): Promise<HistoryEvent[]> {
  const chain = await readChain(db, officeId, await readOrigin(db, officeId, ref));
  const refs = [...chain.keys()];
  const ofLine = await readLineActs(db, officeId, chain);
  const entered: Row[] = await db('spend').where({ office_id: officeId }).whereIn('ref', refs).select('ref', 'act_seq');
  const decided: Row[] = await db('spend_outcome')
    .where({ office_id: officeId })
    .whereIn('spend_ref', refs)
    .select('spend_ref as ref', 'outcome', 'year', 'period', 'act_seq');
  decided.push(...ofLine.decided);
  const rows = [...ofLine.entered, ...entered, ...decided].toSorted((a, b) => a.act_seq - b.act_seq);
  const acts: Row[] = await db('audit_event')
    .where({ office_id: officeId })
    .whereIn('seq', [...new Set(rows.map(({ act_seq }) => act_seq))])
    .select('seq', 'recorded_at');
  const instants = new Map<number, string>(acts.map((act) => [act.seq, act.recorded_at]));
  const leftAfter = (seq: number) =>
    addUp(
      decided
        .filter(({ outcome, act_seq }) => outcome === 'approved' && act_seq <= seq)
        .map((row) => signedPence((chain.get(row.ref) as Link).spend)),
    );
  return rows.map((row) => {
    const { spend, recodedFrom } = chain.get(row.ref) as Link;
    const isEntry = row.outcome === undefined;
    return {
      seq: row.act_seq,
      at: instants.get(row.act_seq) ?? '',
      what: isEntry ? 'recorded' : row.outcome,
      spend,
      recodedFrom,
      period: isEntry || row.year === null ? null : { year: row.year, number: row.period },
      by: isEntry ? spend.enteredBy : (spend.decidedBy as number),
      why: isEntry ? spend.reason : spend.decisionReason,
      left: leftAfter(row.act_seq),
    };
  });
}

interface Link {
  spend: Spend;
  recodedFrom: string | null;
}

/** A line of a batch was recorded with its batch, and approved when that was accepted. */
async function readLineActs(db: Db, officeId: number, chain: ReadonlyMap<string, Link>) {
  const entered: Row[] = [];
  const decided: Row[] = [];
  for (const { spend } of chain.values()) {
    if (lineNamed(spend.ref) === null) continue;
    entered.push({ ref: spend.ref, act_seq: spend.actSeq });
    const accepted = await db('import_outcome')
      .where({ office_id: officeId, batch_ref: spend.batch, outcome: 'accepted' })
      .first('act_seq');
    if (accepted === undefined) continue;
    const { year, number: period } = spend.period;
    decided.push({ ref: spend.ref, outcome: 'approved', year, period, act_seq: accepted.act_seq });
  }
  return { entered, decided };
}

/** The record that everything else corrects. */
async function readOrigin(db: Db, officeId: number, ref: string): Promise<Spend> {
  const spend = await findCorrectable(db, officeId, ref);
  const before = spend.corrects ?? (await readRecodedFrom(db, officeId, spend));
  return before === null ? spend : readOrigin(db, officeId, before);
}

/** The origin, what was entered together with it, and all that corrects them, each with what it was posted anew for. */
async function readChain(db: Db, officeId: number, origin: Spend): Promise<Map<string, Link>> {
  const chain = new Map<string, Link>();
  const open: Link[] = (await readTogether(db, officeId, origin)).map((spend) => ({ spend, recodedFrom: null }));
  for (let link = open.shift(); link !== undefined; link = open.shift()) {
    const { spend } = link;
    if (chain.has(spend.ref)) continue;
    chain.set(spend.ref, link);
    const corrections = await listSpend(db, officeId, { corrects: spend.ref }, { sort: 'oldest' });
    open.push(...corrections.map((correction) => ({ spend: correction, recodedFrom: null })));
    if (spend.kind !== 'reversal') continue;
    const together = await readTogether(db, officeId, spend);
    if (!isRecoding(together)) continue;
    open.push(...together.slice(1).map((part) => ({ spend: part, recodedFrom: spend.corrects })));
  }
  return chain;
}
