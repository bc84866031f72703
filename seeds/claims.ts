import type { Site } from '../src/audit/act.ts';
import { readDeadlines } from '../src/home/deadlines.ts';
import { writeReminders } from '../src/notices/notice.store.ts';
import type { Person } from '../src/people/person.ts';
import { receiveClaim } from '../src/spend/claims/claim.store.ts';
import type { ClaimKind, ClaimLine } from '../src/spend/claims/claim.ts';
import { checkClaim, decideClaim } from '../src/spend/claims/decide-claim.ts';
import { listPayables } from '../src/spend/claims/payable.store.ts';
import { settle } from '../src/spend/claims/settle.ts';
import { setDuty } from '../src/spend/monitoring/duty.store.ts';
import type { Rhythm } from '../src/spend/monitoring/duty.ts';
import { decideReturn, receiveReturn } from '../src/spend/monitoring/return.store.ts';
import { PARTS, type PartState } from '../src/spend/monitoring/return.ts';
import { type By, type CsvRow, type Event, eachRow, known, pence, readRows } from './timeline.ts';

/** The mornings on which somebody was to be reminded. */
const REMINDED = ['2015-07-07', '2015-07-16', '2015-07-21', '2015-07-28'];

/** What providers report and claim, what of it was paid, and whom that reminded. */
export function theClaims(by: By, person: (name: string) => Person, site: Site): Event[] {
  return [
    ...theDuties(by),
    ...readRows('monitoring-receipts').flatMap((row) => theReceipt(by, row)),
    ...readRows('claims').flatMap((row) => theClaim(by, person, row)),
    ...REMINDED.map((day) => ({
      at: `${day}T06:00:00.000Z`,
      happen: async () => {
        const { officeId } = person('commissioning');
        return writeReminders(site, officeId, await readDeadlines(site.db, officeId, day), day);
      },
    })),
  ];
}

function theDuties(by: By): Event[] {
  return eachRow('reporting-duties', (row) =>
    by(row.by as string, 'monitoring.duty', 'agreement', async (act) => {
      await setDuty(act, {
        agreement: row.agreement as string,
        appliesFrom: row.from as string,
        rhythm: row.rhythm as Rhythm,
        daysAfter: row.days_after === '' ? null : Number(row.days_after),
        finalDays: row.final_days === '' ? null : Number(row.final_days),
        reason: null,
      });
      return row.agreement as string;
    }),
  );
}

function theReceipt(by: By, row: CsvRow): Event[] {
  const asked = { agreement: row.agreement as string, key: row.period as string };
  const named = (column: string) => (row[column] ?? '').split(' ');
  const stateOf = (code: string): PartState => {
    if (named('missing').includes(code)) return 'missing';
    return named('not_asked').includes(code) ? 'not-asked' : 'received';
  };
  const receipt: Event = {
    at: row.recorded as string,
    happen: () =>
      by(row.by as string, 'monitoring.receive', 'agreement', async (act) => {
        const parts = Object.fromEntries(PARTS.map(({ code }) => [code, stateOf(code)]));
        await receiveReturn(act, { ...asked, receivedOn: row.received as string, parts, note: row.note || null });
        return asked.agreement;
      }),
  };
  if (row.decided === '') return [receipt];
  const decision: Event = {
    at: row.decided as string,
    happen: () =>
      by(row.decider as string, 'monitoring.decide', 'agreement', async (act) => {
        const outcome = row.outcome as 'accepted' | 'sent-back';
        const today = (row.decided as string).slice(0, 10);
        await decideReturn(act, { ...asked, outcome, reason: row.reason || null, today });
        return asked.agreement;
      }),
  };
  return [receipt, decision];
}

function theClaim(by: By, person: (name: string) => Person, row: CsvRow): Event[] {
  let ref = '';
  const events: Event[] = [
    {
      at: row.recorded as string,
      happen: async () => {
        ref = (await by(row.by as string, 'claim.receive', 'claim', (act) =>
          receiveClaim(
            act,
            {
              agreement: row.agreement as string,
              kind: row.kind as ClaimKind,
              startsOn: row.starts as string,
              endsOn: row.ends as string,
              receivedOn: row.received as string,
              theirs: row.theirs || null,
              again: null,
              lines: (row.lines as string).split('; ').map(lineOf),
            },
            person(row.by as string).id,
          ),
        )) as string;
      },
    },
  ];
  const then = (at: string | undefined, name: string | undefined, action: string, work: Event['happen']): void => {
    if (at) events.push({ at, happen: work });
    else if (name) throw new Error(`The demonstration data names who did ${action}, and not when.`);
  };
  then(row.checked, row.checker, 'claim.check', () =>
    by(row.checker as string, 'claim.check', 'claim', async (act) => {
      await checkClaim(act, person(row.checker as string), ref, { step: 'checked', reason: null });
      return ref;
    }),
  );
  then(row.approved, row.approver, 'claim.decide', () =>
    by(row.approver as string, 'claim.decide', 'claim', async (act) => {
      await decideClaim(act, person(row.approver as string), ref, { step: 'approved', reason: null });
      return ref;
    }),
  );
  then(row.settled, row.settler, 'payable.settle', () =>
    by(row.settler as string, 'payable.settle', 'payable', async (act) => {
      const payables = await listPayables(act.trx, act.doer.officeId, { agreement: row.agreement });
      const payable = known(
        payables.find(({ claim }) => claim.ref === ref),
        ref,
      );
      await settle(act, { payable: payable.ref, spend: row.spend as string });
      return payable.ref;
    }),
  );
  return events;
}

function lineOf(text: string): ClaimLine {
  const [place = '', category = '', amount = '', description = ''] = text.split('|');
  return { place, category, pence: pence(amount), description };
}
