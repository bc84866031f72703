import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { type Act, type Doer, perform, type Site } from '../../src/audit/act.ts';
import { listInitiatives } from '../../src/initiatives/initiative.store.ts';
import { addAgendaItem } from '../../src/meetings/agenda.store.ts';
import { addMeeting } from '../../src/meetings/meeting.store.ts';
import { writeCommentary, writeHighlight } from '../../src/meetings/papers.store.ts';
import { addMeasure } from '../../src/outcomes/measure.store.ts';
import { definitionOf } from '../../src/outcomes/measure.ts';
import { draftHtml } from '../../src/packs/build.ts';
import type { PackModel } from '../../src/packs/pack.ts';
import { renderHtml } from '../../src/packs/render-html.ts';
import { NO_IMPRINT } from '../../src/packs/render-pdf.ts';
import { COUNTY, DISTRICTS } from '../../src/partners/place.ts';
import { settableClock } from '../../src/platform/clock.ts';
import { inProject } from '../../src/platform/root.ts';
import { openBrowser } from '../browser.ts';
import { observe } from '../outcomes/observed.ts';
import { LedgerMaker } from './generate.ts';
import { openCopy, sqliteLedgerFile } from './ledger.ts';
import { inTurns, ownTime, type Row, shown } from './measure.ts';

const QUARTERS = [
  { year: 2015, quarter: 1 },
  { year: 2015, quarter: 2 },
  { year: 2015, quarter: 3 },
] as const;
const MEASURED = 10;
const WORDS = 'The work goes on as it was planned, and what was learned so far is passed on to the partners. ';
const links = { hrefOf: (figure: number) => `/figures/${figure}`, links: [] };

/**
 * What a full pack costs: its page from the books beside rendering it from a ready object, its PDF beside a browser
 * that prints the same page, and how long other pages have to wait meanwhile.
 */
export async function benchPack(entries: number, fresh: boolean): Promise<{ rows: Row[]; faults: string[] }> {
  const copy = await openCopy(await sqliteLedgerFile(entries, fresh));
  const browser = await openBrowser();
  try {
    const { site, officeId, meeting } = await fillPack(copy.db);
    const { model } = await draftHtml(site, officeId, meeting);
    // As the compiled program makes it, so that its process reads no TypeScript.
    const compiled = pathToFileURL(inProject('dist', 'src', 'packs', 'render-pdf.js')).href;
    const { renderPackPdf } = (await import(compiled)) as typeof import('../../src/packs/render-pdf.ts');
    const html = await renderHtml(model, links);
    const faults = tooSmall(model);
    const [fromBooks, fromObject] = await inTurns(
      5,
      { run: () => draftHtml(site, officeId, meeting), times: 2 },
      { run: () => renderHtml(model, links), times: 10 },
      ownTime,
    );
    let pages = 0;
    const print = async (): Promise<void> => {
      const page = await browser.newPage();
      await page.setContent(html, { waitUntil: 'load' });
      await page.pdf({ format: 'A4', tagged: true, outline: true, preferCSSPageSize: true });
      await page.close();
    };
    const pdf = async (): Promise<void> => {
      pages = (await renderPackPdf(model, NO_IMPRINT)).pages.total;
    };
    const [printed, made] = await inTurns(4, { run: print, times: 1 }, { run: pdf, times: 1 });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await pdf();
    delay.disable();
    const waited = { median: delay.max / 1e6, runs: 1 };
    const what = `${model.sections.length} sections, ${tablesOf(model)} tables, ${chartsOf(model)} charts, ${pages} pages, books of ${entries.toLocaleString('en-GB')} entries`;
    return {
      faults,
      rows: [
        {
          what: `A pack's page from the books, and from a ready object (${what})`,
          left: shown(fromBooks),
          right: shown(fromObject),
          ratio: fromBooks.median / fromObject.median,
          goal: { atMost: 3 },
        },
        {
          what: 'The same page printed by a browser that runs already, and the PDF with the start of its process',
          left: shown(printed),
          right: shown(made),
          ratio: printed.median / made.median,
          goal: { atLeast: 4 },
        },
        {
          what: 'How long another page waits at most while a PDF is made, and the PDF',
          left: shown(waited),
          right: shown(made),
          ratio: waited.median / made.median,
          goal: { atMost: 0.25 },
        },
      ],
    };
  } finally {
    await browser.close();
    await copy.close();
  }
}

function tooSmall(model: PackModel): string[] {
  const found: [string, number, number][] = [
    ['sections', model.sections.length, 12],
    ['tables', tablesOf(model), 25],
    ['charts', chartsOf(model), 10],
  ];
  return found.flatMap(([what, has, needs]) => (has < needs ? [`The pack has ${has} ${what}, not ${needs}.`] : []));
}

function tablesOf({ sections }: PackModel): number {
  return sections.flatMap(({ blocks }) => blocks).filter(({ kind }) => kind === 'table').length;
}

function chartsOf({ sections }: PackModel): number {
  return sections.flatMap(({ blocks }) => blocks).filter(({ kind }) => kind === 'chart').length;
}

/** A meeting with its papers, and measures of some initiatives with what was counted in every district. */
async function fillPack(db: Site['db']): Promise<{ site: Site; officeId: number; meeting: string }> {
  const { officeId } = await LedgerMaker.reopen(db);
  const { id } = await db('person').where({ office_id: officeId }).orderBy('id').first('id');
  const site = { db, clock: settableClock('2016-01-31T10:00:00.000Z') };
  const doer: Doer = { officeId, personId: id, role: 'chief-finance-officer' };
  const acting = (work: (act: Act) => Promise<string>): Promise<string> =>
    perform(site, doer, 'bench.fill', null, async (act) => ({
      subject: { kind: 'bench', ref: '' },
      result: await work(act),
    }));
  const initiatives = await listInitiatives(db, officeId);
  const meeting = await acting((act) =>
    addMeeting(act, { heldOn: '2016-02-12', startsAt: '10:00', place: 'Wakefield', chair: 'The Chair' }),
  );
  await acting(async (act) => {
    for (let item = 1; item <= 8; item += 1) {
      await addAgendaItem(act, meeting, { title: `Item ${item}`, lead: 'Chair', purpose: 'discussion', minutes: 10 });
    }
    await writeCommentary(act, meeting, { text: WORDS.repeat(8), enteredBy: id });
    for (const { ref } of initiatives) {
      const said = { thisPeriod: WORDS.repeat(3), nextPeriod: WORDS.repeat(2), risks: WORDS };
      await writeHighlight(act, meeting, { ...said, initiative: ref, confidence: 'Amber', enteredBy: id });
    }
    for (const [index, { ref }] of initiatives.slice(0, MEASURED).entries()) {
      for (const part of ['A', 'B', 'C']) {
        const code = `M-${index}${part}`;
        const about = { unit: 'sessions', direction: 'up', basis: 'in-period', counts: 'other' } as const;
        await addMeasure(
          act,
          { code, initiative: ref, ...definitionOf({ ...about, name: `Sessions of kind ${code}` }) },
          { on: '2015-04-01', enteredBy: id },
        );
        for (const quarter of QUARTERS) {
          for (const { code: place } of [COUNTY, ...DISTRICTS]) {
            const value = 100 + ((index * 7 + quarter.quarter * 13 + Number(place.slice(-2))) % 50);
            await observe(act, { measure: code, place, quarter, value, marker: null, source: 'Return', enteredBy: id });
          }
        }
      }
    }
    return '';
  });
  return { site, officeId, meeting };
}
