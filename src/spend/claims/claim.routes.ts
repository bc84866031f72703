import { type Act, perform } from '../../audit/act.ts';
import { readAttachmentPart } from '../../documents/attachment-part.ts';
import type { ReadFigures } from '../../ledger/shown-figure.ts';
import type { Door, Page, Visit } from '../../people/door.ts';
import { actOnForm } from '../../people/form-visit.ts';
import { may } from '../../people/may.ts';
import { officeDay } from '../../people/office.store.ts';
import { joinParts } from '../../people/page-part.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { type FieldError, readQuery, type Typed } from '../../platform/form.ts';
import { AGREEMENT, textParameter } from '../../platform/parameter.ts';
import { readSpendChoices } from '../spend-choices.ts';
import { advanceRoutes } from './advance.routes.ts';
import { readClaim, readClaimQuery, readOutcome, readTakingBack } from './claim.form.ts';
import { type ClaimShown, claimListPage, claimPage, claimTable } from './claim.pages.ts';
import { findClaim, listClaims, receiveClaim } from './claim.store.ts';
import type { Claim } from './claim.ts';
import { claimFormPage } from './claim-form.pages.ts';
import { checkClaim, claimSubject, decideClaim, takeClaimBack } from './decide-claim.ts';
import { findingsOf } from './finding.ts';
import { payableRoutes } from './payable.routes.ts';
import { listPayables } from './payable.store.ts';
import { readProviders } from './provider.store.ts';
import { readTerms } from './terms.store.ts';

/** What providers claim: the list, each claim with its decisions, what is to be paid, and what providers hold. */
export function claimRoutes(door: Door, readFigures: ReadFigures): void {
  listRoutes(door);
  newClaimRoutes(door);
  oneClaimRoutes(door);
  payableRoutes(door, readFigures);
  advanceRoutes(door, readFigures);
}

function listRoutes(door: Door): void {
  const readList = async ({ site, office, req }: Visit) => {
    const query = readClaimQuery(req.query);
    const { state, agreement } = query;
    const claims = (await listClaims(site.db, office.id, { agreement })).filter(
      (claim) => state === undefined || claim.state === state,
    );
    return { query, table: claimTable(claims.toReversed(), await readProviders(site.db, office.id)) };
  };

  door.get('/claims', 'claim.read', async (visit) => {
    const { query, table } = await readList(visit);
    const { agreements } = await readSpendChoices(visit.site.db, visit.office.id);
    visit.show('platform/record', claimListPage(table, query, agreements, visit.may('claim.enter')));
  });

  door.table(
    '/claims',
    'claim.read',
    async (visit) => {
      return { name: 'claims', table: (await readList(visit)).table };
    },
    { state: textParameter('how a claim stands', 'received'), agreement: AGREEMENT },
  );
}

function newClaimRoutes(door: Door): void {
  door.get('/claims/new', 'claim.enter', async (visit) => {
    const { agreement } = readQuery(visit.req.query, ['agreement']);
    const { agreements } = await readSpendChoices(visit.site.db, visit.office.id);
    visit.show('spend/claim-form', claimFormPage(agreements, agreement === undefined ? {} : { agreement }));
  });

  door.post('/claims/new', 'claim.enter', async (visit) => {
    const { agreements } = await readSpendChoices(visit.site.db, visit.office.id);
    await actOnForm(visit, readClaim(visit.req.body, agreements, officeDay(visit.office, visit.site.clock)), {
      view: 'spend/claim-form',
      field: 'agreement',
      again: (typed, errors) => claimFormPage(agreements, typed, errors),
      act: async (wanted) => {
        const ref = await perform(visit.site, doer(visit.person), 'claim.receive', visit.once(), async (act) => {
          const received = await receiveClaim(act, wanted, visit.person.id);
          return { subject: { kind: 'claim', ref: received }, result: received };
        });
        visit.done(`/claims/${ref}`, `${ref} was recorded. It is checked, and then somebody else approves it.`);
      },
    });
  });
}

function oneClaimRoutes(door: Door): void {
  const formOf = (visit: Visit) => ({
    view: 'funds/request',
    again: (typed: Typed, errors: FieldError[]) => readPage(visit, typed, errors),
  });
  const decide = async (visit: Visit, action: string, work: (act: Act, ref: string) => Promise<Claim>) => {
    const { ref } = await findClaim(visit.site.db, visit.office.id, String(visit.req.params.ref));
    await perform(visit.site, doer(visit.person), action, visit.once(), async (act) => {
      await work(act, ref);
      return { subject: { kind: 'claim', ref }, result: null };
    });
    return ref;
  };

  door.get('/claims/:ref', 'claim.read', async (visit) => {
    visit.show('funds/request', await readPage(visit));
  });

  door.post('/claims/:ref/check', 'claim.check', async (visit) => {
    await actOnForm(visit, readOutcome(visit.req.body, 'checked'), {
      ...formOf(visit),
      act: async (outcome) => {
        const ref = await decide(visit, 'claim.check', (act, of) => checkClaim(act, visit.person, of, outcome));
        visit.done(`/claims/${ref}`, `${ref} was ${outcome.step}.`, QUEUE);
      },
    });
  });

  door.post('/claims/:ref/decision', 'claim.approve', async (visit) => {
    await actOnForm(visit, readOutcome(visit.req.body, 'approved'), {
      ...formOf(visit),
      act: async (outcome) => {
        const ref = await decide(visit, 'claim.decide', (act, of) => decideClaim(act, visit.person, of, outcome));
        visit.done(`/claims/${ref}`, `${ref} was ${outcome.step}.`, QUEUE);
      },
    });
  });

  door.post('/claims/:ref/taking-back', 'claim.approve', async (visit) => {
    await actOnForm(visit, readTakingBack(visit.req.body), {
      ...formOf(visit),
      act: async (reason) => {
        const ref = await decide(visit, 'claim.take-back', (act, of) => takeClaimBack(act, visit.person, of, reason));
        visit.done(`/claims/${ref}`, `${ref} was taken back.`);
      },
    });
  });
}

const QUEUE = { text: 'See the other claims', href: '/claims' };

/** The page of a claim with the provider's papers. */
async function readPage(visit: Visit, typed: Typed = {}, errors: FieldError[] = []): Promise<Page> {
  const shown = await readShown(visit);
  const papers = await readAttachmentPart('claim')(visit, shown.claim.ref);
  return joinParts(claimPage(shown, typed, errors), [papers]);
}

async function readShown(visit: Visit): Promise<ClaimShown> {
  const { site, office, person } = visit;
  const claim = await findClaim(site.db, office.id, String(visit.req.params.ref));
  const isOpen = claim.state === 'received' || claim.state === 'checked';
  const payables = await listPayables(site.db, office.id, { agreement: claim.agreement });
  const permission = may(person, 'claim.approve', claimSubject(claim));
  return {
    claim,
    provider: (await readProviders(site.db, office.id)).get(claim.agreement) ?? '',
    findings: isOpen ? findingsOf(claim, await readTerms(site.db, office.id, claim)) : [],
    payable: payables.find((payable) => payable.claim.ref === claim.ref) ?? null,
    names: await readNames(site.db, office.id),
    mayCheck: visit.may('claim.check'),
    approval: visit.may('claim.approve') ? { whyNot: permission.may ? '' : permission.refusal.message } : null,
  };
}
