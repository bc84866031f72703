import type { Finding } from '../audit/verify.ts';
import { formatPounds } from '../money/pence.ts';
import type { Db, Row } from '../platform/database.ts';
import { groupedBy } from '../platform/grouped-rows.ts';
import { rawRows } from './raw-rows.ts';
import { named, order, PeriodHistory, type PeriodNamed } from './verify-periods.ts';

type PeriodRow = Row & PeriodNamed;

const ENTRY = `e.id, e.kind, e.pence, e.year, e.period, e.place, e.category, e.act_seq, e.corrects_entry_id,
  e.from_account_id, e.to_account_id, f.kind AS from_kind, f.fund, f.source, f.nature, f.initiative, f.year AS from_year,
  t.kind AS to_kind, t.source AS to_source, t.nature AS to_nature, t.initiative AS to_initiative, t.year AS to_year`;

const FROM_ENTRY = `FROM entry e JOIN account f ON f.id = e.from_account_id JOIN account t ON t.id = e.to_account_id`;

/**
 * Promise 7: an accrual of a closed period was turned round once, by the closing of its period, in the next month and
 * with the same coding, or taken back whole as a mistake; one of an open period was not.
 */
export async function findAccruals(db: Db, officeId: number): Promise<Finding[]> {
  const periods = await PeriodHistory.read(db, officeId);
  const accruals = await rawRows<PeriodRow>(
    db,
    `SELECT ${ENTRY} ${FROM_ENTRY} WHERE e.office_id = :officeId AND e.kind = 'accrual' ORDER BY e.id`,
    { officeId },
  );
  const corrections = await rawRows<PeriodRow>(
    db,
    `SELECT ${ENTRY}, o.kind AS of_kind ${FROM_ENTRY} LEFT JOIN entry o ON o.id = e.corrects_entry_id
     WHERE e.office_id = :officeId AND (e.kind = 'accrual-reversal' OR o.kind = 'accrual') ORDER BY e.id`,
    { officeId },
  );
  const findings: Finding[] = [];
  const say = (row: Row, what: string): void => {
    findings.push({
      check: 'accruals',
      seq: row.act_seq,
      sentence: `Entry ${row.id} of ${formatPounds(row.pence)}: ${what}`,
    });
  };
  for (const turned of corrections) {
    if (turned.kind === 'accrual-reversal' && turned.of_kind !== 'accrual')
      say(turned, 'it turns round what is no accrual.');
  }
  const byOriginal = groupedBy(corrections, 'corrects_entry_id');
  for (const accrual of accruals) {
    const own = byOriginal.get(accrual.id) ?? [];
    const turned = own.filter(({ kind }) => kind === 'accrual-reversal');
    const mistakes = own.filter(({ kind }) => kind === 'reversal');
    if (periods.wasClosed(accrual) && turned.length + mistakes.length !== 1) {
      say(
        accrual,
        `an accrual in ${named(accrual)}, which is closed, went back ${turned.length + mistakes.length} times, not once.`,
      );
    }
    for (const back of turned) {
      if (!periods.isClosedBy(accrual, back.act_seq)) {
        say(accrual, `the accrual was turned round by act ${back.act_seq}, which did not close ${named(accrual)}.`);
      }
      const due = periods.monthAfter(accrual, back.act_seq);
      if (due === null || order(due) !== order(back)) {
        say(
          accrual,
          `the accrual was turned round in ${named(back)}, not in ${due === null ? 'a month that had been made' : named(due)}.`,
        );
      }
      if (!isSameCoding(accrual, back))
        say(accrual, 'the accrual was not turned round with its own amount and coding.');
    }
  }
  return findings;
}

/** Within the year the way back exactly; across the year end, in the next year's money of the same initiative. */
function isSameCoding(accrual: Row, back: Row): boolean {
  if (back.pence !== accrual.pence || back.place !== accrual.place || back.category !== accrual.category) return false;
  if (back.year === accrual.year) {
    return back.from_account_id === accrual.to_account_id && back.to_account_id === accrual.from_account_id;
  }
  return (
    back.from_kind === 'spent' &&
    ['initiative', 'agreement'].includes(back.to_kind) &&
    [back.from_year, back.to_year].every((year) => year === back.year) &&
    [back.source, back.to_source].every((source) => source === accrual.source) &&
    [back.nature, back.to_nature].every((nature) => nature === accrual.nature) &&
    [back.initiative, back.to_initiative].every((initiative) => initiative === accrual.to_initiative)
  );
}

/**
 * What was paid in advance has a schedule whose shares of the entry's own year add up to it; each share was spent once,
 * whole, out of its own year's money, and by the closing of its period at the latest.
 */
