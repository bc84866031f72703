import { formatDecimal } from '../money/pence.ts';
import type { Entry } from './entry.ts';

/**
 * The books as a plain-text journal that hledger reads: one transaction an entry, dated the day it happened, with the
 * period and the references as tags. Texts about people are not part of it.
 */
export function journal(entries: Iterable<Entry>): string {
  const lines = ['; amounts in pounds; an account below zero has given more than it took', 'commodity £1,000.00', ''];
  for (const entry of entries) {
    const tags = [`entry:${entry.id}`, `period:${entry.year}-${entry.period}`];
    if (entry.spendRef !== null) tags.push(`spend:${entry.spendRef}`);
    if (entry.batchRef !== null) tags.push(`batch:${entry.batchRef}`);
    if (entry.decisionRef !== null) tags.push(`decision:${entry.decisionRef}`);
    if (entry.corrects !== null) tags.push(`corrects:${entry.corrects}`);
    lines.push(
      `${entry.happenedOn} ${entry.kind}  ; ${tags.join(', ')}`,
      `    ${entry.to.name}  £${formatDecimal(entry.pence)}`,
      `    ${entry.from.name}  £${formatDecimal(-entry.pence)}`,
      '',
    );
  }
  return lines.join('\n');
}
