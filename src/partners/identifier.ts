import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';
import type { Organisations } from './organisation.ts';

/** A register that gives organisations numbers, with the shape of its numbers: `data/organisation-identifiers.csv`. */
export interface IdentifierScheme {
  scheme: string;
  label: string;
  pattern: RegExp;
  example: string;
  says: string;
}

const LONGEST = 40;

export const IDENTIFIER_SCHEMES: readonly IdentifierScheme[] = readSchemes();

export const SCHEME_CHOICES: readonly Choice[] = IDENTIFIER_SCHEMES.map(({ scheme, label }) => ({
  value: scheme,
  text: label,
}));

function readSchemes(): IdentifierScheme[] {
  const file = readFileSync(inProject('data', 'organisation-identifiers.csv'));
  const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
  return rows.map(({ scheme = '', label = '', pattern = '', example = '', says = '' }) => ({
    scheme,
    label,
    pattern: new RegExp(pattern),
    example,
    says,
  }));
}

export function schemeLabel(scheme: string): string {
  return IDENTIFIER_SCHEMES.find((known) => known.scheme === scheme)?.label ?? scheme;
}

/** The identifier as data standards write it, such as `GB-COH-01234567` (org-id.guide). */
export function fullIdentifier({ scheme, code }: { scheme: string; code: string }): string {
  return `${scheme}-${code}`;
}

/**
 * A number as it is kept: in capitals, without spaces and without the prefix of its register. Leading zeros stay.
 * Refused by name: `identifier-shape`, with what the register's numbers look like.
 */
export function readIdentifierCode(scheme: IdentifierScheme, typed: string): string {
  const short = typed
    .slice(0, LONGEST + 1)
    .toUpperCase()
    .replace(/\s/g, '');
  const code = short.startsWith(`${scheme.scheme}-`) ? short.slice(scheme.scheme.length + 1) : short;
  if (code.length > LONGEST || !scheme.pattern.test(code)) {
    throw refused(
      'identifier-shape',
      `${scheme.label} must be ${scheme.says}, like ${scheme.example}. ${JSON.stringify(code)} is not; check it.`,
      'code',
    );
  }
  return code;
}

/**
 * Refuses, by name, a number that may not be an organisation's: one that another has (`identifier-taken`), one that it
 * has itself (`identifier-known`), and a second of the same register (`identifier-second`). What was merged counts as
 * one. `id` is null for an organisation that is being added.
 */
export function demandIdentifierFree(
  organisations: Organisations,
  id: number | null,
  { scheme, code }: { scheme: string; code: string },
): void {
  const mine = new Set(id === null ? [] : organisations.groupOf(id).map((record) => record.id));
  const label = schemeLabel(scheme);
  for (const record of organisations.all) {
    for (const held of record.identifiers.filter((identifier) => identifier.scheme === scheme)) {
      if (held.code === code && !mine.has(record.id)) {
        const { name } = organisations.survivorOf(record.id);
        const sentence = `${label} ${code} is that of ${name}. Use that organisation, or check the number.`;
        throw refused('identifier-taken', sentence, 'code');
      }
      if (!mine.has(record.id)) continue;
      const sentence =
        held.code === code
          ? `${label} ${code} is recorded already.`
          : `It has ${label} ${held.code}. Take that back first if it is wrong.`;
      throw refused(held.code === code ? 'identifier-known' : 'identifier-second', sentence, 'code');
    }
  }
}
