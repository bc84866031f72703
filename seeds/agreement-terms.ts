import type { Knex } from 'knex';
import { setConditions } from '../src/initiatives/agreements/condition.store.ts';
import { ELIGIBLE_SPEND } from '../src/initiatives/agreements/condition.ts';
import { setPayment } from '../src/initiatives/agreements/payment-term.store.ts';
import type { Claimed, NewInstalment, NewPayment, Retention } from '../src/initiatives/agreements/payment-term.ts';
import { vary } from '../src/initiatives/agreements/vary.ts';
import { recordCheck } from '../src/partners/check.store.ts';
import type { NewCheck } from '../src/partners/check.ts';
import { listOrganisations } from '../src/partners/organisation.store.ts';
import { type By, type CsvRow, type Event, eachRow, known, pence } from './timeline.ts';

/** Checks on providers, and of agreements how they are paid, their conditions and a variation. */
export function theAgreementTerms(by: By, db: Knex, officeId: number): Event[] {
  return [
    ...eachRow('provider-checks', async (row) => {
      const organisations = await listOrganisations(db, officeId);
      const provider = known(
        organisations.find(({ name }) => name === row.organisation),
        row.organisation,
      );
      await by(row.by as string, 'check.record', 'organisation', async (act) => {
        await recordCheck(act, {
          organisationId: provider.id,
          kind: row.check as string,
          madeOn: row.made as string,
          expiresOn: row.expires as string,
          outcome: row.outcome as NewCheck['outcome'],
          madeBy: row.made_by as string,
          detail: row.detail || null,
        });
        return String(provider.id);
      });
    }),
    ...eachRow('payment-terms', (row) =>
      by(row.by as string, 'agreement.set-payment', 'agreement', async (act) => {
        const ref = row.agreement as string;
        await setPayment(act, ref, paymentOf(row), { reason: null, variation: null });
        return ref;
      }),
    ),
    ...eachRow('conditions', (row) =>
      by(row.by as string, 'agreement.set-conditions', 'agreement', async (act) => {
        const ref = row.agreement as string;
        const categories = (row.categories as string).split(' ').filter((code) => code !== '');
        const conditions = (row.conditions as string).split(' ').map((code) => ({
          code,
          detail: code === ELIGIBLE_SPEND ? row.eligible_detail || null : null,
          categories: code === ELIGIBLE_SPEND ? categories : [],
        }));
        await setConditions(act, ref, conditions, null);
        return ref;
      }),
    ),
    ...eachRow('variations', (row) =>
      by(row.by as string, 'agreement.vary', 'agreement', async (act) => {
        const ref = row.agreement as string;
        await vary(act, {
          agreement: ref,
          agreedOn: row.agreed as string,
          years: [],
          endsOn: row.ends || null,
          purpose: null,
          terms: null,
          reason: row.reason as string,
          decisionRef: null,
          payment: { shape: 'milestones', instalments: paymentsOf(row.payments as string), retention: null },
          overrideReason: null,
        });
        return ref;
      }),
    ),
  ];
}

function paymentOf(row: CsvRow): NewPayment {
  const retention = heldOf(row);
  if (row.shape === 'arrears') return { shape: 'arrears', claimed: row.claimed as Claimed, retention };
  if (row.shape === 'results') {
    return {
      shape: 'results',
      unit: row.unit as string,
      unitPence: pence(row.price),
      capPence: pence(row.cap),
      retention,
    };
  }
  return { shape: row.shape as 'instalments', instalments: paymentsOf(row.payments as string), retention };
}

/** What is held back, such as '10%', and until when. */
function heldOf({ held = '', held_until: until = '' }: CsvRow): Retention | null {
  return held === '' ? null : { tenths: Math.round(Number(held.replace('%', '')) * 10), dueOn: until };
}

/** Payments as the files hold them: 'First course held; 2015-03-13; 4,200.00 | ...', with an empty milestone for none. */
function paymentsOf(text: string): NewInstalment[] {
  return text.split(' | ').map((part) => {
    const [milestone = '', dueOn = '', amount] = part.split('; ');
    return { milestone: milestone.trim() || null, dueOn: dueOn || null, pence: pence(amount) };
  });
}
