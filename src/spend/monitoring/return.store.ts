import type { Act } from '../../audit/act.ts';
import { spellOut } from '../../audit/words.ts';
import { type Day, formatDay } from '../../calendar/day.ts';
import { listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import type { Agreement } from '../../initiatives/agreements/agreement.ts';
import type { Db, Row } from '../../platform/database.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import { readDuties } from './duty.store.ts';
import { type ReportingPeriod, reportingPeriodShown, reportingPeriods } from './duty.ts';
import { type MonitoringReturn, missingOf, type PartState, type Receipt, returnAt } from './return.ts';

/** What reached the office, with the period that it was for. */
type Received = Receipt & { agreement: string; period: ReportingPeriod };

/**
 * Every return that agreements owe or have made, as it stands on a day: by when it is due, then by agreement. A return
 * that came under a duty that has changed since keeps the dates it had.
 */
export async function listReturns(
  db: Db,
  officeId: number,
  today: Day,
  where: { agreement?: string } = {},
): Promise<MonitoringReturn[]> {
  const agreements = await listAgreements(db, officeId, where.agreement === undefined ? {} : { ref: where.agreement });
  const duties = await readDuties(db, officeId, { agreement: where.agreement });
  const received = await readReceived(db, officeId, where.agreement);
  return agreements
    .flatMap((agreement) =>
      returnsOf(
        agreement,
        reportingPeriods(
          duties.filter((duty) => duty.agreement === agreement.ref),
          agreement,
        ),
        received.filter((receipt) => receipt.agreement === agreement.ref),
        today,
      ),
    )
    .toSorted(
      (a, b) =>
        a.period.dueOn.localeCompare(b.period.dueOn) ||
        a.agreement.ref.localeCompare(b.agreement.ref) ||
        a.period.key.localeCompare(b.period.key),
    );
}

function returnsOf(
  agreement: Agreement,
  periods: readonly ReportingPeriod[],
  received: readonly Received[],
  today: Day,
): MonitoringReturn[] {
  const isKnown = (key: string) => periods.some((period) => period.key === key);
  const former = new Map(
    received.filter(({ period }) => !isKnown(period.key)).map(({ period }) => [period.key, period] as const),
  );
  return [...periods, ...former.values()].map((period) => {
    const receipts = received.filter((receipt) => receipt.period.key === period.key);
    return returnAt(today, { agreement, period, receipts });
  });
}

/** One return by its agreement and the first day of its period, or `final`; not found when none is owed or made. */
export async function findReturn(
  db: Db,
  officeId: number,
  today: Day,
  asked: { agreement: string; key: string },
): Promise<MonitoringReturn> {
  const found = (await listReturns(db, officeId, today, { agreement: asked.agreement })).find(
    ({ period }) => period.key === asked.key,
  );
  if (found === undefined) throw notFound(`return of ${asked.agreement.slice(0, 20)} for ${asked.key.slice(0, 20)}`);
  return found;
}

async function readReceived(db: Db, officeId: number, agreement?: string): Promise<Received[]> {
  const where = { office_id: officeId, ...(agreement === undefined ? {} : { agreement }) };
  const rows: Row[] = await db('monitoring_receipt').where(where).orderBy('id');
  if (rows.length === 0) return [];
  const parts: Row[] = await db('monitoring_receipt_part').where({ office_id: officeId }).orderBy('id');
  const outcomes: Row[] = await spellOut(db, await db('monitoring_outcome').where({ office_id: officeId }));
  const outcomeOf = (id: number): Receipt['outcome'] => {
    const outcome = outcomes.find(({ receipt_id }) => receipt_id === id);
    if (outcome === undefined) return null;
    return { kind: outcome.outcome, reason: outcome.reason, decidedBy: outcome.decided_by, seq: outcome.act_seq };
  };
  return (await spellOut(db, rows)).map((row) => ({
    id: row.id,
    agreement: row.agreement,
    period: { key: row.period, startsOn: row.starts_on, endsOn: row.ends_on, dueOn: row.due_on },
    receivedOn: row.received_on,
    parts: Object.fromEntries(
      parts.filter(({ receipt_id }) => receipt_id === row.id).map(({ part, state }) => [part, state as PartState]),
    ),
    note: row.note as string | null,
    enteredBy: row.entered_by,
    seq: row.act_seq,
    outcome: outcomeOf(row.id),
  }));
}

/** What is recorded when a return, or what was missing of one, reaches the office. */
export interface NewReceipt {
  agreement: string;
  key: string;
  receivedOn: Day;
  parts: Record<string, PartState>;
  note: string | null;
}

/**
 * Records what reached the office of a return. What comes later of the same return is recorded again, whole.
 *
 * Refused by name: `accepted`, `awaits-decision` (it came whole and nobody has looked at it yet), `period-running`,
 * `before-earlier`.
 */
export async function receiveReturn(act: Act, wanted: NewReceipt): Promise<void> {
  const found = await findReturn(act.trx, act.doer.officeId, wanted.receivedOn, wanted);
  const { period, state, receipts, agreement } = found;
  const what = `The return of ${agreement.ref} for ${reportingPeriodShown(period)}`;
  if (state === 'accepted') throw refused('accepted', `${what} was accepted already. Nothing more is needed.`);
  if (state === 'received') {
    throw refused('awaits-decision', `${what} has come whole. Accept it or send it back first.`);
  }
  if (wanted.receivedOn <= period.endsOn) {
    throw refused(
      'period-running',
      `The period ends on ${formatDay(period.endsOn)}. A return for all of it comes after that day; enter when it came.`,
      'received-day',
    );
  }
  const before = receipts.at(-1)?.receivedOn;
  if (before !== undefined && wanted.receivedOn < before) {
    throw refused(
      'before-earlier',
      `Something of it came on ${formatDay(before)}. Enter that day or a later one.`,
      'received-day',
    );
  }
  const id = await act.add('monitoring_receipt', {
    agreement: agreement.ref,
    period: period.key,
    starts_on: period.startsOn,
    ends_on: period.endsOn,
    due_on: period.dueOn,
    received_on: wanted.receivedOn,
    note_words: await act.optionalWords(wanted.note),
    entered_by: act.doer.personId,
  });
  await act.addMany(
    'monitoring_receipt_part',
    Object.entries(wanted.parts).map(([part, state]) => ({ receipt_id: id, part, state })),
  );
}

/**
 * Accepts a return, or sends it back with a reason: then the provider owes it again.
 *
 * Refused by name: `nothing-received`, `decided`, `incomplete` (accepting with parts missing), `reason-needed`.
 */
export async function decideReturn(
  act: Act,
  wanted: { agreement: string; key: string; outcome: 'accepted' | 'sent-back'; reason: string | null; today: Day },
): Promise<void> {
  const { receipts } = await findReturn(act.trx, act.doer.officeId, wanted.today, wanted);
  const latest = receipts.at(-1);
  if (latest === undefined) {
    throw refused('nothing-received', 'Nothing of this return has come. Record what was received first.');
  }
  if (latest.outcome !== null) {
    const was = latest.outcome.kind === 'accepted' ? 'accepted' : 'sent back';
    throw refused('decided', `What came last of this return was ${was} already. Nothing was changed.`);
  }
  const missing = missingOf(latest);
  if (wanted.outcome === 'accepted' && missing.length > 0) {
    throw refused(
      'incomplete',
      `It cannot be accepted yet: missing is ${missing.join(', ')}. Record what comes, or send it back.`,
      'outcome',
    );
  }
  if (wanted.outcome === 'sent-back' && wanted.reason === null) {
    throw refused('reason-needed', 'Say why it is sent back: the provider is told.', 'reason');
  }
  await act.add('monitoring_outcome', {
    receipt_id: latest.id,
    outcome: wanted.outcome,
    reason_words: await act.optionalWords(wanted.reason),
    decided_by: act.doer.personId,
  });
}
