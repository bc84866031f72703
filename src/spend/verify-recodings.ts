import type { Check } from '../audit/check.ts';
import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';

/** What must hold of spend that was posted anew, and of the refunds that repayments of clawbacks name. */
export const CORRECTION_CHECKS: readonly Check[] = [
  {
    name: 'recodings',
    holds:
      'What was entered together was decided together, and what was posted anew is to the penny what was taken back for it.',
    find: findRecodings,
  },
  {
    name: 'clawbacks',
    holds: 'Every refund that a clawback names is a refund in spend that stands, and no other clawback names it.',
    find: findClawbacks,
  },
];

async function findRecodings(db: Db, officeId: number): Promise<Finding[]> {
  const rows: Row[] = await db('joint_spend as j')
    .join('spend as s', (on) => {
      on.on('s.office_id', 'j.office_id').andOn('s.ref', 'j.spend_ref');
    })
    .leftJoin('spend_outcome as o', (on) => {
      on.on('o.office_id', 'j.office_id').andOn('o.spend_ref', 'j.spend_ref');
    })
    .where('j.office_id', officeId)
    .orderBy('j.id')
    .select('j.first_ref', 'j.act_seq', 's.ref', 's.kind', 's.pence', 'o.outcome', 'o.act_seq as decided_seq');
  const posted = await postedFor(db, officeId);
  const findings: Finding[] = [];
  for (const [first, members] of groupedBy(rows, 'first_ref')) {
    const seq = members[0]?.act_seq;
    const say = (sentence: string) => findings.push({ check: 'recodings', seq, sentence });
    if (new Set(members.map((row) => `${row.outcome} ${row.decided_seq}`)).size > 1) {
      say(`${first} and what was entered with it were not decided together.`);
    }
    const back = members.find(({ ref, kind }) => ref === first && kind === 'reversal');
    if (back === undefined) continue;
    let anew = 0;
    let anewPosted = 0;
    for (const { ref, pence } of members) {
      if (ref === first) continue;
      anew += pence;
      anewPosted += posted.get(ref) ?? 0;
    }
    if (anew !== back.pence || anewPosted !== (posted.get(first) ?? 0)) {
      say(`${first} takes back ${formatPounds(back.pence)}, and ${formatPounds(anew)} was posted anew for it.`);
    }
  }
  return findings;
}

async function postedFor(db: Db, officeId: number): Promise<Map<string, number>> {
  const rows: Row[] = await db('entry as e')
    .join('joint_spend as j', (on) => {
      on.on('j.office_id', 'e.office_id').andOn('j.spend_ref', 'e.spend_ref');
    })
    .where('e.office_id', officeId)
    .whereIn('e.kind', ['spend', 'adjustment', 'reversal'])
    .select('e.spend_ref', 'e.pence');
  const posted = new Map<string, number>();
  for (const { spend_ref, pence } of rows) posted.set(spend_ref, (posted.get(spend_ref) ?? 0) + pence);
  return posted;
}

/** A clawback is a record of a lower room, which cannot know spend: here its refund is looked for. */
async function findClawbacks(db: Db, officeId: number): Promise<Finding[]> {
  const versions: Row[] = await db('clawback as c')
    .leftJoin('words as w', 'w.digest', 'c.refund_words')
    .where('c.office_id', officeId)
    .orderBy(['c.ref', 'c.version'])
    .select('c.ref', 'c.act_seq', 'w.text as refund');
  const current = [...new Map(versions.map((row) => [row.ref, row])).values()].filter(({ refund }) => refund !== null);
  const named = groupedBy(current, 'refund');
  const findings: Finding[] = [];
  for (const [refund, clawbacks] of named) {
    const { ref, act_seq: seq } = clawbacks[0] as Row;
    const fault = await faultOf(db, officeId, String(refund));
    if (fault !== null)
      findings.push({ check: 'clawbacks', seq, sentence: `Clawback ${ref} names ${refund}, ${fault}.` });
    if (clawbacks.length > 1) {
      const all = clawbacks.map((clawback) => clawback.ref).join(' and ');
      findings.push({
        check: 'clawbacks',
        seq,
        sentence: `${refund} is named as the refund of ${all}; it came in once.`,
      });
    }
  }
  return findings;
}

async function faultOf(db: Db, officeId: number, ref: string): Promise<string | null> {
  const row = await db('spend as s')
    .leftJoin('spend_outcome as o', (on) => {
      on.on('o.office_id', 's.office_id').andOn('o.spend_ref', 's.ref');
    })
    .where({ 's.office_id': officeId, 's.ref': ref })
    .first('s.kind', 'o.outcome');
  if (row === undefined) return 'which is no spend of this office';
  if (row.kind !== 'refund') return `which is no refund but a ${row.kind}`;
  if (row.outcome === 'returned') return 'which was returned';
  const reversed = await db('spend as r')
    .join('spend_outcome as o', (on) => {
      on.on('o.office_id', 'r.office_id').andOn('o.spend_ref', 'r.ref');
    })
    .where({ 'r.office_id': officeId, 'r.corrects_ref': ref, 'r.kind': 'reversal', 'o.outcome': 'approved' })
    .first('r.ref');
  return reversed === undefined ? null : `which ${reversed.ref} took back`;
}
