import type { Act } from '../audit/act.ts';
import type { FormReader } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';

const CODE = /^[A-Z][A-Z0-9-]{1,19}$/;

/** Reads the code that a fund, a funding source or a measure is known by: it stands in account names and addresses. */
export function readCode(form: FormReader): string {
  const code = form.text('code', 'Code', { longest: 20 });
  if (code !== '' && code.length <= 20 && !CODE.test(code)) {
    form.fail('code', 'Code must be 2 to 20 capital letters, digits or hyphens, starting with a letter, like PCC-2015');
  }
  return code;
}

/** Refused as `code-used` when the office already has something of this code in the table. */
export async function demandFreeCode(act: Act, table: 'fund' | 'funding_source' | 'measure', code: string) {
  const taken = await act.trx(table).where({ office_id: act.doer.officeId, code }).first('id');
  if (taken !== undefined) throw refused('code-used', `The code ${code} is already in use. Choose another.`, 'code');
}
