import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';
import { readOrphanPounds } from './orphan-pounds.ts';
import { rawRows } from './raw-rows.ts';

/** Promise 13: every pound of an allocation traces to a recorded decision, and every allocation to its record. */
export async function findDecisionTrace(db: Db, officeId: number): Promise<Finding[]> {
  const orphans = await readOrphanPounds(db, officeId);
  const unrecorded = await rawRows(
    db,
    `SELECT DISTINCT a.name, a.allocation FROM account a WHERE a.office_id = :officeId AND a.allocation <> ''
       AND NOT EXISTS (SELECT 1 FROM allocation l JOIN decision d ON d.office_id = l.office_id AND d.ref = l.decision_ref
         WHERE l.office_id = a.office_id AND l.ref = a.allocation) ORDER BY a.name`,
    { officeId },
  );
  return [
    ...orphans.map(({ entryId, kind, pence, toName, decisionRef, seq }) => ({
      check: 'decision-trace',
      seq,
      sentence:
        `Entry ${entryId}, ${kind} of ${formatPounds(pence)} to ${toName}, ` +
        `${decisionRef === null ? 'names no decision' : `names ${decisionRef}, which is not recorded`}.`,
    })),
    ...unrecorded.map(({ name, allocation }) => ({
      check: 'decision-trace',
      seq: null,
      sentence: `${name} holds money of ${allocation}, which is no allocation by a recorded decision.`,
    })),
  ];
}

/** Decisions are numbered by year from 1, each number once: no decision is missing, and none was slipped in between. */
export async function findDecisionNumbers(db: Db, officeId: number): Promise<Finding[]> {
  const rows = await rawRows(
    db,
    'SELECT ref, act_seq FROM decision WHERE office_id = :officeId ORDER BY ref, act_seq',
    { officeId },
  );
  const numbered = rows
    .map(({ ref, act_seq: seq }) => {
      const [, year = '', number = ''] = /^D-(\d{4})-(\d{3,})$/.exec(ref) ?? [];
      return { ref, seq, year, number: Number(number) };
    })
    .toSorted((a, b) => a.year.localeCompare(b.year) || a.number - b.number);
  return numbered.flatMap(({ ref, seq, year, number }, index) => {
    const before = numbered[index - 1];
    const due = before === undefined || before.year !== year ? 1 : before.number + 1;
    if (year !== '' && number === due) return [];
    const said = year === '' ? 'has no number of a year' : `stands where number ${due} of ${year} is due`;
    return [{ check: 'decision-numbers', seq, sentence: `Decision ${ref} ${said}.` }];
  });
}

const MOVED = `SELECT e.id, e.kind, e.pence, e.decision_ref, e.act_seq, f.source, f.nature, f.year,
    f.kind AS from_kind, t.kind AS to_kind, f.allocation AS from_allocation, t.allocation AS to_allocation,
    f.initiative AS from_initiative, t.initiative AS to_initiative
  FROM entry e JOIN account f ON f.id = e.from_account_id JOIN account t ON t.id = e.to_account_id`;

/** An approved virement moved its amount, both legs, and its stored before and after say so; nothing else was vired. */
export async function findVirements(db: Db, officeId: number): Promise<Finding[]> {
  const outcomes = await rawRows(
    db,
    `SELECT v.ref, v.level, v.source, v.year, v.nature, v.from_ref, v.to_ref, v.pence, v.decision_ref, v.requested_by,
            o.outcome, o.from_before, o.from_after, o.to_before, o.to_after, o.decided_by, o.act_seq
     FROM virement_outcome o JOIN virement v ON v.office_id = o.office_id AND v.ref = o.virement_ref
     WHERE o.office_id = :officeId ORDER BY o.id`,
    { officeId },
  );
  const moves = groupedBy(
    await rawRows(db, `${MOVED} WHERE e.office_id = :officeId AND e.kind = 'virement' ORDER BY e.id`, { officeId }),
    'act_seq',
  );
  const findings: Finding[] = [];
  const say = (seq: number, sentence: string): void => {
    findings.push({ check: 'virements', seq, sentence });
  };
  for (const outcome of outcomes) {
    const { ref, pence, act_seq: seq } = outcome;
    const own = (moves.get(seq) ?? []).filter((move) => isVirementOf(outcome, move));
    let moved = 0;
    for (const move of own) moved += move.pence;
    const due = outcome.outcome === 'approved' ? pence : 0;
    if (moved !== due)
      say(seq, `${ref} was ${outcome.outcome} at ${formatPounds(pence)}, and its entries move ${formatPounds(moved)}.`);
    const isApproved = outcome.outcome === 'approved';
    if (
      isApproved &&
      (outcome.from_before - outcome.from_after !== pence || outcome.to_after - outcome.to_before !== pence)
    ) {
      say(seq, `${ref} says that it moved other than its ${formatPounds(pence)}.`);
    }
    if (outcome.requested_by === outcome.decided_by) say(seq, `${ref} was decided by whoever asked for it.`);
  }
  for (const [seq, entries] of moves) {
    const decided = outcomes.filter((outcome) => outcome.act_seq === seq && outcome.outcome === 'approved');
    for (const move of entries) {
      if (decided.some((outcome) => isVirementOf(outcome, move))) continue;
      say(seq as number, `Entry ${move.id} vires ${formatPounds(move.pence)} that no approved virement asked for.`);
    }
  }
  return findings;
}

