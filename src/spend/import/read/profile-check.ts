import type { ColumnName, ImportProfile } from './profile.ts';
import { expected } from './profile-part.ts';

/** Throws when the parts of a profile do not fit each other, such as a required column that has no header. */
export function checkTogether(profile: ImportProfile, where: string): void {
  checkColumns(profile, where);
  checkKey(profile, where);
  checkDates(profile, where);
  checkMoney(profile, where);
  checkPeriod(profile, where);
}

function checkColumns(profile: ImportProfile, where: string): void {
  const { required, keep, columns, categories } = profile;
  for (const name of ['date', 'transaction', 'supplier'] as const) need(profile, name, where);
  const rules = (categories?.rules ?? []).map(({ column }) => column);
  // What a rule looks at and the file has not got would fall to the default without a word.
  if (categories !== null && categories.rules.length > 0) need(profile, 'category', where);
  for (const name of new Set<ColumnName>([...required, ...keep, ...rules])) {
    if (!columns[name]) expected(`${where}: columns`, `headers for ${name}`, columns[name]);
  }
  for (const name of required) {
    if (!keep.includes(name)) expected(`${where}: keep`, `${name}, since it is required`, keep);
  }
}

function checkKey({ lineKey, required }: ImportProfile, where: string): void {
  for (const part of lineKey) {
    if (part === 'occurrence' || required.includes(part)) continue;
    expected(`${where}: line_key`, 'required columns and occurrence', part);
  }
  if (!lineKey.includes('transaction')) expected(`${where}: line_key`, 'transaction among its parts', lineKey);
  // Without it, the second row of a transaction would look like the first row imported again.
  const counts = lineKey.filter((part) => part === 'line' || part === 'occurrence');
  if (counts.length === 0) expected(`${where}: line_key`, 'occurrence among its parts', lineKey);
  if (counts.length > 1 || lineKey.at(-1) !== counts[0]) {
    expected(`${where}: line_key`, 'line or occurrence as its last part', lineKey);
  }
}

function checkDates({ dates }: ImportProfile, where: string): void {
  if (dates.length === 0) expected(`${where}: dates`, 'at least one shape', dates);
  const serials = dates.filter((shape) => shape.startsWith('Excel serial'));
  if (serials.length > 1) expected(`${where}: dates`, 'one system of Excel serials', dates);
}

function checkMoney(profile: ImportProfile, where: string): void {
  const { basis, columns, required } = profile;
  const isSplit = required.includes('debit') || required.includes('credit');
  if (isSplit) {
    if (columns.amount) expected(`${where}: columns`, 'an amount, or a debit and a credit', columns.amount);
    for (const name of ['debit', 'credit'] as const) need(profile, name, where);
  } else {
    need(profile, 'amount', where);
  }
  if (basis.kind === 'gross with a VAT column') need(profile, 'vat', where);
  if (basis.kind === 'tax on its own line') need(profile, 'account', where);
}

function checkPeriod(profile: ImportProfile, where: string): void {
  const { from } = profile.period;
  if (from !== 'asked') need(profile, 'period', where);
  if (from === 'period and fiscal year') need(profile, 'fiscalYear', where);
}

function need({ required }: ImportProfile, name: ColumnName, where: string): void {
  if (!required.includes(name)) expected(`${where}: required`, `${name} among them`, required);
}
