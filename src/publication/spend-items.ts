import { formatShortDay } from '../calendar/day.ts';
import { listFunds } from '../funds/fund.store.ts';
import { listAgreements } from '../initiatives/agreements/agreement.store.ts';
import { listInitiatives } from '../initiatives/initiative.store.ts';
import { initiativeKinds } from '../initiatives/kinds/initiative-kind.ts';
import { addUp } from '../ledger/balance.ts';
import { CATEGORIES } from '../ledger/category.ts';
import { formatPounds, type Pence } from '../money/pence.ts';
import { listPaid, paymentDay } from '../spend/paid.store.ts';
import { listSpend } from '../spend/spend.store.ts';
import { isCharge, type Spend, signedPence } from '../spend/spend.ts';
import { spendHref } from '../spend/spend-list.pages.ts';
import type { Asked } from './asked.ts';
import { ChildrenBehind } from './children-behind.ts';
import type { Item } from './item.ts';
import { type Payee, Payees } from './payee.ts';

/** The columns of the Local Government Association's schema for spending over £500, in its order. */
export const SPEND_COLUMNS = [
  'OrganisationLabel',
  'OrganisationURI',
  'OrganisationalUnit',
  'ServiceCategoryLabel',
  'ServiceCategoryURI',
  'BeneficiaryName',
  'BeneficiaryOtherID',
  'CompaniesHouseRegistrationNumber',
  'CharityCommissionNumber',
  'VCSEGrant',
  'PaymentDate',
  'TransactionNumber',
  'Amount',
  'IrrecoverableVATAmount',
  'Purpose',
  'CategoryInternalName',
  'CPVLabel',
  'CPVCode',
  'ProclassLabel',
  'ProclassCode',
  'CardTransaction',
  'ContractRef',
] as const;

/** An invoice of more than this is published, line by line (Specified Information Order 2011, paragraph 3(g)). */
const THRESHOLD: Pence = 50_000;

/** A payment with whom it went to. */
interface Paid {
  spend: Spend;
  payee: Payee;
}

/**
 * Every item of spend over £500 that is no grant, by payment. The test is on the whole invoice: of one that passes it
 * every line is an item. What was reversed before anybody published it never was a payment, nor is an accrual.
 */
export async function readSpendItems({ db, office, cutoff, span, elsewhere }: Asked): Promise<Item[]> {
  const where = office.id;
  const payees = await Payees.read(db, where);
  const agreements = new Map((await listAgreements(db, where, { upToSeq: cutoff.seq })).map((of) => [of.ref, of]));
  const initiatives = new Map((await listInitiatives(db, where, cutoff.seq)).map((of) => [of.ref, of]));
  const children = await ChildrenBehind.read(db, where, { cutoff, today: span.endsOn });
  const funds = new Map((await listFunds(db, where)).map(({ code, name }) => [code, name]));
  const reversals = await listSpend(db, where, { kinds: ['reversal'], status: 'approved', moment: cutoff });
  const paid = (await listPaid(db, where, { span, moment: cutoff }))
    .filter((spend) => agreements.get(spend.agreement)?.kind !== 'grant')
    .filter((spend) => spend.status === 'approved' || spend.status === 'reversed')
    .filter((spend) => spend.kind !== 'accrual' && spend.correctsKind !== 'accrual');
  const standing = withoutUndone(paid, reversals, elsewhere);
  const published = overThreshold(standing.map((spend) => ({ spend, payee: payees.named(spend.supplier) })));
  return published.map(({ spend, payee }): Item => {
    const agreement = agreements.get(spend.agreement);
    const initiative = initiatives.get(spend.initiative);
    const sign = signedPence(spend) < 0 ? -1 : 1;
    const kind = initiativeKinds().find(({ code }) => code === initiative?.kind);
    const day = paymentDay(spend);
    return {
      key: spend.ref,
      subject: 'spend',
      ref: spend.ref,
      name: spend.supplier,
      facts: `${formatPounds(sign * spend.pence)}, ${formatShortDay(day)}`,
      href: spendHref(spend),
      day,
      file: 'spend-over-500',
      cells: {
        OrganisationLabel: office.name,
        OrganisationURI: null,
        OrganisationalUnit: funds.get(spend.fund) ?? office.name,
        ServiceCategoryLabel: kind?.label ?? null,
        ServiceCategoryURI: null,
        BeneficiaryName: payee.name,
        BeneficiaryOtherID: payee.identifier,
        CompaniesHouseRegistrationNumber: payee.companyNumber,
        CharityCommissionNumber: payee.charityNumber,
        VCSEGrant: null,
        PaymentDate: slashed(day),
        TransactionNumber: spend.ref,
        Amount: { amount: sign * spend.pence },
        IrrecoverableVATAmount: { amount: sign * spend.vatPence },
        Purpose: spend.description ?? agreement?.purpose ?? initiative?.purpose ?? null,
        CategoryInternalName: CATEGORIES.find(({ code }) => code === spend.category)?.label ?? spend.category,
        CPVLabel: null,
        CPVCode: null,
        ProclassLabel: null,
        ProclassCode: null,
        CardTransaction: null,
        ContractRef: agreement?.ref ?? null,
      },
      texts: [
        {
          field: 'beneficiary',
          column: 'BeneficiaryName',
          label: 'Beneficiary',
          beside: ['BeneficiaryOtherID', 'CompaniesHouseRegistrationNumber', 'CharityCommissionNumber'],
        },
        { field: 'purpose', column: 'Purpose', label: 'Purpose' },
      ],
      fewChildren: children.areFew({ initiative: spend.initiative, day }),
      fosters: children.fosters(spend.initiative),
    };
  });
}

/**
 * Without payments that were reversed, what reversed them and what corrected them before; where any of these was
 * published already the others are needed to say what became of it.
 */
function withoutUndone(paid: readonly Spend[], reversals: readonly Spend[], elsewhere: ReadonlySet<string>): Spend[] {
  const undone = new Set<string>();
  for (const { corrects, ref } of reversals) {
    if (corrects === null) continue;
    const together = [corrects, ref, ...paid.filter((of) => of.corrects === corrects).map((of) => of.ref)];
    if (!together.some((of) => elsewhere.has(of))) for (const of of together) undone.add(of);
  }
  return paid.filter(({ ref }) => !undone.has(ref));
}

/** The payments whose whole invoice is over the threshold, and what gave money of such an invoice back. */
function overThreshold(paid: readonly Paid[]): Paid[] {
  const byInvoice = new Map<string, Paid[]>();
  const keyOf = new Map<string, string>();
  for (const one of paid) {
    const { spend, payee } = one;
    const own = spend.reference === null ? spend.ref : `${payee.key}\n${spend.reference}`;
    const key = (spend.corrects === null ? undefined : keyOf.get(spend.corrects)) ?? own;
    keyOf.set(spend.ref, key);
    byInvoice.set(key, [...(byInvoice.get(key) ?? []), one]);
  }
  const passes = (lines: readonly Paid[]): boolean => {
    const charges = lines.filter(({ spend }) => isCharge(spend.kind)).map(({ spend }) => spend.pence);
    return addUp(charges) > THRESHOLD || lines.some(({ spend }) => spend.pence > THRESHOLD);
  };
  const published = new Set([...byInvoice.values()].filter(passes).flat());
  return paid.filter((one) => published.has(one));
}

/** A day as the schema wants it: dd/mm/yyyy. */
export function slashed(day: string): string {
  return day.split('-').toReversed().join('/');
}
