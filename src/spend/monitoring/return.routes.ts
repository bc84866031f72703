import { perform } from '../../audit/act.ts';
import { formatDay } from '../../calendar/day.ts';
import { findAgreement, listAgreements } from '../../initiatives/agreements/agreement.store.ts';
import { readLife } from '../../initiatives/life/life.store.ts';
import type { Status } from '../../initiatives/life/life-machine.ts';
import { readOrganisationNames } from '../../partners/organisation.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { officeDay } from '../../people/office.store.ts';
import type { ReadPart } from '../../people/page-part.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import type { FieldError, Typed } from '../../platform/form.ts';
import { AGREEMENT, choiceParameter } from '../../platform/parameter.ts';
import { readDutyForm } from './duty.form.ts';
import { readDuties, setDuty } from './duty.store.ts';
import { reportingPeriodShown, standingDuties } from './duty.ts';
import { readReceipt, readReturnOutcome, readReturnQuery } from './return.form.ts';
import {
  dutyFormPage,
  dutySentences,
  type ReturnShown,
  returnListPage,
  returnPage,
  returnTable,
} from './return.pages.ts';
import { decideReturn, findReturn, listReturns, receiveReturn } from './return.store.ts';
import { returnHref } from './return.ts';

/** What providers report: who still owes what, each return, and the duty that all of it follows from. */
export function monitoringReturnRoutes(door: Door): void {
  listRoutes(door);
  oneReturnRoutes(door);
  dutyRoutes(door);
}

function listRoutes(door: Door): void {
  const readList = async ({ site, office, req }: Visit) => {
    const query = readReturnQuery(req.query);
    const today = officeDay(office, site.clock);
    const { agreement } = query;
    const returns = await listReturns(site.db, office.id, today, agreement === undefined ? {} : { agreement });
    const providers = await readOrganisationNames(site.db, office.id);
    const shown = query.show === 'all' ? returns : returns.filter(({ owed }) => owed);
    return { query, today, table: returnTable(shown, providers) };
  };

  door.get('/monitoring-returns', 'monitoring.read', async (visit) => {
    const { query, today, table } = await readList(visit);
    const agreements = await listAgreements(visit.site.db, visit.office.id);
    const choices = agreements.map(({ ref }) => ({ value: ref, text: ref }));
    visit.show('platform/record', returnListPage(table, query, choices, today));
  });

  door.table(
    '/monitoring-returns',
    'monitoring.read',
    async (visit) => {
      return { name: 'monitoring-returns', table: (await readList(visit)).table };
    },
    { show: choiceParameter(['owed', 'all'], 'those that are owed, or all; owed unless asked'), agreement: AGREEMENT },
  );
}

function oneReturnRoutes(door: Door): void {
  const askedOf = ({ req }: Visit) => ({ agreement: String(req.params.ref), key: String(req.params.period) });
  const read = async (visit: Visit): Promise<ReturnShown> => {
    const { site, office } = visit;
    const found = await findReturn(site.db, office.id, officeDay(office, site.clock), askedOf(visit));
    const providers = await readOrganisationNames(site.db, office.id);
    return {
      found,
      provider: providers.get(found.agreement.organisationId) ?? found.agreement.ref,
      names: await readNames(site.db, office.id),
      mayEnter: visit.may('monitoring.enter'),
    };
  };
  const formOf = (visit: Visit) => ({
    view: 'funds/request',
    again: async (typed: Typed, errors: FieldError[]) => returnPage(await read(visit), typed, errors),
  });

  door.get('/monitoring-returns/:ref/:period', 'monitoring.read', async (visit) => {
    visit.show('funds/request', returnPage(await read(visit)));
  });

  door.post('/monitoring-returns/:ref/:period/receipts', 'monitoring.enter', async (visit) => {
    const asked = askedOf(visit);
    await findReturn(visit.site.db, visit.office.id, officeDay(visit.office, visit.site.clock), asked);
    await actOnForm(visit, readReceipt(visit.req.body, officeDay(visit.office, visit.site.clock)), {
      ...formOf(visit),
      act: async (typed) => {
        await perform(visit.site, doer(visit.person), 'monitoring.receive', visit.once(), async (act) => {
          await receiveReturn(act, { ...asked, ...typed });
          return { subject: { kind: 'agreement', ref: asked.agreement }, detail: { period: asked.key }, result: null };
        });
        visit.done(returnHref(asked.agreement, asked.key), 'What was received was recorded.', OWED);
      },
    });
  });

  door.post('/monitoring-returns/:ref/:period/outcome', 'monitoring.enter', async (visit) => {
    const asked = askedOf(visit);
    const today = officeDay(visit.office, visit.site.clock);
    await findReturn(visit.site.db, visit.office.id, today, asked);
    await actOnForm(visit, readReturnOutcome(visit.req.body), {
      ...formOf(visit),
      act: async (decided) => {
        await perform(visit.site, doer(visit.person), 'monitoring.decide', visit.once(), async (act) => {
          await decideReturn(act, { ...asked, ...decided, today });
          const detail = { period: asked.key, outcome: decided.outcome };
          return { subject: { kind: 'agreement', ref: asked.agreement }, detail, result: null };
        });
        const said = decided.outcome === 'accepted' ? 'The return was accepted.' : 'The return was sent back.';
        visit.done(returnHref(asked.agreement, asked.key), said, OWED);
      },
    });
  });
}

