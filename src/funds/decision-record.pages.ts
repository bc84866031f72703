import { formatDay, formatInstant } from '../calendar/day.ts';
import type { Page } from '../people/door.ts';
import type { PagePart } from '../people/page-part.ts';
import { type Field, Fields, formPage } from '../platform/form.pages.ts';
import type { FieldError, Typed } from '../platform/form.ts';
import { type Cell, columns, dayCell, head, lines, type Table, tagged, words } from '../platform/table.ts';
import type { Decision } from './decision.store.ts';
import { crumbsToDecision, noticeHref, publicationHref } from './decision-notice.pages.ts';
import { INTERESTS, typedParts, YES_NO } from './decision-record.form.ts';
import {
  type DecisionFile,
  type DecisionRecord,
  isAheadOfPublication,
  latestRecord,
  powerInWords,
  publicationOf,
} from './decision-record.ts';
import { LEGAL_POWERS, shortPower } from './legal-power.ts';

const NOT_RECORDED = 'Not recorded';

/** What somebody may do with the record of a decision. */
export interface DecisionRights {
  complete: boolean;
  correct: boolean;
  publish: boolean;
}

/** Whether a decision is published, in the list of all. */
export function publicationCell(file: DecisionFile): Cell {
  const published = publicationOf(file);
  if (published === null) return tagged({ text: 'Draft', classes: 'govuk-tag--grey' });
  const { decision, version, publishedOn } = published;
  return { ...dayCell(publishedOn), href: noticeHref(decision, version) };
}

/** What else the record of a decision says in the list of all: short on the page, in full in the file. */
export function recordCells(file: DecisionFile): Cell[] {
  const record = latestRecord(file);
  if (record === null) return [words(NOT_RECORDED), words(NOT_RECORDED), words(NOT_RECORDED)];
  const { power, interests, significant } = record;
  return [
    words(significant ? 'Yes' : 'No'),
    { ...words(power === null ? 'In own words' : shortPower(power)), file: powerInWords(record) },
    { ...words(interests === null ? 'None declared' : 'Declared'), file: interests ?? 'None declared' },
  ];
}

/** What the record of a decision says on its page. */
export function recordPart(
  { ref }: Decision,
  file: DecisionFile,
  names: ReadonlyMap<number, string> | null,
  may: DecisionRights,
): PagePart {
  const record = latestRecord(file);
  const published = publicationOf(file);
  const isDraft = record !== null && (published === null || isAheadOfPublication(file));
  return {
    warnings: isAheadOfPublication(file)
      ? [
          'The record was corrected after its notice was published. The published notice keeps its content until the next.',
        ]
      : [],
    actions: [
      ...(record === null && may.complete
        ? [{ text: 'Complete its record', href: `/decisions/${ref}/completion` }]
        : []),
      ...(record !== null && may.correct
        ? [{ text: 'Correct its record', href: correctionHref(ref, record.version) }]
        : []),
      ...(isDraft && may.publish ? [{ text: 'Publish its notice', href: publicationHref(ref, record.version) }] : []),
    ],
    summary: [
      ...recordRows(record),
      {
        key: 'Publication',
        cells: [
          ...(published === null
            ? [tagged({ text: 'Draft', classes: 'govuk-tag--grey' })]
            : [
                tagged({ text: 'Published', classes: 'govuk-tag--green' }),
                words(
                  `Version ${published.version} on ${formatDay(published.publishedOn)}`,
                  `/decisions/${ref}/notice`,
                ),
              ]),
          ...(isDraft ? [words('Read the draft of its notice', noticeHref(ref, record.version))] : []),
        ],
      },
    ],
    sections: file.records.length + file.publications.length === 0 ? [] : [{ table: historyTable(ref, file, names) }],
  };
}

function recordRows(record: DecisionRecord | null) {
  if (record === null) {
    return ['Legal power', 'Interests declared', 'Significant public interest', 'Held back from publication'].map(
      (key) => ({ key, cells: [words(NOT_RECORDED)] }),
    );
  }
  const { interests, significant, heldBack } = record;
  return [
    { key: 'Legal power', cells: lines(powerInWords(record)) },
    { key: 'Interests declared', cells: lines(interests ?? 'None declared') },
    { key: 'Significant public interest', cells: [words(significant ? 'Yes' : 'No')] },
    {
      key: 'Held back from publication',
      cells: heldBack === null ? [words('Nothing')] : [words(heldBack.part), words(`Reason: ${heldBack.reason}`)],
    },
  ];
}

