import type { Once } from '../audit/act.ts';
import type { Door, Visit } from '../people/door.ts';
import { readNames } from '../people/person.store.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../platform/form.ts';
import { notFound } from '../platform/refusal.ts';
import { refusalErrors } from '../spend/form-error.ts';
import { readFiledTables, readReturnFiles } from './build.ts';
import { certifyReturn } from './certify.ts';
import { type Examined, examine } from './examine.ts';
import { explainRow } from './explain.ts';
import { explainableRows, type FilingView, filingPage } from './filing.pages.ts';
import { findFiling } from './filing.store.ts';
import { type Filing, returnFileName, stateOf } from './filing.ts';
import { readExplanationForm } from './return.form.ts';
import { filingHref } from './return.pages.ts';
import { reviewReturn } from './review.ts';
import { submitReturn } from './submit.ts';
import { readTemplate } from './template.ts';

/** One draft of a return: its page, what is done with it, and its files. */
export function filingRoutes(door: Door): void {
  door.get('/returns/:ref/:draft', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    await showFiling(visit, await filingOf(visit));
  });

  door.post('/returns/:ref/:draft/explanations', 'return.prepare', async (visit) => {
    const filing = await filingOf(visit);
    const examined = await examine(visit.site.db, visit.office, filing);
    const form = readExplanationForm(visit.req.body, explainableRows(examined.content.tables, examined.checked));
    if (!form.ok) {
      await showFiling(visit, filing, { status: 400, typed: form.typed, errors: form.errors });
      return;
    }
    await act(visit, filing, 'The row was explained.', (once) =>
      explainRow(visit.site, visit.person, filing, examined.content, form.value, once),
    );
  });

  door.post('/returns/:ref/:draft/review', 'return.prepare', async (visit) => {
    await step(visit, 'was checked.', (filing, examined, once) =>
      reviewReturn(visit.site, visit.person, filing, examined, once),
    );
  });

  door.post('/returns/:ref/:draft/certification', 'return.certify', async (visit) => {
    const { preparedBy } = await filingOf(visit);
    visit.demand('return.certify', preparedBy === null ? {} : { enteredBy: preparedBy });
    await step(visit, 'was certified.', (filing, { content }, once) =>
      certifyReturn(visit.site, visit.person, filing, content, once),
    );
  });

  door.post('/returns/:ref/:draft/submission', 'return.submit', async (visit) => {
    await step(visit, 'was submitted.', (filing, { content }, once) =>
      submitReturn(visit.site, visit.person, filing, content, once),
    );
  });

  door.get('/returns/:ref/:draft/files/:name.csv', 'return.read', async (visit) => {
    readQuery(visit.req.query, []);
    const filing = await filingOf(visit);
    const files = await readReturnFiles(visit.site.db, visit.office, filing);
    const name = String(visit.req.params.name);
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) throw notFound(`file ${name.slice(0, 40)} of ${filing.ref}`);
    visit.res.type('text/csv; charset=utf-8').attachment(returnFileName(filing, name)).send(file.content);
  });
}

function filingOf(visit: Visit): Promise<Filing> {
  const { ref, draft } = visit.req.params;
  return findFiling(visit.site.db, visit.office.id, String(ref), String(draft));
}

async function step(
  visit: Visit,
  said: string,
  work: (filing: Filing, examined: Examined, once: Once) => Promise<string>,
): Promise<void> {
  new FormReader(visit.req.body, []);
  const filing = await filingOf(visit);
  const examined = await examine(visit.site.db, visit.office, filing);
  await act(visit, filing, `${filing.ref} ${said}`, (once) => work(filing, examined, once));
}

/** Does an act on a filing; a refused one is shown on its page, with what was typed. */
async function act(visit: Visit, filing: Filing, said: string, work: (once: Once) => Promise<string>): Promise<void> {
  try {
    await work(visit.once());
    visit.done(filingHref(filing), said);
  } catch (error) {
    await showFiling(visit, await filingOf(visit), {
      status: 422,
      typed: visit.req.body,
      errors: refusalErrors(error),
    });
  }
}

async function showFiling(
  visit: Visit,
  filing: Filing,
  again: { status: number; typed: Typed; errors: FieldError[] } = { status: 200, typed: {}, errors: [] },
): Promise<void> {
  const names = await readNames(visit.site.db, visit.office.id);
  const rights = {
    prepare: visit.may('return.prepare'),
    certify: visit.may('return.certify'),
    ownDraft: filing.preparedBy === visit.person.id,
    submit: visit.may('return.submit'),
  };
  const page = filingPage(await viewOf(visit, filing), names, rights, again.typed, again.errors);
  visit.show('returns/filing', page, again.status);
}

async function viewOf(visit: Visit, filing: Filing): Promise<FilingView> {
  const { db } = visit.site;
  if (stateOf(filing) === 'submitted') {
    return {
      filing,
      template: readTemplate(filing.template),
      tables: await readFiledTables(db, visit.office, filing),
      checked: [],
      digest: '',
      files: await readReturnFiles(db, visit.office, filing),
    };
  }
  const { content, checked } = await examine(db, visit.office, filing);
  return {
    filing,
    template: content.template,
    tables: content.tables,
    checked,
    digest: content.digest,
    files: content.files.map(({ name }) => ({ name })),
  };
}
