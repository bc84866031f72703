import type { Db, Row } from '../platform/database.ts';
import type { Plain } from '../platform/digest.ts';
import { type EventBody, eventHash, eventText, FIRST_PREV } from './chain.ts';
import { readRemoved } from './gate/removed.ts';
import { RECORDED, recordedSlices, rowsDigest } from './record.ts';
import { wordsDigest } from './words.ts';

/** One thing that is not as it must be; `seq` is the first bad event, when it is known. */
export interface Finding {
  check: string;
  seq: number | null;
  sentence: string;
}

/** An event of an office's chain: printed on frozen papers, so that a cut tail can be noticed. */
export interface Head {
  seq: number;
  hash: string;
  at: string;
}

/** The last event of the chain, or the last up to an act; null before there was any. */
export async function chainHead(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Head | null> {
  const last = await db('audit_event')
    .where({ office_id: officeId })
    .where('seq', '<=', upToSeq)
    .orderBy('seq', 'desc')
    .first();
  return last === undefined ? null : { seq: last.seq, hash: last.hash, at: last.recorded_at };
}

/**
 * Replays an office's chain and every row bound to it. Answers the findings in order, the first bad event first;
 * none when nothing was changed, removed, added or reordered.
 */
export async function verifyChain(db: Db, officeId: number): Promise<Finding[]> {
  const bodies = new Map<number, EventBody>();
  const findings = await verifyEvents(db, officeId, bodies);
  for (const table of Object.keys(RECORDED)) findings.push(...(await verifyRows(db, officeId, table, bodies)));
  findings.push(...(await verifyWords(db, officeId)));
  return findings.sort((a, b) => (a.seq ?? Number.MAX_SAFE_INTEGER) - (b.seq ?? Number.MAX_SAFE_INTEGER));
}

/** Rows of any office that no event of it recorded: somebody put them there without an act. */
export async function verifyStrays(db: Db): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const table of Object.keys(RECORDED)) {
    const stray = await db(`${table} as t`)
      .whereNotExists(db('audit_event as e').select('e.id').whereRaw('e.office_id = t.office_id AND e.seq = t.act_seq'))
      .first('t.id');
    if (stray !== undefined) {
      findings.push({ check: 'rows', seq: null, sentence: `Row ${stray.id} of ${table} was recorded by no event.` });
    }
  }
  return findings;
}

async function verifyEvents(db: Db, officeId: number, bodies: Map<number, EventBody>): Promise<Finding[]> {
  let prev = FIRST_PREV;
  let expected = 1;
  let at = '';
  for (;;) {
    const events = await db('audit_event')
      .where({ office_id: officeId })
      .where('seq', '>=', expected)
      .orderBy('seq')
      .limit(2000);
    for (const event of events) {
      const fault = eventFault(event, expected, prev, at);
      if (fault !== null) return [{ check: 'chain', seq: expected, sentence: `Event ${expected}: ${fault}` }];
      bodies.set(event.seq, JSON.parse(event.body));
      prev = event.hash;
      at = event.recorded_at;
      expected += 1;
    }
    if (events.length < 2000) break;
  }
  const { n } = (await db('audit_event').where({ office_id: officeId }).count({ n: '*' }).first()) as { n: number };
  if (n === expected - 1) return [];
  return [{ check: 'chain', seq: expected, sentence: `Event ${expected}: it is missing or out of order.` }];
}

function eventFault(event: Row, expected: number, prev: string, at: string): string | null {
  const { seq, recorded_at, person_id, action, subject_kind, subject_ref, body, hash } = event;
  if (seq !== expected) return 'it is missing.';
  if (event.prev !== prev) return 'it does not name the event before it.';
  if (eventHash(prev, body) !== hash) return 'its content does not match its hash.';
  const said = JSON.parse(body) as EventBody;
  if (eventText(said) !== body) return 'its text is not in canonical form.';
  const columns = { seq, at: recorded_at, person: person_id, action, kind: subject_kind, ref: subject_ref };
  const inBody = {
    seq: said.seq,
    at: said.at,
    person: said.person,
    action: said.action,
    kind: said.subject.kind,
    ref: said.subject.ref,
  };
  if (JSON.stringify(columns) !== JSON.stringify(inBody)) return 'its columns do not say what its text says.';
  return (recorded_at as string) > at ? null : 'it is not later than the event before it.';
}

async function verifyRows(db: Db, officeId: number, table: string, bodies: Map<number, EventBody>): Promise<Finding[]> {
  const owed = new Set([...bodies].filter(([, body]) => table in body.rows).map(([seq]) => seq));
  const findings: Finding[] = [];
  const fault = (seq: number) =>
    findings.push({ check: 'rows', seq, sentence: `Event ${seq}: its rows in ${table} are not those it recorded.` });
  const settle = (seq: number, rows: Record<string, Plain>[]) => {
    const said = bodies.get(seq)?.rows[table];
    owed.delete(seq);
    if (said === undefined || said.count !== rows.length || said.digest !== rowsDigest(table, rows)) fault(seq);
  };
  let current: { seq: number; rows: Record<string, Plain>[] } | null = null;
  for await (const slice of recordedSlices(db, officeId, table)) {
    for (const row of slice) {
      const seq = row.act_seq as number;
      if (current !== null && current.seq !== seq) {
        settle(current.seq, current.rows);
        current = null;
      }
      current ??= { seq, rows: [] };
      current.rows.push(row);
    }
  }
  if (current !== null) settle(current.seq, current.rows);
  for (const seq of owed) fault(seq);
  return findings;
}

/** Each text still matches its digest. A text that is gone needs the record of the two people who removed it. */
async function verifyWords(db: Db, officeId: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const removed = await readRemoved(db, officeId, 'words');
  for await (const slice of recordedSlices(db, officeId, 'words')) {
    for (const { id, salt, text, digest, act_seq } of slice) {
      const seq = act_seq as number;
      if (text === null || salt === null) {
        if (text === null && salt === null && removed.get(id as number) === digest) continue;
        findings.push({ check: 'words', seq, sentence: `Event ${seq}: a text of it was removed without a record.` });
      } else if (wordsDigest(salt as string, text as string) !== digest) {
        findings.push({ check: 'words', seq, sentence: `Event ${seq}: a text of it was changed.` });
      }
    }
  }
  return findings;
}