function historyTable(ref: string, file: DecisionFile, names: ReadonlyMap<number, string> | null): Table {
  const by = (id: number | null): Cell[] =>
    names === null ? [] : [words(id === null ? 'The program' : (names.get(id) ?? ''))];
  const rows = [
    ...file.records.map((record) => ({
      at: record.recordedAt,
      version: record.version,
      what: words(record.version === 1 ? 'Completed' : 'Corrected'),
      why: record.correction ?? '',
      by: record.recordedBy,
    })),
    ...file.publications.map(({ recordedAt, version, publishedOn, recordedBy }) => ({
      at: recordedAt,
      version,
      what: words(`Published on ${formatDay(publishedOn)}`, noticeHref(ref, version)),
      why: '',
      by: recordedBy,
    })),
  ].toSorted((a, b) => (a.at < b.at ? -1 : 1));
  return {
    caption: 'History of its record',
    columns: columns('Recorded', 'Version', 'What', 'Reason', ...(names === null ? [] : ['By'])),
    rows: rows.map((row) => [
      head(formatInstant(row.at)),
      words(String(row.version)),
      row.what,
      words(row.why),
      ...by(row.by),
    ]),
    notes: [],
    empty: '',
  };
}

function correctionHref(ref: string, version: number): string {
  return `/decisions/${ref}/corrections/${version}`;
}

/** The questions about what a decision is published with; `later` where all of it can be completed later. */
export function partFields(fields: Fields, later: boolean): Field[] {
  return [
    fields.select('power', 'Legal power', LEGAL_POWERS, {
      any: 'None of these',
      hint: 'What the decision relies on',
      full: true,
    }),
    fields.longText('ownPower', 'The power in your own words', { optional: true, rows: 2 }),
    fields.radios('interests', 'Were interests declared?', INTERESTS, { optional: later }),
    fields.longText('interestsDeclared', 'Interests declared', {
      optional: true,
      rows: 2,
      hint: 'Who declared what, by office and not by name where that is enough. Published with the decision.',
    }),
    fields.radios('significant', 'Is it of significant public interest?', YES_NO, {
      inline: true,
      hint: 'Such decisions are published: Elected Local Policing Bodies (Specified Information) Order 2011, 5(d)',
      optional: later,
    }),
    fields.longText('heldBack', 'Part held back from publication', {
      optional: true,
      rows: 2,
      hint: 'Named so that a reader knows what is missing: it is printed in the notice. Do not write what it says.',
    }),
    fields.longText('heldBackReason', 'Reason for holding it back', {
      optional: true,
      rows: 2,
      hint: 'Why the information is exempt: printed in the notice',
    }),
  ];
}

/** The form that completes the record of a decision, or corrects a version of it. */
export function recordFormPage(
  { ref, title }: Decision,
  correcting: DecisionRecord | null,
  typed?: Typed,
  errors: FieldError[] = [],
): Page {
  const fields = new Fields(typed ?? (correcting === null ? {} : typedParts(correcting)), errors);
  return formPage(
    {
      title: correcting === null ? `Complete the record of ${ref}` : `Correct the record of ${ref}`,
      caption: title,
      action: correcting === null ? `/decisions/${ref}/completion` : correctionHref(ref, correcting.version),
      button: correcting === null ? 'Complete the record' : 'Record the correction',
      breadcrumbs: crumbsToDecision(ref),
      lede: [
        correcting === null
          ? 'What its notice needs before it can be published. It is recorded once; later corrections are added beside it.'
          : `Version ${correcting.version} stays as it is, and a notice of it that was published keeps its content.`,
      ],
    },
    [
      ...partFields(fields, false),
      ...(correcting === null
        ? []
        : [fields.longText('reason', 'Reason for the correction', { rows: 3, hint: 'Printed in the notice' })]),
    ],
    errors,
  );
}
