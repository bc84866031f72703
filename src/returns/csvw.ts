import type { Column } from './template.ts';

/** A file that the metadata describes: its name, its title and its columns. */
export interface DescribedFile {
  fileName: string;
  title: string;
  columns: readonly (Pick<Column, 'name' | 'heading' | 'label' | 'format'> & { required?: boolean; note?: string })[];
}

/** Each format as a data type of the W3C's metadata for tables. */
const DATATYPES: Record<Column['format'], string | { base: string; format: string }> = {
  text: 'string',
  pence: { base: 'decimal', format: '#0.00' },
  count: 'integer',
  day: 'date',
  moment: 'string',
  marker: 'string',
};

/** What stands in a column of numbers where there is no number. */
const MARKERS = ['', '[c]', '[x]', '[z]'];

/** Metadata of a return's files as the W3C's CSV on the Web has it, so that programs read numbers and words as such. */
export function csvwMetadata(title: string, files: readonly DescribedFile[]): Buffer {
  const metadata = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    'dc:title': title,
    dialect: {
      encoding: 'utf-8',
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
      lineTerminators: ['\r\n'],
    },
    tables: files.map(({ fileName, title: of, columns }) => ({
      url: fileName,
      'dc:title': of,
      tableSchema: {
        columns: columns.map(({ name, heading, label, format, required, note }) => ({
          // A percent sign is what a name may not hold plainly, and a hyphen is neither letter nor digit there.
          name: name.replaceAll('-', '_'),
          titles: [heading ?? name],
          'dc:title': label,
          datatype: DATATYPES[format],
          required: required === true && !isNumber(format),
          ...(isNumber(format) ? { null: MARKERS } : {}),
          ...(note === undefined ? {} : { 'dc:description': note }),
        })),
      },
    })),
  };
  return Buffer.from(`${JSON.stringify(metadata, null, 2)}\n`, 'utf8');
}

const isNumber = (format: Column['format']): boolean => format === 'pence' || format === 'count';
