import type { Act } from '../../audit/act.ts';
import { type Day, formatDay } from '../../calendar/day.ts';
import { findDecision } from '../../funds/decision.store.ts';
import { demandDoer } from '../../people/may.ts';
import { Refusal, refused } from '../../platform/refusal.ts';
import { listAgreements } from '../agreements/agreement.store.ts';
import { addLifeEvent, addTakenBack, type NewLifeEvent, readLife } from './life.store.ts';
import { isOwnReconciliation, type Life, lastOf } from './life.ts';
import { demandLegal, moveOf, type Status } from './life-machine.ts';

/**
 * Records that something happened to an initiative, on a day no later than the office's own (`today`).
 *
 * Refused by name: `role`, `illegal-move` (naming what is legal), `future`, `before-last` for a day before that of the
 * event before it; `incomplete` without what the move needs; `no-decision` and `before-decision`; `agreement-needed`
 * and `other-agreement`; `before-start` of the agreement that was accepted; `own-reconciliation` when whoever
 * recorded the reconciliation would also close it: two people see to the end of every initiative.
 */
export async function moveOn(act: Act, wanted: NewLifeEvent, today: Day): Promise<void> {
  const { initiative, move, happenedOn } = wanted;
  demandDoer(act.doer, moveOf(move).act);
  const life = await readLife(act.trx, act.doer.officeId, initiative);
  demandLegal(initiative, life.status, move);
  demandDay(life, happenedOn, today);
  demandComplete(wanted);
  if (wanted.ruling !== undefined) await demandRuling(act, wanted.ruling.decisionRef, happenedOn);
  await demandAgreement(act, wanted, life);
  if (move === 'close') demandOther(act, life);
  await addLifeEvent(act, wanted);
}

/**
 * Takes back the last thing recorded of an initiative, which was recorded by mistake; it stays in the history.
 * Whoever may record such a thing may take it back. Refused by name: `nothing-to-take-back`, `role`, and `moved-on`
 * when another than the named one is the last by now.
 */
export async function takeBack(
  act: Act,
  initiative: string,
  eventId: number,
  why: string,
  today: Day,
): Promise<Status> {
  const life = await readLife(act.trx, act.doer.officeId, initiative);
  const last = life.standing.at(-1);
  if (last === undefined)
    throw refused('nothing-to-take-back', `Nothing has been recorded of the life of ${initiative}.`);
  if (last.id !== eventId) {
    throw refused('moved-on', `${initiative} has moved on meanwhile. Look at where it stands, and choose again.`);
  }
  demandDoer(act.doer, moveOf(last.move).act);
  await addTakenBack(act, last, why, today);
  return (await readLife(act.trx, act.doer.officeId, initiative)).status;
}

function demandDay(life: Life, happenedOn: Day, today: Day): void {
  if (happenedOn > today) {
    throw refused(
      'future',
      `It cannot have happened after today, ${formatDay(today)}. Enter the day on which it did.`,
      FIELD,
    );
  }
  const last = life.standing.at(-1);
  if (last !== undefined && happenedOn < last.happenedOn) {
    throw refused(
      'before-last',
      `The step before it, “${moveOf(last.move).past}”, happened on ${formatDay(last.happenedOn)}. Enter that day or a later one.`,
      FIELD,
    );
  }
}

const FIELD = 'happened-day';

function demandComplete(wanted: NewLifeEvent): void {
  const { needs } = moveOf(wanted.move);
  const given = {
    recommendation: (wanted.recommendation ?? null) !== null,
    decision: wanted.ruling !== undefined,
    variation: (wanted.variation ?? '') !== '',
    evaluation: wanted.evaluation !== undefined,
  };
  if (wanted.why === '') throw refused('incomplete', 'Say why, or what was said.', 'why');
  if (needs !== undefined && !given[needs]) {
    throw refused('incomplete', `“${moveOf(wanted.move).past}” needs its ${needs}. Enter it.`, needs);
  }
  const { recommendation } = wanted;
  if (recommendation?.recommendation === 'conditions' && (recommendation.conditions ?? '') === '') {
    throw refused('incomplete', 'Enter the conditions on which PEG recommended it.', 'conditions');
  }
}

async function demandRuling({ trx, doer }: Act, ref: string, happenedOn: Day): Promise<void> {
  const decision = await findDecision(trx, doer.officeId, ref).catch((error: unknown) => {
    if (!(error instanceof Refusal) || error.kind !== 'not-found') throw error;
    throw refused('no-decision', `There is no decision ${ref}. Record the decision first.`, 'decision');
  });
  if (happenedOn >= decision.decidedOn) return;
  throw refused(
    'before-decision',
    `Decision ${ref} was made on ${formatDay(decision.decidedOn)}. Enter that day, or a later one on which it was applied.`,
    FIELD,
  );
}

async function demandAgreement({ trx, doer }: Act, wanted: NewLifeEvent, life: Life): Promise<void> {
  const { initiative, move, happenedOn } = wanted;
  const ref = wanted.agreement ?? null;
  const rule = moveOf(move).agreement;
  if (ref === null && rule === 'must') {
    throw refused(
      'agreement-needed',
      'Choose the agreement that was accepted. Record it first if it is not listed.',
      'agreement',
    );
  }
  const agreements = await listAgreements(trx, doer.officeId, { initiative });
  if (ref !== null && (rule === undefined || !agreements.some((agreement) => agreement.ref === ref))) {
    throw refused('other-agreement', `${ref} is no agreement of ${initiative}. Choose one that is.`, 'agreement');
  }
  if (move !== 'start') return;
  const accepted = lastOf(life, 'accept')?.agreement;
  const startsOn = agreements.find((agreement) => agreement.ref === accepted)?.startsOn;
  if (startsOn !== undefined && happenedOn < startsOn) {
    throw refused(
      'before-start',
      `${accepted} starts on ${formatDay(startsOn)}, so it is not live before that day.`,
      FIELD,
    );
  }
}

function demandOther({ doer }: Act, life: Life): void {
  if (!isOwnReconciliation(life, doer.personId)) return;
  throw refused('own-reconciliation', 'You recorded the reconciliation, so somebody else closes it. Ask a colleague.');
}
