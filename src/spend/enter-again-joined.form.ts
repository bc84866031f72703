import { addUp } from '../ledger/balance.ts';
import { formatDecimal } from '../money/pence.ts';
import { type Field, Fields } from '../platform/form.pages.ts';
import { FormReader, type Typed } from '../platform/form.ts';
import { type AgainForm, type AgainFrom, chargeTyped, entering } from './enter-again.form.ts';
import { leadOf } from './joint.store.ts';
import { codedNow, readRecodeForm } from './recode.form.ts';
import { type Recodable, recodePage } from './recode.pages.ts';
import { enterRecode } from './recode.ts';
import { ENTRY_FIELDS, readSpend } from './spend.form.ts';
import type { Spend } from './spend.ts';
import { spendFormPage } from './spend-form.pages.ts';
import { readShares, readSplitForm, SHARE_FIELDS, shareField } from './split.form.ts';
import { shareFields, splitPage } from './split.pages.ts';
import { enterShared, splitRecode } from './split.ts';

/** One form for a returned invoice and its shares: they are corrected together, as they are decided. */
export function sharesForm({ together, choices, today, settles }: AgainFrom): AgainForm {
  const lead = leadOf(together);
  const whole = {
    ...lead,
    netPence: addUp(together.map(({ netPence }) => netPence)),
    vatPence: addUp(together.map(({ vatPence }) => vatPence)),
  };
  return {
    typed: { ...chargeTyped(whole, choices.periods), ...typedShares(together), settles: settles ?? '' },
    page: (typed, errors) => {
      const page = spendFormPage(choices, typed, errors);
      const shares = shareFields(new Fields(typed, errors));
      return {
        ...page,
        fields: (page.fields as Field[]).flatMap((field) => {
          if (field.params.name === 'place') return [];
          return field.params.name === 'vat' ? [field, ...shares] : [field];
        }),
      };
    },
    read: (body) => {
      const form = new FormReader({ ...(body as Typed), place: lead.place }, [...ENTRY_FIELDS, ...SHARE_FIELDS]);
      const spend = readSpend(form, choices, today);
      const paid = form.choice('settles', 'Claim that it pays', choices.payables, { optional: true }) || null;
      const shares = readShares(form);
      const answer = form.answer(() => ({ spend: { ...spend(), settles: paid }, shares: shares() }));
      return entering(answer, (wanted) => (act, by) => enterShared(act, wanted.spend, wanted.shares, by));
    },
  };
}

/** The form of a returned recoding: of what is left of its original now. */
export function recodingForm(from: AgainFrom, recodable: Recodable): AgainForm {
  const [back, first, ...others] = from.together as [Spend, Spend, ...Spend[]];
  const why = back.reason ?? '';
  if (others.length > 0) return dividedForm(from, recodable, why);
  const { choices, today } = from;
  return {
    typed: { ...codedNow(first), why, reason: first.reason ?? '' },
    page: (typed, errors) => recodePage(recodable, choices, typed, errors),
    read: (body) =>
      entering(
        readRecodeForm(body, recodable.corrected, choices, today),
        (wanted) => (act, by) => enterRecode(act, wanted, by),
      ),
  };
}

function dividedForm({ together, today }: AgainFrom, recodable: Recodable, why: string): AgainForm {
  return {
    typed: { ...typedShares(together.slice(1)), why },
    page: (typed, errors) => splitPage(recodable, typed, errors),
    read: (body) =>
      entering(
        readSplitForm(body),
        ({ shares, reason }) =>
          (act, by) =>
            enterRecode(act, splitRecode(recodable.corrected, shares, { reason, happenedOn: today }), by),
      ),
  };
}

/** Shares as they were entered, to the penny. */
function typedShares(parts: readonly Spend[]): Typed {
  const amounts = parts.map(({ place, pence }) => [shareField(place), formatDecimal(pence)]);
  return { by: 'amounts', ...Object.fromEntries(amounts) };
}
