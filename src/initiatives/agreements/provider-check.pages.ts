import { formatDay } from '../../calendar/day.ts';
import { checkStateCell } from '../../partners/check.pages.ts';
import { checkWarnings, type StandingCheck, worstCheck } from '../../partners/check.ts';
import { organisationHref } from '../../partners/organisation.pages.ts';
import type { PagePart } from '../../people/page-part.ts';
import type { Field, Fields } from '../../platform/form.pages.ts';
import { type Cell, words } from '../../platform/table.ts';
import type { Agreement } from './agreement.ts';
import { CHECK_REASON } from './provider-check.form.ts';
import type { ReliedOn } from './provider-check.store.ts';

/** How the provider of an agreement stands with its checks. */
export interface ProviderShown {
  agreement: Agreement;
  provider: string;
  standing: readonly StandingCheck[];
  reliedOn: readonly ReliedOn[];
  names: ReadonlyMap<number, string>;
  today: string;
}

/** What the checks of its provider say on the page of an agreement: warnings while it runs, and who went on without one. */
export function providerPart({ agreement, provider, standing, reliedOn, names, today }: ProviderShown): PagePart {
  const isOver = agreement.endsOn < today;
  return {
    warnings: isOver ? [] : checkWarnings(provider, standing),
    summary: [
      {
        key: 'Checks of the provider',
        cells: [
          checkStateCell(worstCheck(standing)),
          words('See its checks', organisationHref(agreement.organisationId)),
        ],
      },
    ],
    sections:
      reliedOn.length === 0
        ? []
        : [
            {
              heading: 'Agreed without a check',
              sentences: reliedOn.map((override) => reliedSentence(override, names)),
            },
          ],
  };
}

function reliedSentence({ variation, untilOn, reason, decidedBy }: ReliedOn, names: ReadonlyMap<number, string>) {
  const what = variation === null ? 'The agreement' : `Variation ${variation}`;
  return `${what}, allowed by ${names.get(decidedBy ?? 0) ?? 'the program'} until ${formatDay(untilOn)}: ${reason}`;
}

/** How the provider of an agreement stands with its checks, as a cell of a list. */
export function providerCell(standing: readonly StandingCheck[]): Cell {
  return checkStateCell(worstCheck(standing));
}

/** The question put to those who may let something be agreed without a check. */
export function checkReasonField(fields: Fields): Field {
  return fields.longText(CHECK_REASON, 'Reason for going on without a check', {
    optional: true,
    rows: 2,
    hint: 'Only where a check of the provider has expired or failed',
  });
}
