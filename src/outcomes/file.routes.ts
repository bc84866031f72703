import { readSmallTable, type SmallTable } from '../documents/table/small-table.ts';
import { readSmallTableAside } from '../documents/table/small-table-aside.ts';
import type { Door, Visit } from '../people/door.ts';
import { draftAuthor } from '../people/draft.routes.ts';
import { discardDraft, saveDraft } from '../people/draft.store.ts';
import { freshSlip } from '../people/draft.ts';
import { refusalErrors, sendCsv } from '../people/form-visit.ts';
import { counted } from '../platform/count.ts';
import { csvFile } from '../platform/csv.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { draftsOf, FILE_COLUMNS, NEEDED, type RowFault, readFileRows } from './file.form.ts';
import { filePage } from './file.pages.ts';
import { listMeasures } from './measure.store.ts';
import { placesToEnter } from './observation.ts';

const MOST_ROWS = 4000;
const SMALL_BYTES = 150_000;
const MOST_FAULTS = 50;

/** Importing observations: a file becomes a draft of its author, which is looked at and submitted as a grid. */
export function fileRoutes(door: Door): void {
  door.get('/measures/file', 'observation.enter', async (visit) => visit.show('platform/form', filePage()));

  door.file('/measures/file.csv', 'observation.enter', async (visit) => {
    sendCsv(visit, 'observations.csv', csvFile(Object.keys(FILE_COLUMNS), []));
  });

  door.upload('/measures/file', 'observation.enter', async (visit) => {
    const { file } = visit.req;
    if (file === undefined || file.buffer.length === 0) {
      return refuse(visit, [
        { field: 'file', message: file === undefined ? 'Select a file' : 'The selected file is empty' },
      ]);
    }
    const table = await read(file.buffer);
    if ('refused' in table) return refuse(visit, [{ field: 'file', message: table.refused }]);
    const measures = await listMeasures(visit.site.db, visit.office.id);
    const answer = readFileRows(table.rows, {
      measures: new Map(measures.map((measure) => [measure.code, measure])),
      places: placesToEnter(visit.person),
    });
    if ('faults' in answer) {
      const { faults } = answer;
      const said = `${counted(faults.length, 'row is', 'rows are')} wrong. Correct the file and choose it again; nothing of it was kept.`;
      return refuse(visit, [{ field: 'file', message: said }], faults.slice(0, MOST_FAULTS));
    }
    const parts = draftsOf(answer.typed);
    let keys: string[];
    try {
      keys = await saveAll(visit, parts);
    } catch (error) {
      return refuse(visit, refusalErrors(error, 'file'));
    }
    const rows = counted(table.rows.length - 1, 'row was', 'rows were');
    if (keys.length === 1) {
      return visit.done(`/measures/drafts/${keys[0]}`, `${rows} read into a draft. Nothing is submitted yet.`);
    }
    const said = `${rows} read into ${keys.length} drafts, each measure whole in one of them where it can be. Nothing is submitted yet.`;
    visit.done('/measures/drafts', said);
  });
}

/** Keeps every part as a draft, or none. */
async function saveAll(visit: Visit, parts: readonly Typed[]): Promise<string[]> {
  const author = draftAuthor(visit, 'observation_draft');
  const keys: string[] = [];
  try {
    // The last first, since the draft saved last is listed first.
    for (const typed of parts.toReversed()) {
      const { slip } = await saveDraft(visit.site, author, { kind: 'grid', slip: freshSlip(), typed });
      keys.push(slip.key);
    }
  } catch (error) {
    for (const key of keys) await discardDraft(visit.site.db, author, key);
    throw error;
  }
  return keys;
}

function read(bytes: Buffer): Promise<SmallTable> | SmallTable {
  const order = { bytes, needed: NEEDED.map((name) => FILE_COLUMNS[name]), mostRows: MOST_ROWS };
  const isPlain = bytes.length <= SMALL_BYTES && bytes[0] !== 0x50 && bytes[0] !== 0xd0;
  return isPlain ? readSmallTable(order) : readSmallTableAside(order);
}

function refuse(visit: Visit, errors: FieldError[], faults: RowFault[] = []): void {
  visit.show('platform/form', filePage(errors, faults), 400);
}
