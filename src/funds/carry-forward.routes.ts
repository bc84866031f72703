import { type Act, perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { YEAR_END_PERIOD } from '../calendar/financial-year.ts';
import { readEntries } from '../ledger/entry.store.ts';
import { openBooks } from '../ledger/figure.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { Period } from '../ledger/period.ts';
import type { ReadFigures, ShownFigure } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { may } from '../people/may.ts';
import { officeDay } from '../people/office.store.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { type FieldError, FormReader, type Typed } from '../platform/form.ts';
import { listHoldings, readPurses } from './budget-head.store.ts';
import { leftFigure, leftOf, type ReadInitiatives } from './budget-head.ts';
import { readHeads, withWords } from './budget-head-choices.ts';
import { type CarryForwardChoices, readCarryForward } from './carry-forward.form.ts';
import {
  type AskedByDay,
  type CarryForwardApprovalShown,
  type CarryForwardShown,
  carryForwardFile,
  carryForwardFormPage,
  carryForwardListPage,
  carryForwardPage,
} from './carry-forward.pages.ts';
import {
  approveCarryForward,
  declineCarryForward,
  findCarryForward,
  listCarryForwards,
  requestCarryForward,
} from './carry-forward.store.ts';
import { askedBy, type CarryForward, wayOver, yearEnd } from './carry-forward.ts';
import { findDecision } from './decision.store.ts';
import { readMoneyChoices } from './money-choices.ts';
import { REQUEST_PARAMETERS, readDecline, readRequestQuery } from './request.form.ts';
import { findSource, INVENTED } from './source.store.ts';

/** Carry-forwards: the list, the same list as a file, the form that asks for one, and each with its decision. */
export function carryForwardRoutes(door: Door, readFigures: ReadFigures, readInitiatives: ReadInitiatives): void {
  door.get('/carry-forwards', 'carry-forward.read', async (visit) => {
    const { db } = visit.site;
    const query = readRequestQuery(visit.req.query);
    const asked = await listCarryForwards(db, visit.office.id, query.filter);
    const days = askedByDays(await readPeriods(db, visit.office.id));
    const choices = { days, heads: (await readHeads(visit, readInitiatives)).all };
    visit.show('platform/record', carryForwardListPage(asked, query, choices, visit.may('carry-forward.request')));
  });

  door.table(
    '/carry-forwards',
    'carry-forward.read',
    async (visit) => {
      const { filter } = readRequestQuery(visit.req.query);
      const asked = await listCarryForwards(visit.site.db, visit.office.id, filter);
      const names = await readNames(visit.site.db, visit.office.id);
      return { name: 'carry-forwards', table: carryForwardFile(asked, names) };
    },
    REQUEST_PARAMETERS,
  );

  door.get('/carry-forwards/new', 'carry-forward.request', async (visit) => {
    const { choices, days } = await readCarryForwardChoices(visit, readFigures, readInitiatives);
    visit.show('platform/form', carryForwardFormPage(choices, days));
  });

  door.post('/carry-forwards/new', 'carry-forward.request', async (visit) => {
    const { choices, days } = await readCarryForwardChoices(visit, readFigures, readInitiatives);
    await actOnForm(visit, readCarryForward(visit.req.body, choices), {
      field: 'amount',
      again: (typed, errors) => carryForwardFormPage(choices, days, typed, errors),
      act: async (wanted) => {
        const ref = await perform(
          visit.site,
          doer(visit.person),
          'carry-forward.request',
          visit.once(),
          async (act) => {
            const added = await requestCarryForward(act, wanted, visit.person.id);
            return { subject: { kind: 'carry-forward', ref: added }, result: added };
          },
        );
        visit.done(`/carry-forwards/${ref}`, `${ref} was recorded. Somebody else approves it now.`);
      },
    });
  });

  oneCarryForwardRoutes(door, readFigures);
}

function oneCarryForwardRoutes(door: Door, readFigures: ReadFigures): void {
  const read = (visit: Visit) => readShown(visit, readFigures);
  const formOf = (visit: Visit) => ({
    view: 'funds/request',
    again: async (typed: Typed, errors: FieldError[]) => carryForwardPage(await read(visit), errors, typed),
  });
  const decide = async (visit: Visit, action: string, work: (act: Act, ref: string) => Promise<CarryForward>) => {
    const { ref } = await findCarryForward(visit.site.db, visit.office.id, String(visit.req.params.ref));
    return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
      await work(act, ref);
      return { subject: { kind: 'carry-forward', ref }, result: ref };
    });
  };

  door.get('/carry-forwards/:ref', 'carry-forward.read', async (visit) =>
    visit.show('funds/request', carryForwardPage(await read(visit))),
  );

  door.post('/carry-forwards/:ref/approval', 'carry-forward.approve', async (visit) => {
    const on = officeDay(visit.office, visit.site.clock);
    await actOnForm(
      visit,
      new FormReader(visit.req.body, []).answer(() => null),
      {
        ...formOf(visit),
        act: async () => {
          const ref = await decide(visit, 'carry-forward.approve', (act, of) =>
            approveCarryForward(act, visit.person, of, on),
          );
          visit.done(`/carry-forwards/${ref}`, `${ref} was approved, and the money is in the next year.`, QUEUE);
        },
      },
    );
  });

  door.post('/carry-forwards/:ref/decline', 'carry-forward.approve', async (visit) => {
    await actOnForm(visit, readDecline(visit.req.body), {
      ...formOf(visit),
      act: async (reason) => {
        const ref = await decide(visit, 'carry-forward.decline', (act, of) =>
          declineCarryForward(act, visit.person, of, reason),
        );
        visit.done(`/carry-forwards/${ref}`, `${ref} was declined. Nothing has moved.`, QUEUE);
      },
    });
  });
}

