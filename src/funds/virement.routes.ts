import { type Act, perform } from '../audit/act.ts';
import { latestMoment } from '../audit/moment.ts';
import { openBooks } from '../ledger/figure.ts';
import { readPeriods } from '../ledger/period.store.ts';
import type { ReadFigures } from '../ledger/shown-figure.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { limitFor, may } from '../people/may.ts';
import { officeDay } from '../people/office.store.ts';
import { listPeople, readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { listHoldings } from './budget-head.store.ts';
import { leftFigure, leftOf, type ReadInitiatives } from './budget-head.ts';
import { readHeads, withWords } from './budget-head-choices.ts';
import { findDecision } from './decision.store.ts';
import { readMoneyChoices } from './money-choices.ts';
import { REQUEST_PARAMETERS, readDecline, readRequestQuery } from './request.form.ts';
import { INVENTED } from './source.store.ts';
import { readLevel, readVirement, readVirementApproval, type VirementChoices } from './virement.form.ts';
import {
  type VirementApprovalShown,
  type VirementShown,
  virementFile,
  virementFormPage,
  virementListPage,
  virementPage,
} from './virement.pages.ts';
import {
  approveVirement,
  declineVirement,
  findVirement,
  listVirements,
  readEffect,
  requestVirement,
} from './virement.store.ts';
import { headsOf, type Virement, type VirementLevel } from './virement.ts';

/** Virements: the list, the same list as a file, the form that asks for one, and each with its decision. */
export function virementRoutes(door: Door, readFigures: ReadFigures, readInitiatives: ReadInitiatives): void {
  door.get('/virements', 'virement.read', async (visit) => {
    const { db } = visit.site;
    const query = readRequestQuery(visit.req.query);
    const virements = await listVirements(db, visit.office.id, query.filter);
    const periods = await readPeriods(db, visit.office.id);
    const years = [...new Set(periods.map(({ year }) => year))];
    const heads = await readHeads(visit, readInitiatives);
    const choices = { years, heads: heads.all };
    visit.show('platform/record', virementListPage(virements, query, choices, visit.may('virement.request')));
  });

  door.table(
    '/virements',
    'virement.read',
    async (visit) => {
      const { filter } = readRequestQuery(visit.req.query);
      const virements = await listVirements(visit.site.db, visit.office.id, filter);
      const names = await readNames(visit.site.db, visit.office.id);
      return { name: 'virements', table: virementFile(virements, names) };
    },
    REQUEST_PARAMETERS,
  );

  door.get('/virements/new', 'virement.request', async (visit) => {
    const level = readLevel(visit.req.query);
    visit.show(
      'platform/form',
      virementFormPage(await readVirementChoices(visit, level, readFigures, readInitiatives)),
    );
  });

  door.post('/virements/new', 'virement.request', async (visit) => {
    const level = readLevel(visit.req.query);
    const choices = await readVirementChoices(visit, level, readFigures, readInitiatives);
    await actOnForm(visit, readVirement(visit.req.body, choices), {
      field: 'amount',
      again: (typed, errors) => virementFormPage(choices, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'virement.request', visit.once(), async (act) => {
          const added = await requestVirement(act, wanted, visit.person.id, readInitiatives);
          return { subject: { kind: 'virement', ref: added }, result: added };
        });
        visit.done(`/virements/${ref}`, `${ref} was recorded. Somebody else approves it now.`);
      },
    });
  });

  oneVirementRoutes(door, readFigures);
}

