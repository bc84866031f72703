import { type Zippable, zipSync } from 'fflate';
import { formatInstant } from '../calendar/day.ts';
import { readDocument } from '../documents/document.store.ts';
import { type FrozenFigure, readFiguresFile, readFrozenFigures } from '../figures/snapshot.store.ts';
import { scopeShown } from '../ledger/scope.ts';
import { csvFile } from '../platform/csv.ts';
import type { Db } from '../platform/database.ts';
import { sha256 } from '../platform/digest.ts';
import { listCopies, type PackCopy } from './copy.store.ts';
import { type PublishedPack, readModel } from './pack.store.ts';
import { frozenText, type PackModel } from './pack.ts';
import { tableFiles, traceFile } from './tables.ts';

const encode = (text: string): Buffer => Buffer.from(text, 'utf8');

/**
 * One ZIP for auditors: the pack as it was published, every table, everything behind every figure, the fingerprints,
 * and how to check them without this program. The same version gives the same bytes.
 */
export async function dossierOf(db: Db, officeId: number, pack: PublishedPack): Promise<Buffer> {
  const model = await readModel(db, officeId, pack);
  const figures = await readFrozenFigures(db, officeId, pack.snapshotId);
  const [whole] = await listCopies(db, officeId, pack.meetingRef, pack.version);
  const files: [string, Uint8Array][] = [];
  const frozen = async (name: string, id: number): Promise<void> => {
    files.push([name, (await readDocument(db, officeId, id)).content]);
  };
  await frozen('pack.pdf', pack.pdfDocumentId);
  await frozen('pack.html', pack.htmlDocumentId);
  if (whole !== undefined && whole.offlineDocumentId !== null) await frozen('offline.html', whole.offlineDocumentId);
  await frozen('model.json', pack.modelDocumentId);
  for (const { name, content } of tableFiles(model)) files.push([`tables/${name}`, content]);
  files.push(['figures.csv', figuresCsv(model, figures)]);
  const frozenFigures = await readFiguresFile(db, officeId, pack.snapshotId);
  if (frozenFigures !== null) files.push(['figures.json', frozenFigures.content]);
  for (const figure of figures) files.push([`behind/F${figure.number}.csv`, traceFile(figure)]);
  files.push(['README.txt', encode(readme(model, pack, whole, { figures, fingerprint: frozenFigures?.sha256 }))]);
  files.push(['SHA256SUMS', encode(files.map(([name, content]) => `${sha256(content)}  ${name}\n`).join(''))]);
  return zipped(files);
}

/** The earliest instant that a ZIP can hold, so that the same content always gives the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

function zipped(files: readonly [string, Uint8Array][]): Buffer {
  const tree: Zippable = Object.fromEntries(files.map(([name, content]) => [name, [content, { mtime: NO_TIME }]]));
  return Buffer.from(zipSync(tree, { level: 6, mtime: NO_TIME }));
}

function figuresCsv({ marking }: PackModel, figures: readonly FrozenFigure[]): Buffer {
  return csvFile(
    [
      'Reference',
      'Figure',
      'Definition',
      'Of what',
      'As the pack shows it',
      'Value',
      'Unit',
      'Marker',
      'Rows behind it',
      'Marking',
    ],
    figures.map((figure) => [
      `F${figure.number}`,
      figure.label,
      figure.means,
      scopeShown(figure.scope),
      frozenText(figure),
      figure.value === null ? null : figure.unit === 'pence' ? { amount: figure.value } : figure.value,
      figure.unit === 'pence' ? 'pounds' : figure.unit,
      figure.marker === '' ? null : `[${figure.marker}]`,
      figure.rows.length,
      marking,
    ]),
  );
}

function readme(
  model: PackModel,
  pack: PublishedPack,
  whole: PackCopy | undefined,
  { figures, fingerprint }: { figures: readonly FrozenFigure[]; fingerprint: string | undefined },
): string {
  const money =
    figures.find(
      ({ unit, rows }) => unit === 'pence' && rows.length > 1 && rows.every(({ value }) => value !== null),
    ) ?? figures[0];
  return `${model.marking}

Dossier of the pack ${pack.meetingRef}, version ${pack.version}
${model.title}
${model.office}

Published ${formatInstant(pack.publishedAt)}. Figures as at ${formatInstant(pack.asAt)}, after act ${pack.asAtSeq} of the record.
${whole === undefined ? '' : `Code at the foot of its pages: ${whole.code}\n`}
WHAT IS IN IT
  pack.pdf       the pack, as published
  pack.html      the same as a page; open it in a browser
  offline.html   the same with everything behind each figure, in one file
  model.json     what all of these were made from
  tables/        each table of the pack, as CSV
  figures.csv    each figure: its reference, definition, value, and how many rows are behind it
  figures.json   the figures and the rows behind them as they were frozen
  behind/        for each figure the rows behind it, as CSV: F12.csv is behind F12
  SHA256SUMS     the fingerprint (SHA-256) of each of these files

HOW TO CHECK IT WITHOUT THE PROGRAM
1. That no file was changed since the dossier was made. In this folder:
     sha256sum -c SHA256SUMS                              Linux
     shasum -a 256 -c SHA256SUMS                          macOS
     certutil -hashfile pack.pdf SHA256                   Windows, each file in turn
2. That they are what was published. These fingerprints were recorded in the office's audit chain by the act that
   published the pack, and the office's page of published versions shows them to anybody who may read the pack:
     pack.pdf    ${pack.pdfFingerprint}
     pack.html   ${pack.htmlFingerprint}
     model.json  ${pack.modelFingerprint}
${fingerprint === undefined ? '' : `   The record holds this one of what is behind the figures:\n     figures.json  ${fingerprint}\n`}3. That a figure is the sum of what is behind it. Where its unit is pounds or a count, the column Amount of its file in
   behind/ adds up to its value in figures.csv, unless a row of it has [c] in place of its amount${money === undefined ? '.' : `. For F${money.number}, ${frozenText(money)}:`}
     open behind/F${money?.number ?? 1}.csv and add the column Amount up.
4. That tables and pack say the same: each value in tables/ stands in pack.pdf and in pack.html as it is written there.
5. That nothing was recorded before the cut-off and left out. The record is a chain: each act holds the digest of the
   one before. The pack rests on act ${model.chain.seq}, whose digest is
     ${model.chain.hash}
   Ask the office to run   cse verify --head ${model.chain.seq}:${model.chain.hash}
   and   cse pack rebuild ${pack.meetingRef} ${pack.version}   which computes each figure again as at the cut-off.

MARKERS
  [c] confidential: a count of people from 1 to 5, or one that would give such a count away
  [x] not available, or never published; it is not zero     [z] not applicable
  [p] provisional     [r] revised by an approved correction
`;
}
