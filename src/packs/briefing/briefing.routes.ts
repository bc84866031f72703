import { perform } from '../../audit/act.ts';
import { londonDay } from '../../calendar/day.ts';
import { readDocument } from '../../documents/document.store.ts';
import { type FrozenFigure, figuresFrom } from '../../figures/snapshot.store.ts';
import type { Door, Visit } from '../../people/door.ts';
import { actOnce, actOnForm } from '../../people/form-visit.ts';
import { readNames } from '../../people/person.store.ts';
import { doer } from '../../people/person.ts';
import { FormReader } from '../../platform/form.ts';
import { notFound, Refusal } from '../../platform/refusal.ts';
import { sendHtml, sendPdf } from '../copy.routes.ts';
import { NO_IMPRINT } from '../render-pdf.ts';
import { BRIEFING_FIELDS, readBriefingForm } from './briefing.form.ts';
import { briefingFigurePage, briefingFormPage, briefingListPage, briefingPage, typedText } from './briefing.pages.ts';
import { addBriefing, addText, findIssue, listBriefings, listIssues, listTexts } from './briefing.store.ts';
import { issueBriefing, makeBriefing } from './issue-briefing.ts';
import { putFigure, readPutChoices } from './put-figure.form.ts';
import { renderBriefingPdf } from './render-briefing.ts';

const FORM = 'packs/briefing/form';

/** Letters and briefings: written with live references to figures, then issued and frozen like a pack. */
export function briefingRoutes(door: Door): void {
  door.get('/briefings', 'briefing.read', async (visit) => {
    const { db } = visit.site;
    const texts = await listBriefings(db, visit.office.id);
    const issues = await listIssues(db, visit.office.id);
    visit.show('packs/briefing/list', briefingListPage(texts, issues, visit.may('briefing.write')));
  });

  door.get('/briefings/new', 'briefing.write', async (visit) => {
    visit.show(FORM, briefingFormPage(null, await putChoices(visit), { kind: 'letter', marking: 'OFFICIAL' }));
  });

  door.post('/briefings/put', 'briefing.write', (visit) => putIn(visit, null));

  door.post('/briefings/new', 'briefing.write', async (visit) => {
    await actOnForm(visit, readBriefingForm(visit.req.body), {
      view: FORM,
      field: 'text',
      again: async (typed, errors) => briefingFormPage(null, await putChoices(visit), typed, errors),
      act: async (text) => {
        const on = londonDay(visit.site.clock.now());
        const ref = await perform(visit.site, doer(visit.person), 'briefing.write', visit.once(), async (act) => {
          const added = await addBriefing(act, on, text, visit.person.id);
          return { subject: { kind: 'briefing', ref: added }, result: added };
        });
        visit.done(`/briefings/${ref}`, `${ref} was saved.`);
      },
    });
  });

  door.get('/briefings/:ref', 'briefing.read', (visit) => showBriefing(visit, null, 200));

  door.get('/briefings/:ref/text', 'briefing.write', async (visit) => {
    const [latest] = await listTexts(visit.site.db, visit.office.id, refOf(visit));
    visit.show(FORM, briefingFormPage(latest.ref, await putChoices(visit), typedText(latest)));
  });

  door.post('/briefings/:ref/put', 'briefing.write', async (visit) => {
    const [{ ref }] = await listTexts(visit.site.db, visit.office.id, refOf(visit));
    await putIn(visit, ref);
  });

  door.post('/briefings/:ref/text', 'briefing.write', async (visit) => {
    const [{ ref }] = await listTexts(visit.site.db, visit.office.id, refOf(visit));
    await actOnForm(visit, readBriefingForm(visit.req.body), {
      view: FORM,
      field: 'text',
      again: async (typed, errors) => briefingFormPage(ref, await putChoices(visit), typed, errors),
      act: async (text) => {
        await perform(visit.site, doer(visit.person), 'briefing.write', visit.once(), async (act) => {
          const [{ version }] = await listTexts(act.trx, visit.office.id, ref);
          await addText(act, ref, version + 1, text, visit.person.id);
          return { subject: { kind: 'briefing', ref }, result: version + 1 };
        });
        visit.done(`/briefings/${ref}`, 'The text was saved.');
      },
    });
  });

  door.file('/briefings/:ref/draft.pdf', 'briefing.read', async (visit) => {
    const { model } = await makeBriefing(visit.site, visit.office.id, refOf(visit), null);
    const { pdf } = await renderBriefingPdf(model, NO_IMPRINT);
    sendPdf(visit, { content: Buffer.from(pdf), fileName: `${model.ref}-draft.pdf` });
  });

  door.post('/briefings/:ref/issue', 'briefing.issue', async (visit) => {
    new FormReader(visit.req.body, []).answer(() => null);
    const ref = refOf(visit);
    const issued = (version: string | number): void => {
      const link = { text: 'Read it', href: `/briefings/${ref}/${version}` };
      visit.done(`/briefings/${ref}`, `Version ${version} was issued.`, link);
    };
    try {
      await actOnce(
        visit,
        async () => issued(await issueBriefing(visit.site, visit.person, ref, visit.once())),
        issued,
      );
    } catch (error) {
      if (!(error instanceof Refusal) || !['refused', 'conflict'].includes(error.kind)) throw error;
      await showBriefing(visit, error.message, error.status);
    }
  });

  door.file('/briefings/:ref/:version.pdf', 'briefing.read', async (visit) => {
    const { pdfDocumentId } = await issueOf(visit);
    sendPdf(visit, await readDocument(visit.site.db, visit.office.id, pdfDocumentId));
  });

  door.file('/briefings/:ref/:version', 'briefing.read', async (visit) => {
    const { htmlDocumentId } = await issueOf(visit);
    sendHtml(visit, (await readDocument(visit.site.db, visit.office.id, htmlDocumentId)).content);
  });

  door.get('/briefings/:ref/:version/figures/:number', 'briefing.read', async (visit) => {
    const issue = await issueOf(visit);
    const number = String(visit.req.params.number);
    const { content } = await readDocument(visit.site.db, visit.office.id, issue.figuresDocumentId);
    const frozen: FrozenFigure | undefined = figuresFrom(content).find((figure) => String(figure.number) === number);
    if (frozen === undefined) throw notFound(`figure ${number.slice(0, 20)} in ${issue.ref}`);
    visit.show('packs/figure', briefingFigurePage(issue, frozen, visit.may('spend.read')));
  });
}

