import type { Once } from '../audit/act.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../platform/form.ts';
import { findAcknowledgement } from './acknowledge.ts';
import { readReturnFiles } from './build.ts';
import { certifyReturn, demandCertifier, offerReturn } from './certify.ts';
import { listDownloads } from './custody.ts';
import { type Examined, examine } from './examine.ts';
import { explainRow } from './explain.ts';
import { readFiledTables } from './filed.ts';
import { explainableRows, type FilingView, filingPage } from './filing.pages.ts';
import { findFiling } from './filing.store.ts';
import { type Filing, stateOf } from './filing.ts';
import { readAnswered, readLastSaid } from './history.ts';
import { packageFiles, readPackageContext } from './package.ts';
import { listRequests } from './request.ts';
import { readExplanationForm } from './return.form.ts';
import { filingHref } from './return.pages.ts';
import { reviewReturn } from './review.ts';
import { submitReturn } from './submit.ts';
import { suggestExplanations } from './suggest.ts';
import { templateOf } from './template.store.ts';

/** One draft of a return: its page, and what is done with it. */
export function filingRoutes(door: Door): void {
  door.get('/returns/:ref/:draft', 'return.read', async (visit) => {
    const { explain } = readQuery(visit.req.query, ['explain']);
    visit.show('returns/filing', await readPage(visit, {}, [], explain));
  });

  door.post('/returns/:ref/:draft/explanations', 'return.prepare', async (visit) => {
    const filing = await filingOf(visit);
    const examined = await examine(visit.site.db, visit.office, filing);
    const rows = explainableRows(examined.content.tables, examined.checked);
    await actOnForm(visit, readExplanationForm(visit.req.body, rows), {
      view: 'returns/filing',
      again: (typed, errors) => readPage(visit, typed, errors),
      act: async (wanted) => {
        await explainRow(visit.site, visit.person, filing, examined.content, wanted, visit.once());
        visit.done(filingHref(filing), 'The row was explained.');
      },
    });
  });

  door.post('/returns/:ref/:draft/review', 'return.prepare', async (visit) => {
    await step(visit, 'was checked.', (filing, examined, once) =>
      reviewReturn(visit.site, visit.person, filing, examined, once),
    );
  });

  door.post('/returns/:ref/:draft/offer', 'return.prepare', async (visit) => {
    await step(visit, 'was submitted for certification.', (filing, { content }, once) =>
      offerReturn(visit.site, visit.person, filing, content, once),
    );
  });

  door.post('/returns/:ref/:draft/certification', 'return.certify', async (visit) => {
    const filing = await filingOf(visit);
    demandCertifier(visit.person, filing, await templateOf(visit.site.db, filing));
    await step(visit, 'was certified.', (filing, { content }, once) =>
      certifyReturn(visit.site, visit.person, filing, content, once),
    );
  });

  door.post('/returns/:ref/:draft/submission', 'return.submit', async (visit) => {
    await step(visit, 'was submitted.', (filing, { content }, once) =>
      submitReturn(visit.site, visit.person, filing, content, once),
    );
  });
}

function filingOf(visit: Visit): Promise<Filing> {
  const { ref, draft } = visit.req.params;
  return findFiling(visit.site.db, visit.office.id, String(ref), String(draft));
}

/** A step asks nothing of the form but its key: a refused one is shown on the draft's page. */
async function step(
  visit: Visit,
  said: string,
  work: (filing: Filing, examined: Examined, once: Once) => Promise<string>,
): Promise<void> {
  const asked = new FormReader(visit.req.body, []).answer(() => null);
  const filing = await filingOf(visit);
  const examined = await examine(visit.site.db, visit.office, filing);
  await actOnForm(visit, asked, {
    view: 'returns/filing',
    again: (typed, errors) => readPage(visit, typed, errors),
    act: async () => {
      await work(filing, examined, visit.once());
      visit.done(filingHref(filing), `${filing.ref} ${said}`);
    },
  });
}

async function readPage(visit: Visit, typed: Typed = {}, errors: FieldError[] = [], explain?: string): Promise<Page> {
  const filing = await filingOf(visit);
  const names = await readNames(visit.site.db, visit.office.id);
  const view = await viewOf(visit, filing);
  const rights = {
    prepare: visit.may('return.prepare'),
    certify: visit.may('return.certify', { among: view.template.certifiedBy }),
    ownDraft: filing.preparedBy === visit.person.id,
    submit: visit.may('return.submit'),
    annex: visit.may('annex.release'),
  };
  const begun = view.suggestions.find(({ row }) => row === explain);
  const shown = begun === undefined ? typed : { row: begun.row, text: begun.text };
  return filingPage(view, names, rights, shown, errors);
}

async function viewOf(visit: Visit, filing: Filing): Promise<FilingView> {
  const { office } = visit;
  const { db } = visit.site;
  const beside = {
    filing,
    requests: await listRequests(db, filing.id),
    acknowledgement: await findAcknowledgement(db, filing.id),
    downloads: await listDownloads(db, office.id, filing),
  };
  if (stateOf(filing) === 'submitted') {
    const tables = await readFiledTables(db, office, filing);
    return {
      ...beside,
      template: await templateOf(db, filing),
      tables,
      checked: [],
      digest: '',
      suggestions: [],
      lastSaid: null,
      answered: await readAnswered(db, office, filing, tables),
      files: await readReturnFiles(db, office, filing),
    };
  }
  const { content, checked } = await examine(db, office, filing);
  const context = await readPackageContext(db, office, filing, content);
  return {
    ...beside,
    template: content.template,
    tables: content.tables,
    checked,
    digest: content.digest,
    suggestions: await suggestExplanations(db, office, filing, content),
    lastSaid: await readLastSaid(db, office, filing),
    answered: await readAnswered(db, office, filing, content.tables),
    files: packageFiles(content, context).files.map(({ name, fileName }) => ({ name, fileName })),
  };
}