const OWED = { text: 'See who still owes what', href: '/monitoring-returns' };

function dutyRoutes(door: Door): void {
  const read = async ({ site, office, req }: Visit) => {
    const agreement = await findAgreement(site.db, office.id, String(req.params.ref));
    return { agreement, recorded: standingDuties(await readDuties(site.db, office.id, { agreement: agreement.ref })) };
  };

  door.get('/agreements/:ref/reporting-duty', 'monitoring.enter', async (visit) => {
    const { agreement, recorded } = await read(visit);
    visit.show('platform/form', dutyFormPage(agreement, recorded, null));
  });

  door.post('/agreements/:ref/reporting-duty', 'monitoring.enter', async (visit) => {
    const { agreement, recorded } = await read(visit);
    const { ref } = agreement;
    await actOnForm(visit, readDutyForm(visit.req.body, ref), {
      field: 'rhythm',
      again: (typed, errors) => dutyFormPage(agreement, recorded, typed, errors),
      act: async (wanted) => {
        await perform(visit.site, doer(visit.person), 'monitoring.duty', visit.once(), async (act) => {
          await setDuty(act, wanted);
          return { subject: { kind: 'agreement', ref }, result: null };
        });
        visit.done(`/agreements/${ref}`, `The reporting duty of ${ref} was recorded.`);
      },
    });
  });
}

/** What monitoring says on the page of an agreement: the duty and its returns. */
export const readMonitoringPart: ReadPart = async (visit, ref) => {
  if (!visit.may('monitoring.read')) return {};
  const { db } = visit.site;
  const today = officeDay(visit.office, visit.site.clock);
  const returns = await listReturns(db, visit.office.id, today, { agreement: ref });
  const duties = standingDuties(await readDuties(db, visit.office.id, { agreement: ref }));
  const table = returnTable(returns, new Map(), 'one agreement');
  return {
    sections: [
      { heading: 'Reporting', id: 'reporting', sentences: dutySentences(duties) },
      ...(returns.length === 0 ? [] : [{ table }]),
    ],
    links: [
      { text: 'Who still owes which return', href: '/monitoring-returns' },
      ...(visit.may('monitoring.enter')
        ? [
            {
              text: duties.length === 0 ? 'Record the reporting duty' : 'Change the reporting duty',
              href: `/agreements/${ref}/reporting-duty`,
            },
          ]
        : []),
    ],
  };
};

/**
 * What an initiative's providers still owe, on its page: what is overdue and, once its life says that the final return
 * has come, everything.
 */
export const readReturnsOwedPart: ReadPart = async (visit, ref) => {
  if (!visit.may('monitoring.read')) return {};
  const { db } = visit.site;
  const { status } = await readLife(db, visit.office.id, ref);
  const isOver = AFTER_FINAL.includes(status);
  const returns = await listReturns(db, visit.office.id, officeDay(visit.office, visit.site.clock));
  const owed = returns.filter(
    ({ agreement, state, daysLate, owed: isOwed }) =>
      agreement.initiative === ref && (isOver ? state !== 'accepted' && state !== 'received' : isOwed && daysLate > 0),
  );
  return {
    warnings: owed.map(({ agreement, period }) => {
      const what = `${agreement.ref} owes its monitoring return for ${reportingPeriodShown(period)}`;
      return isOver
        ? `The final return is recorded as received, and ${what}.`
        : `${what}, due on ${formatDay(period.dueOn)}.`;
    }),
  };
};

const AFTER_FINAL: readonly Status[] = ['return-received', 'reconciled', 'closed'];