function oneVirementRoutes(door: Door, readFigures: ReadFigures): void {
  const read = (visit: Visit) => readShown(visit, readFigures);
  const formOf = (visit: Visit) => ({
    view: 'funds/request',
    again: async (typed: Typed, errors: FieldError[]) => virementPage(await read(visit), errors, typed),
  });
  const decide = async (visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Virement>) => {
    const { ref } = await findVirement(visit.site.db, visit.office.id, String(visit.req.params.ref));
    return perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
      await work(act, ref);
      return { subject: { kind: 'virement', ref }, result: ref };
    });
  };

  door.get('/virements/:ref', 'virement.read', async (visit) =>
    visit.show('funds/request', virementPage(await read(visit))),
  );

  door.post('/virements/:ref/approval', 'virement.approve', async (visit) => {
    const on = officeDay(visit.office, visit.site.clock);
    await actOnForm(visit, readVirementApproval(visit.req.body, visit.may('budget.override')), {
      ...formOf(visit),
      act: async (approval) => {
        const ref = await decide(visit, 'virement.approve', (act, of) =>
          approveVirement(act, visit.person, of, { ...approval, on }, readFigures),
        );
        visit.done(`/virements/${ref}`, `${ref} was approved, and the budget has moved.`, QUEUE);
      },
    });
  });

  door.post('/virements/:ref/decline', 'virement.approve', async (visit) => {
    await actOnForm(visit, readDecline(visit.req.body), {
      ...formOf(visit),
      act: async (reason) => {
        const ref = await decide(visit, 'virement.decline', (act, of) =>
          declineVirement(act, visit.person, of, reason),
        );
        visit.done(`/virements/${ref}`, `${ref} was declined. Nothing has moved.`, QUEUE);
      },
    });
  });
}

const QUEUE = { text: 'See what else awaits approval', href: '/virements?status=awaiting+approval' };

async function readShown(visit: Visit, readFigures: ReadFigures): Promise<VirementShown> {
  const { db } = visit.site;
  const officeId = visit.office.id;
  const virement = await findVirement(db, officeId, String(visit.req.params.ref));
  const { invented } = await findDecision(db, officeId, virement.decisionRef);
  return {
    virement,
    names: await readNames(db, officeId),
    approval: virement.status === 'awaiting approval' ? await readApproval(visit, virement, readFigures) : null,
    invented: invented ? INVENTED : undefined,
  };
}

/** What the virement would change now, against what the person who looks may approve. */
async function readApproval(
  { site, office, person }: Visit,
  virement: Virement,
  readFigures: ReadFigures,
): Promise<VirementApprovalShown> {
  const books = openBooks(site.db, office.id, await latestMoment(site.db, office.id));
  const { figures, diff, purses } = await readEffect(books, virement, readFigures);
  const left = await readFigures(
    books,
    headsOf(virement).map((head) => leftFigure(head, virement)),
  );
  const subject = { enteredBy: virement.requestedBy, pence: diff.running };
  const permission = may(person, 'virement.approve', subject);
  const people = await listPeople(site.db, office.id);
  return {
    diff,
    figures: [...figures, ...left],
    left: { from: leftOf(purses), to: left[1]?.value ?? 0 },
    beyond: Math.max(0, virement.pence - leftOf(purses)),
    whyNot: permission.may ? null : permission.refusal.message,
    deciders: people.filter((one) => may(one, 'virement.approve', subject).may).map(({ name }) => name),
    limit: limitFor(person, 'virement.approve'),
    mayOverride: may(person, 'budget.override').may,
  };
}

/** What the form can choose from, for whoever looks. */
export async function readVirementChoices(
  visit: Visit,
  level: VirementLevel,
  readFigures: ReadFigures,
  readInitiatives: ReadInitiatives,
): Promise<VirementChoices> {
  const { db } = visit.site;
  const { decisions, mayOverride } = await readMoneyChoices(visit);
  const heads = await readHeads(visit, readInitiatives);
  const periods = await readPeriods(db, visit.office.id);
  const open = new Set(periods.filter(({ closed }) => !closed).map(({ year }) => year));
  const held = (await listHoldings(db, visit.office.id)).filter(
    ({ head, money }) => head.level === level && open.has(money.year),
  );
  const holdings = await withWords({ db, officeId: visit.office.id }, held, heads[level], readFigures);
  return { level, holdings, heads: heads[level], decisions, mayOverride };
}
