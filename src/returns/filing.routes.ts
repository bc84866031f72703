import type { Once } from '../audit/act.ts';
import type { Door, Page, Visit } from '../people/door.ts';
import { actOnForm, sendCsv } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { type FieldError, FormReader, readQuery, type Typed } from '../platform/form.ts';
import { notFound, refused } from '../platform/refusal.ts';
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
import { suggestExplanations } from './suggest.ts';
import { readTemplate } from './template.ts';

/** One draft of a return: its page, what is done with it, and its files. */
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
    if (file.isRemoved === true) {
      throw refused(
        'removed',
        `This file was withdrawn: two people removed personal data that it carried. Its fingerprint is kept: ${file.sha256}.`,
      );
    }
    sendCsv(visit, returnFileName(filing, name), file.content);
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
  const rights = {
    prepare: visit.may('return.prepare'),
    certify: visit.may('return.certify'),
    ownDraft: filing.preparedBy === visit.person.id,
    submit: visit.may('return.submit'),
    annex: visit.may('annex.release'),
  };
  const view = await viewOf(visit, filing);
  const begun = view.suggestions.find(({ row }) => row === explain);
  const shown = begun === undefined ? typed : { row: begun.row, text: begun.text };
  return filingPage(view, names, rights, shown, errors);
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
      suggestions: [],
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
    suggestions: await suggestExplanations(db, visit.office, filing, content),
    files: content.files.map(({ name }) => ({ name })),
  };
}
