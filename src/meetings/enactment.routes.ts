import type { Act } from '../audit/act.ts';
import { readAllocation } from '../funds/allocation.form.ts';
import { allocationFormPage } from '../funds/allocation.pages.ts';
import { allocate } from '../funds/allocation.store.ts';
import { readCarryForward } from '../funds/carry-forward.form.ts';
import { carryForwardFormPage } from '../funds/carry-forward.pages.ts';
import { readCarryForwardChoices } from '../funds/carry-forward.routes.ts';
import { requestCarryForward } from '../funds/carry-forward.store.ts';
import { readMoneyChoices } from '../funds/money-choices.ts';
import { readLevel, readVirement } from '../funds/virement.form.ts';
import { virementFormPage } from '../funds/virement.pages.ts';
import { readVirementChoices } from '../funds/virement.routes.ts';
import { requestVirement } from '../funds/virement.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import { formatDecimal, formatPounds, type Pence } from '../money/pence.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import type { Choice, FieldError, FormAnswer, Typed } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import { readOne } from '../registers/register.reading.ts';
import { askedHref, enactmentPage } from './decision-asked.pages.ts';
import { findDecisionAsked, recordEnacted } from './decision-asked.store.ts';
import { amountOf, type DecisionAsked, ENACTING, hasDraft, type MoneyAsked } from './decision-asked.ts';
import { readAboutAsked } from './decision-asked-beside.ts';
import { DECISIONS_ASKED } from './decision-asked-register.ts';
import { acted } from './meeting-visit.ts';
import { isForAll, listPapers } from './paper.store.ts';
import type { Paper } from './paper.ts';

/** A form of the funds as it enacts a decision: what it asks, and what it makes of the answer. */
interface EnactmentForm {
  page(typed: Typed, errors?: FieldError[]): Page;
  read(body: unknown): FormAnswer<{ pence: Pence; make(act: Act): Promise<string> }>;
}

/** The form that enacts a decision: it is the form of what is made, with the decision and its amount filled in. */
export function enactmentRoutes(door: Door, readFigures: ReadFigures): void {
  const formOf = (visit: Visit, asked: Draft): Promise<EnactmentForm> => FORMS[asked.money](visit, asked, readFigures);

  door.get('/decisions-asked/:ref/enactment', 'paper.enact', async (visit) => {
    const asked = await draftOf(visit);
    const form = await formOf(visit, asked);
    const { db } = visit.site;
    const paper = (await listPapers(db, visit.office.id, { meeting: asked.meeting })).find(
      ({ ref }) => ref === asked.paper,
    );
    visit.show('platform/form', enactmentPage(asked, form.page(enactmentBegun(asked, paper))));
  });

  door.post('/decisions-asked/:ref/enactment', 'paper.enact', async (visit) => {
    const asked = await draftOf(visit);
    const form = await formOf(visit, asked);
    await actOnForm(visit, form.read(visit.req.body), {
      field: 'amount',
      again: (typed, errors) => enactmentPage(asked, form.page(typed, errors)),
      act: async (wanted) => {
        demandAmount(asked, wanted.pence);
        const subject = { kind: 'decision-asked', ref: asked.ref };
        const made = await acted(visit, subject, 'decision-asked.enact', async (act) => {
          const ref = await wanted.make(act);
          await recordEnacted(act, asked.ref, ref);
          return ref;
        });
        visit.done(askedHref(asked.ref), `${asked.ref} was enacted as ${made}.`);
      },
    });
  });
}

const FORMS: Record<
  Exclude<MoneyAsked, 'none'>,
  (visit: Visit, asked: DecisionAsked, readFigures: ReadFigures) => Promise<EnactmentForm>
> = {
  allocation: async (visit, { ruling }) => {
    const choices = onlyDecision(await readMoneyChoices(visit), ruling?.decisionRef);
    // Money is set aside on the day on which it was decided, whenever that is recorded.
    const happenedOn = String(ruling?.decidedOn);
    return {
      page: (typed, errors) => allocationFormPage(choices, typed, errors),
      read: (body) =>
        answered(readAllocation(body, choices), (act, wanted) => allocate(act, { ...wanted, happenedOn })),
    };
  },
  virement: async (visit, { ruling }, readFigures) => {
    const all = await readVirementChoices(visit, readLevel({}), readFigures, listInitiatives);
    const choices = onlyDecision(all, ruling?.decisionRef);
    return {
      page: (typed, errors) => virementFormPage(choices, typed, errors),
      read: (body) =>
        answered(readVirement(body, choices), (act, wanted) =>
          requestVirement(act, wanted, visit.person.id, listInitiatives),
        ),
    };
  },
  'carry-forward': async (visit, { ruling }, readFigures) => {
    const { choices: all, days } = await readCarryForwardChoices(visit, readFigures, listInitiatives);
    const choices = onlyDecision(all, ruling?.decisionRef);
    return {
      page: (typed, errors) => carryForwardFormPage(choices, days, typed, errors),
      read: (body) =>
        answered(readCarryForward(body, choices), (act, wanted) => requestCarryForward(act, wanted, visit.person.id)),
    };
  },
};

function answered<T extends { pence: Pence }>(
  answer: FormAnswer<T>,
  make: (act: Act, wanted: T) => Promise<string>,
): ReturnType<EnactmentForm['read']> {
  if (!answer.ok) return answer;
  const { value } = answer;
  return { ok: true, value: { pence: value.pence, make: (act) => make(act, value) } };
}

function onlyDecision<T extends { decisions: readonly Choice[] }>(choices: T, decisionRef: string | undefined): T {
  return { ...choices, decisions: choices.decisions.filter(({ value }) => value === decisionRef) };
}

/**
 * What the form that enacts a decision begins with. What is enacted is read by all, so the title of what a paper of few
 * asks is not taken over.
 */
export function enactmentBegun(asked: DecisionAsked, paper: Paper | undefined): Typed {
  const title = isForAll(paper) ? asked.title : '';
  return {
    nature: 'revenue',
    amount: formatDecimal(amountOf(asked) ?? 0),
    decision: String(asked.ruling?.decisionRef),
    purpose: title,
    reason: title,
  };
}

/** Refused as `amount` where it is not what was approved, by one penny as much as by a million. */
function demandAmount(asked: DecisionAsked, pence: Pence): void {
  const approved = amountOf(asked) ?? 0;
  if (pence === approved) return;
  throw refused(
    'amount',
    `The Commissioner approved ${formatPounds(approved)}. Enter that amount, or decline the draft and ask anew.`,
    'amount',
  );
}

/** A decision that left a draft. */
type Draft = DecisionAsked & { money: Exclude<MoneyAsked, 'none'> };

/** The decision asked of an address whose draft waits, for whoever may enact it. */
export async function draftOf(visit: Visit): Promise<Draft> {
  const { record } = await readOne(visit, { ...DECISIONS_ASKED, readBeside: readAboutAsked });
  const asked = await findDecisionAsked(visit.site.db, visit.office.id, record.ref);
  const { money } = asked;
  if (money === 'none' || !hasDraft(asked)) {
    throw refused('no-draft', `${asked.ref} has no draft that waits to be enacted. Look at where it stands.`);
  }
  visit.demand(ENACTING[money]);
  return { ...asked, money };
}