/** Shows the form again with the number that was selected in its text; nothing is saved by it. */
async function putIn(visit: Visit, ref: string | null): Promise<void> {
  const choices = await putChoices(visit);
  const answer = putFigure(visit.req.body, BRIEFING_FIELDS, choices);
  if (answer.ok) visit.show(FORM, briefingFormPage(ref, choices, answer.value.typed, [], answer.value.named));
  else visit.show(FORM, briefingFormPage(ref, choices, answer.typed, answer.errors), 400);
}

function putChoices({ site, office }: Visit) {
  return readPutChoices(site.db, office.id);
}

async function showBriefing(visit: Visit, refusal: string | null, status: number): Promise<void> {
  const { db } = visit.site;
  const ref = refOf(visit);
  const texts = await listTexts(db, visit.office.id, ref);
  const made = await makeBriefing(visit.site, visit.office.id, ref, null);
  const issues = await listIssues(db, visit.office.id, { ref });
  const names = await readNames(db, visit.office.id);
  const may = { write: visit.may('briefing.write'), issue: visit.may('briefing.issue') };
  visit.show('packs/briefing/show', briefingPage(made, texts, issues, names, may, refusal), status);
}

function issueOf(visit: Visit) {
  return findIssue(visit.site.db, visit.office.id, refOf(visit), String(visit.req.params.version));
}

function refOf(visit: Visit): string {
  return String(visit.req.params.ref);
}
