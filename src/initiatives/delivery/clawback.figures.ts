import { addUp } from '../../ledger/balance.ts';
import { type Books, type Figure, plain } from '../../ledger/figure.ts';
import type { Scope } from '../../ledger/scope.ts';
import type { Pence } from '../../money/pence.ts';
import type { Answers } from '../../registers/field.ts';
import { listRecords } from '../../registers/register.store.ts';
import { listInitiatives } from '../initiative.store.ts';
import { CLAWBACKS, outstandingOf, penceOf } from './clawback.ts';

/** What was asked back from providers, and what came of it. */
export const clawbackFigures: Figure[] = [
  ofClawbacks({
    id: 'clawback.asked',
    label: 'Asked back',
    means: 'What providers were asked to pay back, what was withdrawn later included.',
    penceOf: ({ amount }) => penceOf(amount),
  }),
  ofClawbacks({
    id: 'clawback.repaid',
    label: 'Repaid',
    means: 'What providers paid back of what they were asked for; each payment is a refund in spend too.',
    penceOf: ({ repaidAmount }) => penceOf(repaidAmount),
  }),
  ofClawbacks({
    id: 'clawback.outstanding',
    label: 'Still to be repaid',
    means: 'What was agreed, or asked until it is agreed, less what was repaid and without what was withdrawn.',
    penceOf: outstandingOf,
  }),
];

interface Held {
  ref: string;
  fund: string;
  answers: Answers;
}

/** A total over the clawbacks as they stood at the moment; one row of its trace for each. */
function ofClawbacks(definition: {
  id: string;
  label: string;
  means: string;
  penceOf(answers: Answers): Pence;
}): Figure {
  const { penceOf: amountOf, ...named } = definition;
  return {
    ...named,
    unit: 'pence',
    async values(books, scopes) {
      const held = await readHeld(books);
      return scopes.map((scope) => plain(scope, addUp(within(held, scope).map(({ answers }) => amountOf(answers)))));
    },
    async trace(books, scope) {
      return within(await readHeld(books), scope)
        .filter(({ answers }) => amountOf(answers) !== 0)
        .map(({ ref, answers }) => ({
          label: `${ref}: ${answers.agreement ?? answers.initiative}`,
          href: `${CLAWBACKS.path}/${ref}`,
          day: answers.asked as string,
          value: amountOf(answers),
          marker: '',
        }));
    },
  };
}

function readHeld(books: Books): Promise<Held[]> {
  const { db, officeId, moment } = books;
  return books.once('initiatives.clawbacks', async () => {
    const initiatives = await listInitiatives(db, officeId, moment.seq);
    const funds = new Map(initiatives.map(({ ref, fund }) => [ref, fund]));
    const clawbacks = await listRecords(db, officeId, CLAWBACKS, moment.seq);
    return clawbacks.map(({ ref, answers }) => ({ ref, answers, fund: funds.get(String(answers.initiative)) ?? '' }));
  });
}

function within(held: readonly Held[], { fund, initiative, agreement }: Scope): Held[] {
  return held.filter(
    (one) =>
      (fund === undefined || one.fund === fund) &&
      (initiative === undefined || one.answers.initiative === initiative) &&
      (agreement === undefined || (one.answers.agreement ?? '') === agreement),
  );
}
