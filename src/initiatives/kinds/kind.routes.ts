import type { ReadFigures } from '../../ledger/shown-figure.ts';
import type { Door, Visit } from '../../people/door.ts';
import type { PagePart, ReadPart } from '../../people/page-part.ts';
import { readQuery } from '../../platform/form.ts';
import { notFound } from '../../platform/refusal.ts';
import { findInitiative } from '../initiative.store.ts';
import { readBedSummary } from './bed-night.summary.ts';
import { findKind, type Total } from './initiative-kind.ts';
import { kindPage } from './kind.pages.ts';
import { kindRecordRoutes } from './kind-record.routes.ts';
import { readSumSummary } from './kind-sum.summary.ts';
import type { Summary, SummaryAbout } from './kind-summary.ts';
import { readPostSummary } from './post.summary.ts';

/** How each basis adds records up. */
const BASES: { [B in Total['basis']]: (about: SummaryAbout, total: Extract<Total, { basis: B }>) => Promise<Summary> } =
  {
    sum: readSumSummary,
    posts: readPostSummary,
    'bed-nights': readBedSummary,
  };

/** What an initiative records as its kind says: the records, and what they add up to. */
export function kindRoutes(door: Door, readFigures: ReadFigures): void {
  door.get('/initiatives/:ref/kind', 'kind-record.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { initiative, kind, summaries } = await readSummaries(visit, readFigures, String(visit.req.params.ref));
    const tables = summaries.flatMap((summary) => summary.tables);
    const mayAdd = ({ enters }: { enters: SummaryAbout['kind']['records'][number]['enters'] }): boolean =>
      visit.may('kind-record.enter', { among: enters });
    visit.show('platform/record', kindPage(initiative, kind, tables, mayAdd));
  });

  door.table('/initiatives/:ref/kind/:table', 'kind-record.read', async (visit) => {
    readQuery(visit.req.query, []);
    const { initiative, summaries } = await readSummaries(visit, readFigures, String(visit.req.params.ref));
    const code = String(visit.req.params.table);
    const found = summaries.flatMap(({ tables }) => tables).find((table) => table.code === code);
    if (found === undefined) throw notFound(`table ${code.slice(0, 40)} of ${initiative.ref}`);
    return { name: `${initiative.ref}-${code}`, table: found.table };
  });

  kindRecordRoutes(door);
}

/** What an initiative's kind says on its page: its main numbers, and where its records are. */
export function kindPart(readFigures: ReadFigures): ReadPart {
  return async (visit, ref): Promise<PagePart> => {
    const initiative = await findInitiative(visit.site.db, visit.office.id, ref);
    const kind = findKind(initiative.kind);
    if (kind === undefined || kind.records.length === 0) return {};
    const summaries = await summariesOf({ visit, readFigures, initiative, kind });
    const facts = summaries.flatMap(({ part }) => part.summary ?? []);
    const once = facts.filter(({ key }, index) => facts.findIndex((other) => other.key === key) === index);
    return {
      summary: once,
      sections: summaries.flatMap(({ part }) => part.sections ?? []),
      links: [
        { text: 'What it records, added up', href: `/initiatives/${ref}/kind` },
        ...kind.records.map(({ code, title }) => ({ text: title, href: `/initiatives/${ref}/records/${code}` })),
      ],
    };
  };
}

async function readSummaries(visit: Visit, readFigures: ReadFigures, ref: string) {
  const initiative = await findInitiative(visit.site.db, visit.office.id, ref);
  const kind = findKind(initiative.kind);
  if (kind === undefined) throw notFound(`kind of initiative ${initiative.kind}`);
  return { initiative, kind, summaries: await summariesOf({ visit, readFigures, initiative, kind }) };
}

async function summariesOf(about: SummaryAbout): Promise<Summary[]> {
  const summaries: Summary[] = [];
  for (const total of about.kind.totals) summaries.push(await summaryOf(about, total));
  return summaries;
}

function summaryOf<B extends Total['basis']>(
  about: SummaryAbout,
  total: Extract<Total, { basis: B }>,
): Promise<Summary> {
  const read = BASES[total.basis as B];
  return read(about, total);
}