export async function findPrepayments(db: Db, officeId: number): Promise<Finding[]> {
  const periods = await PeriodHistory.read(db, officeId);
  const prepayments = await rawRows<PeriodRow>(
    db,
    `SELECT ${ENTRY}, (SELECT count(*) FROM entry r WHERE r.corrects_entry_id = e.id AND r.kind = 'reversal') AS reversed
     ${FROM_ENTRY} WHERE e.office_id = :officeId AND e.kind = 'prepayment' ORDER BY e.id`,
    { officeId },
  );
  const shares = await rawRows<PeriodRow>(
    db,
    `SELECT s.id, s.entry_id, s.year, s.period, s.pence, s.act_seq, o.kind AS of_kind
     FROM prepayment_share s LEFT JOIN entry o ON o.id = s.entry_id WHERE s.office_id = :officeId ORDER BY s.id`,
    { officeId },
  );
  const releases = await rawRows<PeriodRow>(
    db,
    `SELECT ${ENTRY}, l.share_id ${FROM_ENTRY} LEFT JOIN prepayment_release l ON l.entry_id = e.id
     WHERE e.office_id = :officeId AND e.kind = 'prepayment-release' ORDER BY e.id`,
    { officeId },
  );
  const findings: Finding[] = [];
  const say = (seq: number, sentence: string): void => {
    findings.push({ check: 'prepayments', seq, sentence });
  };
  const sharesOf = groupedBy(shares, 'entry_id');
  const releaseOf = new Map(releases.map((release) => [release.share_id, release]));
  for (const share of shares) {
    if (share.of_kind !== 'prepayment') say(share.act_seq, `Share ${share.id} of a schedule belongs to no prepayment.`);
  }
  for (const release of releases) {
    if (release.share_id === null) say(release.act_seq, `Entry ${release.id} releases no share of a schedule.`);
  }
  for (const paid of prepayments) {
    const own = sharesOf.get(paid.id) ?? [];
    let scheduled = 0;
    for (const share of own) if (share.year === paid.year) scheduled += share.pence;
    if (scheduled !== paid.pence) {
      say(
        paid.act_seq,
        `Entry ${paid.id} paid ${formatPounds(paid.pence)} in advance, and its schedule comes to ${formatPounds(scheduled)}.`,
      );
    }
    for (const share of own) {
      const release = releaseOf.get(share.id);
      const what = `The share of ${named(share)} of entry ${paid.id}, ${formatPounds(share.pence)},`;
      if (release === undefined) {
        if (periods.wasClosed(share) && Number(paid.reversed) === 0)
          say(paid.act_seq, `${what} was not spent by the closing of its period.`);
      } else if (release.pence !== share.pence) {
        say(release.act_seq, `${what} was spent as ${formatPounds(release.pence)}.`);
      } else if (!isReleaseOf(paid, share, release)) {
        say(release.act_seq, `${what} was spent with another coding than it was paid with.`);
      }
    }
  }
  return findings;
}

function isReleaseOf(paid: Row, share: Row, release: Row): boolean {
  return (
    release.place === paid.place &&
    release.category === paid.category &&
    release.to_initiative === paid.initiative &&
    release.source === paid.source &&
    release.nature === paid.nature &&
    (share.year === paid.to_year ? release.from_account_id === paid.to_account_id : release.from_year === share.year)
  );
}

/** An adjustment names the closed period that it restates, and was posted in a later one while that was closed. */
export async function findRestatements(db: Db, officeId: number): Promise<Finding[]> {
  const periods = await PeriodHistory.read(db, officeId);
  const restatements = await rawRows<PeriodRow>(
    db,
    `SELECT r.id, r.year, r.period, r.act_seq, r.entry_id, e.year AS posted_year, e.period AS posted_period, e.act_seq AS posted_seq
     FROM restatement r LEFT JOIN entry e ON e.id = r.entry_id AND e.office_id = r.office_id
     WHERE r.office_id = :officeId ORDER BY r.id`,
    { officeId },
  );
  const unnamed = await rawRows<PeriodRow>(
    db,
    `SELECT e.id, e.pence, e.act_seq FROM entry e WHERE e.office_id = :officeId
       AND e.kind IN ('adjustment', 'adjustment-credit')
       AND NOT EXISTS (SELECT 1 FROM restatement r WHERE r.entry_id = e.id) ORDER BY e.id`,
    { officeId },
  );
  const findings: Finding[] = [];
  for (const row of restatements) {
    const posted = { year: row.posted_year, period: row.posted_period };
    const faults = [
      ...(periods.wasClosed(row, row.act_seq) ? [] : [`${named(row)} was not closed`]),
      ...(row.posted_seq === row.act_seq ? [] : ['it was recorded by another act than its entry']),
      ...(order(posted) > order(row) ? [] : [`it is posted in ${named(posted)}, which is no later one`]),
    ];
    if (faults.length > 0) {
      findings.push({
        check: 'restatements',
        seq: row.act_seq,
        sentence: `Entry ${row.entry_id} restates ${named(row)}, but ${faults.join(' and ')}.`,
      });
    }
  }
  for (const row of unnamed) {
    findings.push({
      check: 'restatements',
      seq: row.act_seq,
      sentence: `Entry ${row.id} of ${formatPounds(row.pence)} is an adjustment and names no closed period.`,
    });
  }
  return findings;
}
