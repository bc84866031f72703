import { type Once, perform } from '../audit/act.ts';
import { periodLabel, periodShown } from '../calendar/period.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import type { Door, Visit } from '../people/door.ts';
import { actOnForm } from '../people/form-visit.ts';
import { readNames } from '../people/person.store.ts';
import { doer } from '../people/person.ts';
import { counted } from '../platform/count.ts';
import { type FieldError, readQuery, type Typed } from '../platform/form.ts';
import { filePage, totalsPage } from './control-total.pages.ts';
import { differencePage } from './difference.pages.ts';
import { linesFile } from './matching.pages.ts';
import { goToPeriod, periodOf } from './month-end.routes.ts';
import { readControlUpload, readNote, readTypedTotals, typedTotals } from './reconciliation.form.ts';
import { comparisonFile, type ReconciliationShown, reconciliationPage } from './reconciliation.pages.ts';
import { latestTotals, listControlTotals, typeControlTotals } from './reconciliation.store.ts';
import { findComparison, loadPeriodFile, noteDifference, readReconciliation } from './reconciliation.ts';

/** What is recorded beside the finance system and the return, period by period. */
export function reconciliationRoutes(door: Door): void {
  door.get('/reconciliation', 'spend.read', (visit) => goToPeriod(visit, '/reconciliation'));

  door.table('/reconciliation/:period', 'spend.read', async (visit) => {
    const shown = await readShown(visit);
    return { name: `reconciliation-${periodLabel(shown.period)}`, table: comparisonFile(shown) };
  });

  door.table('/reconciliation/:period/lines', 'spend.read', async (visit) => {
    const { period, reconciliation } = await readShown(visit);
    const name = `reconciliation-${periodLabel(period)}-lines`;
    return { name, table: linesFile(reconciliation.matching) };
  });

  door.get('/reconciliation/:period', 'spend.read', async (visit) => {
    visit.show('platform/record', reconciliationPage(await readShown(visit)));
  });

  totalsRoutes(door);
  fileRoutes(door);
  differenceRoutes(door);
}

function totalsRoutes(door: Door): void {
  const readStanding = async (visit: Visit) => {
    const { period } = await periodOf(visit);
    const initiatives = await listInitiatives(visit.site.db, visit.office.id);
    const versions = await listControlTotals(visit.site.db, visit.office.id, { period });
    return { period, initiatives, standing: [...latestTotals(versions).values()] };
  };

  door.get('/reconciliation/:period/totals', 'reconciliation.enter', async (visit) => {
    const { period, initiatives, standing } = await readStanding(visit);
    visit.show('platform/form', totalsPage(period, initiatives, typedTotals(standing)));
  });

  door.post('/reconciliation/:period/totals', 'reconciliation.enter', async (visit) => {
    const { period, initiatives, standing } = await readStanding(visit);
    const known = new Set(standing.map(({ initiative }) => initiative));
    await actOnForm(visit, readTypedTotals(visit.req.body, initiatives, known), {
      again: (typed, errors) => totalsPage(period, initiatives, typed, errors),
      act: async (totals) => {
        const count = await perform(visit.site, doer(visit.person), 'control-total.type', visit.once(), async (act) => {
          const changed = await typeControlTotals(act, period, totals, visit.person.id);
          return { subject: subjectOf(period), detail: { totals: changed }, result: changed };
        });
        visit.done(hrefOf(period), `${counted(count, 'control total was', 'control totals were')} kept.`);
      },
    });
  });
}

function fileRoutes(door: Door): void {
  door.get('/reconciliation/:period/file', 'reconciliation.enter', async (visit) => {
    visit.show('platform/form', filePage((await periodOf(visit)).period));
  });

  door.upload('/reconciliation/:period/file', 'reconciliation.enter', async (visit) => {
    const { period } = await periodOf(visit);
    const initiatives = await listInitiatives(visit.site.db, visit.office.id);
    await actOnForm(visit, readControlUpload(visit.req.body, visit.req.file, initiatives), {
      field: 'file',
      again: (typed, errors) => filePage(period, typed, errors),
      act: async ({ file, coversPeriod }) => {
        const once = withFile(visit.once(), file.digest);
        const count = await perform(visit.site, doer(visit.person), 'control-total.load', once, async (act) => {
          const loaded = await loadPeriodFile(act, keyOf(period), file, { coversPeriod, enteredBy: visit.person.id });
          const detail = { file: file.digest, rows: file.rows.length, initiatives: loaded };
          return { subject: subjectOf(period), detail, result: loaded };
        });
        const rows = counted(file.rows.length, 'row', 'rows');
        visit.done(
          hrefOf(period),
          `${rows} gave the control totals of ${counted(count, 'initiative', 'initiatives')}.`,
        );
      },
    });
  });
}

/** The form's key with the file's fingerprint: another file sent with the same form is another request. */
function withFile({ key, input }: Once, digest: string): Once {
  return { key, input: { form: input, file: digest } };
}

function differenceRoutes(door: Door): void {
  const pageOf = async (visit: Visit, typed: Typed = {}, errors: FieldError[] = []) => {
    const shown = await readShown(visit);
    return differencePage(shown, comparisonOf(visit, shown), typed, errors);
  };

  door.get('/reconciliation/:period/differences/:against/:initiative', 'spend.read', async (visit) => {
    visit.show('home/difference', await pageOf(visit));
  });

  door.post('/reconciliation/:period/differences/:against/:initiative', 'reconciliation.enter', async (visit) => {
    const shown = await readShown(visit);
    const { period } = shown;
    const { against, initiative } = comparisonOf(visit, shown);
    await actOnForm(visit, readNote(visit.req.body), {
      view: 'home/difference',
      again: (typed, errors) => pageOf(visit, typed, errors),
      act: async (note) => {
        await perform(visit.site, doer(visit.person), 'difference.note', visit.once(), async (act) => {
          await noteDifference(
            act,
            { period: keyOf(period), against, initiative: initiative.ref, ...note },
            visit.person.id,
          );
          const detail = { initiative: initiative.ref, against, pence: note.seen, treatment: note.treatment };
          return { subject: subjectOf(period), detail, result: null };
        });
        visit.done(
          hrefOf(period),
          `The difference of ${initiative.ref} in ${periodShown(period)} is ${note.treatment}.`,
        );
      },
    });
  });
}

function comparisonOf({ req }: Visit, { reconciliation }: ReconciliationShown) {
  return findComparison(reconciliation, String(req.params.against), String(req.params.initiative));
}

async function readShown(visit: Visit): Promise<ReconciliationShown> {
  readQuery(visit.req.query, []);
  const { period, periods } = await periodOf(visit);
  return {
    period,
    periods,
    reconciliation: await readReconciliation(visit.site.db, visit.office.id, keyOf(period)),
    names: await readNames(visit.site.db, visit.office.id),
    mayEnter: visit.may('reconciliation.enter'),
  };
}

function keyOf({ year, number }: ReconciliationShown['period']) {
  return { year, number };
}

function subjectOf(period: ReconciliationShown['period']) {
  return { kind: 'period', ref: periodLabel(period) };
}

function hrefOf(period: ReconciliationShown['period']): string {
  return `/reconciliation/${periodLabel(period)}`;
}
