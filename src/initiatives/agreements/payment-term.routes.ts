import { perform } from '../../audit/act.ts';
import { latestMoment } from '../../audit/moment.ts';
import { openBooks } from '../../ledger/figure.ts';
import { type ReadFigures, readRows } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { dayOfMoment } from '../../people/office.store.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { doer } from '../../people/person.ts';
import { readQuery, typedDay } from '../../platform/form.ts';
import { Refusal } from '../../platform/refusal.ts';
import { findAgreement } from './agreement.store.ts';
import { MOST_PAYMENTS, type PaymentQuestion, readPaymentForm, typedPayment } from './payment-term.form.ts';
import { PAYMENT_FIGURES, paymentPart } from './payment-term.pages.ts';
import { listPayments, setPayment } from './payment-term.store.ts';
import { PAYMENT_SHAPES, type PaymentShape, paymentFields } from './payment-term.ts';
import { EVERY, paymentFormPage, proposedRows, shapePage } from './payment-term-form.pages.ts';
import { listVariations } from './variation.store.ts';

/** How an agreement is paid: choosing the way, and setting its days and amounts. */
export function paymentRoutes(door: Door): void {
  door.get('/agreements/:ref/payment', 'agreement.vary', async (visit) => {
    visit.show('platform/record', shapePage(await findOne(visit)));
  });

  door.get('/agreements/:ref/payment/new', 'agreement.vary', async (visit) => {
    const { agreement, question, last, every } = await readQuestion(visit);
    const isSame = last?.shape === question.shape;
    const proposed = {
      held: 'none',
      ...typedDay('heldUntil', agreement.endsOn),
      ...(question.shape === 'instalments' ? proposedRows(agreement, question.rows, every) : {}),
    };
    const typed = last !== undefined && isSame ? typedPayment(last) : proposed;
    visit.show('initiatives/payment', paymentFormPage(agreement, question, typed));
  });

  door.post('/agreements/:ref/payment/new', 'agreement.vary', async (visit) => {
    const { agreement, question } = await readQuestion(visit);
    const { ref } = agreement;
    await actOnForm(visit, readPaymentForm(visit.req.body, question), {
      view: 'initiatives/payment',
      field: firstField(question.shape),
      again: (typed, errors) => paymentFormPage(agreement, question, typed, errors),
      act: async ({ payment, change }) => {
        await perform(visit.site, doer(visit.person), 'agreement.set-payment', visit.once(), async (act) => {
          await setPayment(act, ref, payment, change);
          return { subject: { kind: 'agreement', ref }, detail: { shape: payment.shape }, result: null };
        });
        visit.done(`/agreements/${ref}`, `How ${ref} is paid was recorded.`);
      },
    });
  });
}

/** How it is paid, on the page of an agreement. */
export function readPaymentPart(readFigures: ReadFigures): ReadPart {
  return async (visit, ref) => {
    const { db } = visit.site;
    const officeId = visit.office.id;
    const moment = await latestMoment(db, officeId);
    const books = openBooks(db, officeId, moment, visit.where.seesEntries);
    const [figures = []] = await readRows(readFigures, books, PAYMENT_FIGURES, [{ agreement: ref }]);
    return paymentPart({
      agreement: await findAgreement(db, officeId, ref),
      payments: await listPayments(db, officeId, { agreement: ref }),
      figures,
      day: dayOfMoment(visit.office, moment),
      maySet: visit.may('agreement.vary'),
    });
  };
}

function findOne({ site, office, req }: Visit) {
  return findAgreement(site.db, office.id, String(req.params.ref));
}

/** What the address asks for: the shape, how many rows, and for a proposal how far apart. */
async function readQuestion(visit: Visit) {
  const asked = readQuery(visit.req.query, ['shape', 'payments', 'every']);
  const { shape = '', payments = '4', every = '3' } = asked;
  const isKnown = Object.hasOwn(PAYMENT_SHAPES, shape) && EVERY.some(({ value }) => value === every);
  if (!isKnown || !/^[1-9]\d?$/.test(payments) || Number(payments) > MOST_PAYMENTS) {
    throw new Refusal('malformed', 'shape', 'The address names no way of paying. Choose one of those listed.');
  }
  const agreement = await findOne(visit);
  const { db } = visit.site;
  const before = await listPayments(db, visit.office.id, { agreement: agreement.ref });
  const variations = await listVariations(db, visit.office.id, { agreement: agreement.ref });
  const last = before.at(-1);
  const question: PaymentQuestion = {
    shape: shape as PaymentShape,
    rows: Math.max(Number(payments), last?.shape === shape ? last.schedule.length : 0),
    isFirst: last === undefined,
    variations: variations.map(({ number }) => ({ value: String(number), text: `Variation ${number}` })).toReversed(),
  };
  return { agreement, question, last, every: Number(every) };
}

/** Where a refusal stands that names no field. */
function firstField(shape: PaymentShape): string {
  if (shape === 'up-front') return 'due-day';
  if (shape === 'arrears') return 'claimed';
  return shape === 'results' ? 'cap' : paymentFields(1).pence;
}
