import { yearShown } from '../calendar/financial-year.ts';
import { listAttachments, readAttachedBytes } from '../documents/attachment.store.ts';
import { type Attachment, isStanding } from '../documents/attachment.ts';
import { formatDecimal, type Pence } from '../money/pence.ts';
import { counted } from '../platform/count.ts';
import { listRecords } from '../registers/register.store.ts';
import { type Agreed, agreedFacts, agreedKey, amountCell, readAgreed } from './agreed.ts';
import type { Asked } from './asked.ts';
import { CONTRACT_DETAILS } from './contract-detail.ts';
import { type BuiltFile, csvOf, type FileShape } from './file.ts';
import type { Item } from './item.ts';
import type { PublicationKind } from './kind.ts';
import { PROCEDURES } from './procurement.ts';

/** A contract of more than this is published in full (Specified Information Order 2011, paragraph 4(b)). */
const THRESHOLD: Pence = 1_000_000;

const FULL: FileShape = {
  name: 'contracts-over-10000',
  title: 'Contracts over £10,000',
  columns: [
    'Contract',
    'Change',
    'SignedDate',
    'Supplier',
    'SupplierIdentifier',
    'CompaniesHouseRegistrationNumber',
    'CharityCommissionNumber',
    'StartDate',
    'EndDate',
    'Value',
    'ValueByYear',
    'Purpose',
    'Conditions',
    'ValueForMoneyReasons',
    'CrimeReductionReasons',
    'Procedure',
    'CPVCode',
    'InvitationToTender',
    'ReviewDate',
    'Copy',
  ],
};

const OTHERS: FileShape = {
  name: 'contracts-others',
  title: 'Contracts of £10,000 or less',
  columns: ['Contract', 'Change', 'SignedDate', 'Supplier', 'SupplierIdentifier', 'Value', 'Purpose'],
};

/** The kind of attachment that is made for the public: what must not be read is blackened in it already. */
const COPY = 'published-copy';
/** Stands in the file where no copy was attached, or one was kept back. */
const COPY_COLUMN = 'Copy';

/** Contracts over £10,000 in full, with their copies; the others listed. */
export const contractKind: PublicationKind = {
  code: 'contracts',
  title: 'Contracts',
  says: 'Each contract of more than £10,000 in full, and a list of the others: Specified Information Order 2011, paragraph 4(b). Transfers to the Chief Constable are no contracts.',
  read: readContractItems,
  async files(items, asked) {
    return [csvOf(FULL, items), csvOf(OTHERS, items), ...(await copiesOf(items, asked))];
  },
  warn(items) {
    const bare = items.filter(({ file, cells }) => file === FULL.name && cells[COPY_COLUMN] === null).length;
    if (bare === 0) return [];
    return [
      `Of ${counted(bare, 'contract', 'contracts')} over £10,000 no copy for publication is attached. Attach it to the agreement, with what must not be read taken out.`,
    ];
  },
};

async function readContractItems(asked: Asked): Promise<Item[]> {
  const { db, office, cutoff } = asked;
  const details = new Map(
    (await listRecords(db, office.id, CONTRACT_DETAILS, cutoff.seq)).map(({ answers }) => [
      String(answers.agreement),
      answers,
    ]),
  );
  const copies = (await listAttachments(db, office.id, { subjectKind: 'agreement' })).filter(
    (of) => of.kind === COPY && isStanding(of),
  );
  return (await readAgreed(asked, 'contract')).map((agreed): Item => {
    const { agreement, payee, variation, day, pence } = agreed;
    const isFull = pence === null || pence > THRESHOLD;
    const detail = details.get(agreement.ref);
    const copy = copies.findLast(({ subjectRef }) => subjectRef === agreement.ref);
    return {
      key: agreedKey(agreed),
      subject: 'agreement',
      ref: agreement.ref,
      name: payee.name,
      facts: agreedFacts(agreed),
      href: `/agreements/${agreement.ref}`,
      day,
      file: isFull ? FULL.name : OTHERS.name,
      cells: {
        Contract: agreement.ref,
        Change: variation === 0 ? 'Signed' : `Varied (${variation})`,
        SignedDate: day,
        Supplier: payee.name,
        SupplierIdentifier: payee.identifier,
        CompaniesHouseRegistrationNumber: payee.companyNumber,
        CharityCommissionNumber: payee.charityNumber,
        StartDate: agreement.startsOn,
        EndDate: agreed.endsOn,
        Value: amountCell(pence),
        ValueByYear: isLatest(agreed) ? valueByYear(agreed) : null,
        Purpose: agreed.purpose,
        Conditions: agreed.conditions,
        ValueForMoneyReasons: agreement.valueForMoney,
        CrimeReductionReasons: agreement.crimeReduction,
        Procedure: PROCEDURES.find(({ value }) => value === detail?.procedure)?.text ?? null,
        CPVCode: (detail?.cpv as string | null | undefined) ?? null,
        InvitationToTender: (detail?.tender as string | null | undefined) ?? null,
        ReviewDate: (detail?.review as string | null | undefined) ?? null,
        [COPY_COLUMN]: isFull && copy !== undefined ? copyName(agreement.ref, copy) : null,
      },
      texts: [
        {
          field: 'supplier',
          column: 'Supplier',
          label: 'Supplier',
          beside: ['SupplierIdentifier', 'CompaniesHouseRegistrationNumber', 'CharityCommissionNumber'],
        },
        { field: 'purpose', column: 'Purpose', label: 'Purpose' },
        ...(isFull
          ? [
              { field: 'conditions', column: 'Conditions', label: 'Conditions' },
              { field: 'value-for-money', column: 'ValueForMoneyReasons', label: 'Value for money' },
              { field: 'reasons', column: 'CrimeReductionReasons', label: 'Crime reduction' },
              { field: 'copy', column: COPY_COLUMN, label: 'Copy of the contract' },
            ]
          : []),
      ],
      ...(isFull && copy !== undefined ? { copy } : {}),
      fewChildren: false,
      fosters: false,
    };
  });
}

/** The value is known by year as it stands now, so only the last of its changes says it. */
function isLatest({ agreement, variation }: Agreed): boolean {
  return variation === agreement.variations;
}

function valueByYear({ agreement }: Agreed): string {
  return agreement.years.map(({ year, pence }) => `${yearShown(year)}: ${formatDecimal(pence)}`).join('; ');
}

/** The copy's name on the public page, which bears its own fingerprint, so that another copy has another name. */
function copyName(ref: string, { sha256, fileName }: Attachment): string {
  const extension = fileName.split('.').at(-1)?.toLowerCase() ?? 'pdf';
  return `${ref}-copy-${sha256.slice(0, 8)}.${extension}`;
}

async function copiesOf(items: readonly Item[], { db, office }: Asked): Promise<BuiltFile[]> {
  const files: BuiltFile[] = [];
  const named = new Set<string>();
  for (const { cells, copy, ref } of items) {
    if (copy === undefined || cells[COPY_COLUMN] !== copyName(ref, copy)) continue;
    const [name = '', extension = ''] = copyName(ref, copy).split('.');
    if (named.has(name)) continue;
    named.add(name);
    files.push({
      name,
      title: `Copy of ${ref}`,
      extension,
      mediaType: copy.mediaType,
      rows: 1,
      isCopy: true,
      content: await readAttachedBytes(db, office.id, copy),
    });
  }
  return files;
}
