import type { Page } from '../../people/door.ts';
import { withArticle } from '../../platform/sentence.ts';
import { INITIATIVES } from '../initiative.pages.ts';
import type { Initiative } from '../initiative.store.ts';
import type { Kind, Sort } from './initiative-kind.ts';
import type { Summary } from './kind-summary.ts';

/** What an initiative records, as its kind says, added up; each table is a file too. */
export function kindPage(
  initiative: Initiative,
  kind: Kind,
  tables: Summary['tables'],
  mayAdd: (sort: Sort) => boolean,
): Page {
  const href = `/initiatives/${initiative.ref}`;
  return {
    title: `What ${initiative.ref} records`,
    caption: `${initiative.name}: ${kind.label}`,
    wide: true,
    breadcrumbs: [INITIATIVES, { text: initiative.ref, href }, { text: 'What it records' }],
    lede: kind.records.length === 0 ? ['Initiatives of this kind keep no records of their own.'] : [],
    actions: kind.records
      .filter(mayAdd)
      .map((sort) => ({ text: `Add ${withArticle(sort.one)}`, href: `${href}/records/${sort.code}/new` })),
    sections: tables.map(({ table }) => ({ table })),
    links: [
      ...kind.records.map(({ code, title }) => ({ text: title, href: `${href}/records/${code}` })),
      ...tables.map(({ code, table }) => ({
        text: `Download as CSV: ${table.caption}`,
        href: `${href}/kind/${code}.csv`,
      })),
    ],
  };
}
