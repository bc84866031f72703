import { formatInstant } from '../calendar/day.ts';
import { yearShown } from '../calendar/financial-year.ts';
import { periodShown } from '../calendar/period.ts';
import { addUp } from '../ledger/balance.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { type CsvCell, csvFile, oneLine } from '../platform/csv.ts';
import { sha256 } from '../platform/digest.ts';
import type { Content } from './content.ts';
import type { Difference } from './difference.ts';
import type { DraftTable } from './draft.ts';
import { STANDINGS } from './filing.ts';
import type { PackageContext } from './package.ts';
import type { TieOut } from './tie-out.ts';

/** One line of the control page: what part of it, about what, what it says, and its number where it has one. */
export interface ControlLine {
  part: string;
  about: string;
  says: string;
  number: { amount: Pence } | number | null;
}

export const CONTROL_COLUMNS = [
  { name: 'part', label: 'Part', format: 'text' },
  { name: 'about', label: 'About', format: 'text' },
  { name: 'says', label: 'Says', format: 'text' },
  { name: 'number', label: 'Number', format: 'pence' },
] as const;

/**
 * What whoever receives a return, or audits it, checks it by: how many rows each file has and its fingerprint, the
 * totals of its amounts, what it is reconciled to, what of its quarter was restated, and what differs from the filing
 * that it takes the place of.
 */
export function controlLines(content: Content, context: PackageContext): ControlLine[] {
  return [
    ...aboutLines(content, context),
    ...content.files.map(({ name, rows, content: bytes }) => line('File', name, `SHA-256 ${sha256(bytes)}`, rows)),
    line('Fingerprint', 'All files but the sign-off, one after the other', `SHA-256 ${content.digest}`),
    ...content.tables.slice(0, -1).flatMap(totalLines),
    ...tieOutLines(context.tieOut),
    ...context.restated.map(({ initiative, concerned, before, after, reason }) =>
      line(
        'Restated',
        `${initiative}, ${periodShown(concerned)} of ${yearShown(concerned.year)}`,
        `Was ${before}, is ${after}. ${reason}`,
      ),
    ),
    ...differenceLines(context),
  ];
}

/** The control page as a file, as the tables of the return are written. */
export function controlFile(lines: readonly ControlLine[], byteOrderMark: boolean): Buffer {
  return csvFile(
    CONTROL_COLUMNS.map(({ name }) => name),
    lines.map(({ part, about, says, number }): CsvCell[] => [part, oneLine(about), oneLine(says), number]),
    { byteOrderMark, quoteWords: true },
  );
}

function aboutLines({ template, tables }: Content, { filing, follows, fund, head }: PackageContext): ControlLine[] {
  const signed = tables.at(-1)?.rows[0]?.cells ?? {};
  const said = (name: string): string => signed[name]?.text ?? '';
  const standing = STANDINGS.find(({ value }) => value === filing.standing)?.text ?? '';
  const at = (instant: string): string => (instant === '' ? 'Not yet' : formatInstant(instant));
  return [
    line('Return', filing.ref, `${template.title}, version ${template.version}, draft ${filing.draft}`),
    line('Return', 'Fund', fund),
    line('Return', 'Standing', follows === null ? standing : `${standing}; takes the place of draft ${follows.draft}`),
    line('Return', 'Data cut-off', `${filing.cutoff.at}, act ${filing.cutoff.seq} of the record, ${head}`),
    line('Signed', 'Prepared', `${said('prepared_by')}, ${at(said('prepared_at'))}`),
    line('Signed', 'Checked', said('reviewed_by') || 'Not yet'),
    line('Signed', 'Certified', `${said('certified_by_name')} ${at(said('certified_at'))}`.trim()),
  ];
}

function totalLines(table: DraftTable): ControlLine[] {
  return table.columns
    .filter(({ format }) => format === 'pence')
    .map(({ name, label }) => {
      const values = table.rows.map(({ cells }) => cells[name]?.value ?? null);
      const known = values.filter((value) => value !== null);
      const without = values.length - known.length;
      const says =
        without === 0 ? `Total of ${known.length} rows` : `Total of ${known.length} rows; ${without} without an amount`;
      return line('Control total', `${table.title}, ${label}`, says, { amount: addUp(known) });
    });
}

function tieOutLines({ ledger, pack }: TieOut): ControlLine[] {
  const lines = [amountLine('Ledger', 'Spend to date of the year, up to the end of the quarter', ledger.value)];
  if (pack === null)
    return [...lines, line('Pack', 'None', 'No pack of the same period was published before the cut-off')];
  const { said, upTo } = pack;
  const known = said.value !== null && upTo.value !== null && ledger.value !== null;
  return [
    ...lines,
    amountLine(`Pack ${pack.ref}`, 'Spend to date as the pack says', said.value),
    ...(known
      ? [
          amountLine(`Pack ${pack.ref}`, 'Of it posted to later periods', (said.value ?? 0) - (upTo.value ?? 0)),
          amountLine(
            `Pack ${pack.ref}`,
            'Posted to the quarter after the pack',
            (ledger.value ?? 0) - (upTo.value ?? 0),
          ),
        ]
      : []),
  ];
}

function differenceLines({ follows, differences }: PackageContext): ControlLine[] {
  if (follows === null) return [line('Difference', 'None', 'It is the first filing of this return')];
  if (differences === null)
    return [line('Difference', 'Not known', `What draft ${follows.draft} said was removed by two people`)];
  if (differences.length === 0) return [line('Difference', 'None', `It says what draft ${follows.draft} said`)];
  return differences.map((difference) => {
    const { tableTitle, rowLabel, columnLabel, was, is } = difference;
    const change = changeOf(difference);
    return line(
      'Difference',
      `${tableTitle}, ${rowLabel}, ${columnLabel}`,
      `Was ${was?.text || 'blank'}, is ${is?.text || 'blank'}`,
      change,
    );
  });
}

function changeOf({ was, is }: Difference): { amount: Pence } | null {
  if (was?.value == null || is?.value == null) return null;
  return was.text.includes('£') ? { amount: is.value - was.value } : null;
}

function amountLine(part: string, about: string, value: number | null): ControlLine {
  return line(
    part,
    about,
    value === null ? 'Not available' : formatPounds(value),
    value === null ? null : { amount: value },
  );
}

function line(part: string, about: string, says: string, number: ControlLine['number'] = null): ControlLine {
  return { part, about, says, number };
}