const QUEUE = { text: 'See what else awaits approval', href: '/carry-forwards?status=awaiting+approval' };

/** The years of the office, each with the day by which a carry-forward out of it is asked for. */
function askedByDays(periods: readonly Period[]): AskedByDay[] {
  return periods
    .filter(({ number }) => number === YEAR_END_PERIOD)
    .map(({ year, endsOn }) => ({ year, day: askedBy(endsOn) }));
}

async function readShown(visit: Visit, readFigures: ReadFigures): Promise<CarryForwardShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const asked = await findCarryForward(db, officeId, String(visit.req.params.ref));
  const { invented } = await findDecision(db, officeId, asked.decisionRef);
  const entries = await readEntries(db, officeId, { decisionRef: asked.decisionRef });
  return {
    asked,
    lastDay: askedBy(yearEnd(await readPeriods(db, officeId), asked.year)),
    names: await readNames(db, officeId),
    entries: entries.filter(({ seq }) => seq === asked.outcome?.seq),
    approval: asked.status === 'awaiting approval' ? await readApproval(visit, asked, readFigures) : null,
    ownMoney: wayOver(await findSource(db, officeId, asked.source)) === 'reserve',
    invented: invented ? INVENTED : undefined,
  };
}

async function readApproval(
  { site, office, person }: Visit,
  asked: CarryForward,
  readFigures: ReadFigures,
): Promise<CarryForwardApprovalShown> {
  const books = openBooks(site.db, office.id, await latestMoment(site.db, office.id));
  const left = await readFigures(books, [
    leftFigure(asked.head, asked),
    leftFigure(asked.head, { ...asked, year: asked.year + 1 }),
  ]);
  const here = leftOf(await readPurses(site.db, office.id, asked.head, asked));
  const subject = { enteredBy: asked.requestedBy };
  const permission = may(person, 'carry-forward.approve', subject);
  const people = await listPeople(site.db, office.id);
  return {
    left: left as [ShownFigure, ShownFigure],
    beyond: Math.max(0, asked.pence - here),
    whyNot: permission.may ? null : permission.refusal.message,
    deciders: people.filter((one) => may(one, 'carry-forward.approve', subject).may).map(({ name }) => name),
  };
}

/** What the form can choose from, for whoever looks. */
export async function readCarryForwardChoices(
  visit: Visit,
  readFigures: ReadFigures,
  readInitiatives: ReadInitiatives,
) {
  const { db } = visit.site;
  const { decisions, today, mayOverride } = await readMoneyChoices(visit);
  const heads = await readHeads(visit, readInitiatives);
  const books = openBooks(db, visit.office.id, await latestMoment(db, visit.office.id));
  const held = await listHoldings(db, visit.office.id);
  const holdings = await withWords(books, held, [...heads.initiative, ...heads.allocation], readFigures);
  const choices: CarryForwardChoices = {
    holdings: holdings.filter(({ left }) => left > 0),
    decisions,
    today,
    mayBeLate: mayOverride,
  };
  return { choices, days: askedByDays(await readPeriods(db, visit.office.id)) };
}
