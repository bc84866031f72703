import type { Page } from '../people/door.ts';
import { SCOPE_NAMES, SCOPES, scopeOf } from '../people/tokens/scope.ts';
import { columns, head, type Table, words } from '../platform/table.ts';
import type { TableAbout } from './openapi.ts';

/** Every table that somebody may read, by part of the record, with how programs read it. */
export function tablesPage(tables: readonly TableAbout[]): Page {
  return {
    title: 'Tables for analysts',
    wide: true,
    lede: [
      'Every list and table has an address that stays the same. With .csv, .json, .xlsx or .ods at its end it is a file of that kind, with the values that you see on the page.',
      'In Excel: Data, Get Data, From Web; give the address that ends with .json or .csv; choose Basic, any user name, and an access token as the password. In Power BI: Get data, Web, and the same. Choose Refresh whenever you want the newest.',
      'Amounts are pounds, exact to the penny. Days are written 2015-07-31 and times are those of UTC, but dates and London’s times in a workbook. [c] is a confidential number, [x] one that is not available or not published, [z] one that does not apply. A part of an address such as :year stands for what it names.',
    ],
    actions: [{ text: 'Access tokens', href: '/tokens' }],
    sections: SCOPE_NAMES.flatMap((scope) => {
      const own = tables.filter(({ listed }) => scopeOf(listed.act) === scope);
      return own.length === 0 ? [] : [{ table: tableOf(SCOPES[scope].text.split(':')[0] as string, own) }];
    }),
    links: [{ text: 'All of it as an OpenAPI 3.1 description', href: '/openapi.json' }],
  };
}

function tableOf(caption: string, tables: readonly TableAbout[]): Table {
  return {
    caption,
    columns: columns('Address', 'CSV', 'JSON', 'Excel', 'OpenDocument', 'May be asked for'),
    rows: tables.map(({ stem, listed }) => {
      // One that names a record has no file to follow from here.
      const link = (format: string) =>
        stem.includes(':') ? words(`.${format}`) : words(`.${format}`, `${stem}.${format}`);
      return [
        { ...head(stem), ref: true },
        ...(['csv', 'json', 'xlsx', 'ods'] as const).map((format) => ({ ...link(format), hidden: ` of ${stem}` })),
        words(Object.keys(listed.table.parameters).join(', ')),
      ];
    }),
    notes: [],
    empty: '',
  };
}