function isVirementOf(virement: Row, move: Row): boolean {
  const { level, source, year, nature, from_ref, to_ref } = virement;
  const from = level === 'allocation' ? move.from_allocation : move.from_initiative;
  const to = level === 'allocation' ? move.to_allocation : move.to_initiative;
  return (
    move.from_kind === level &&
    move.to_kind === level &&
    from === from_ref &&
    to === to_ref &&
    move.source === source &&
    move.year === year &&
    move.nature === nature &&
    move.decision_ref === virement.decision_ref
  );
}

/**
 * An approved carry-forward took its amount out of its year and brought the same into the next, ring-fenced money as
 * carried and own money through the reserve; nothing else was carried.
 */
export async function findCarryForwards(db: Db, officeId: number): Promise<Finding[]> {
  const outcomes = await rawRows(
    db,
    `SELECT c.ref, c.source, c.year, c.nature, c.pence, c.decision_ref, o.outcome, o.act_seq, s.restriction
     FROM carry_forward_outcome o JOIN carry_forward c ON c.office_id = o.office_id AND c.ref = o.carry_forward_ref
     LEFT JOIN funding_source s ON s.office_id = c.office_id AND s.code = c.source
     WHERE o.office_id = :officeId ORDER BY o.id`,
    { officeId },
  );
  const moves = await rawRows(
    db,
    `${MOVED} WHERE e.office_id = :officeId AND e.kind IN ('carry-out', 'carry-in') ORDER BY e.id`,
    { officeId },
  );
  const findings: Finding[] = [];
  const say = (seq: number, sentence: string): void => {
    findings.push({ check: 'carry-forwards', seq, sentence });
  };
  const explained = new Set<number>();
  for (const outcome of outcomes) {
    const { ref, pence, year, act_seq: seq } = outcome;
    const due = outcome.outcome === 'approved' ? pence : 0;
    const held = outcome.restriction === 'none' ? 'reserve' : 'carried';
    for (const [kind, ofYear, word] of [
      ['carry-out', year, 'out of'],
      ['carry-in', year + 1, 'into'],
    ] as const) {
      let carried = 0;
      for (const move of moves) {
        const between = kind === 'carry-out' ? move.to_kind : move.from_kind;
        const isOwn =
          move.act_seq === seq &&
          move.kind === kind &&
          move.year === ofYear &&
          move.source === outcome.source &&
          move.nature === outcome.nature &&
          move.decision_ref === outcome.decision_ref &&
          between === held;
        if (!isOwn) continue;
        carried += move.pence;
        if (due > 0) explained.add(move.id);
      }
      if (carried !== due) {
        say(
          seq,
          `${ref} was ${outcome.outcome} at ${formatPounds(pence)}, and ${formatPounds(carried)} was carried ${word} ${ofYear}.`,
        );
      }
    }
  }
  for (const move of moves) {
    if (!explained.has(move.id))
      say(
        move.act_seq,
        `Entry ${move.id} carries ${formatPounds(move.pence)} that no approved carry-forward asked for.`,
      );
  }
  return findings;
}

/** What lapsed went back to its source by a recorded act with a reason, and nothing else did. */
export async function findLapses(db: Db, officeId: number): Promise<Finding[]> {
  const found = await rawRows(
    db,
    `WITH both_sides AS (
       SELECT source, year, nature, pence, act_seq FROM lapse WHERE office_id = :officeId
       UNION ALL
       SELECT f.source, f.year, f.nature, -e.pence, e.act_seq FROM entry e JOIN account f ON f.id = e.from_account_id
       WHERE e.office_id = :officeId AND e.kind = 'lapse'
     )
     SELECT source, year, nature, act_seq, CAST(sum(pence) AS BIGINT) AS difference FROM both_sides
     GROUP BY source, year, nature, act_seq HAVING sum(pence) <> 0 ORDER BY act_seq`,
    { officeId },
  );
  return found.map(({ source, year, nature, act_seq: seq, difference }) => ({
    check: 'lapses',
    seq,
    sentence:
      `${source} ${year} ${nature}: what act ${seq} let lapse and what its entries gave back differ by ` +
      `${formatPounds(difference)}.`,
  }));
}
