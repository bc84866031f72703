import type { Page } from '../people/door.ts';
import { Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError } from '../platform/form.ts';
import { columns, countCell, words } from '../platform/table.ts';
import type { RowFault } from './file.form.ts';
import { MEASURES } from './measure.pages.ts';

/** The form that takes a file of observations, with what was wrong in the one before. */
export function filePage(errors: readonly FieldError[] = [], faults: readonly RowFault[] = []): Page {
  const fields = new Fields({}, errors);
  return {
    ...formPage(
      {
        title: 'Import observations',
        action: '/measures/file',
        button: 'Read the file',
        enctype: 'multipart/form-data',
        breadcrumbs: [MEASURES],
        lede: [
          'A CSV file or an Excel workbook with a row for each observation and the columns measure, place, quarter and value; category where the measure is broken down, children where it counts events about them.',
          'Write a quarter as 2015-16-Q1, x for not available and z for not applicable. What was read becomes a draft of yours: look at it, say what shows it, and submit it. A long file, of 4,000 rows at the most, becomes several.',
        ],
      },
      [fields.file('file', 'File', { accept: '.csv,.xlsx' })],
      errors,
    ),
    ...(faults.length === 0
      ? {}
      : {
          table: {
            caption: 'What is wrong in the file',
            columns: columns('#Row', 'What is wrong'),
            rows: faults.map(({ row, message }) => [countCell(row), words(message)]),
            notes: [],
            empty: '',
          },
        }),
  };
}
