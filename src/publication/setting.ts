import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { refused } from '../platform/refusal.ts';
import { inProject } from '../platform/root.ts';

/** A licence under which anybody may use what is published (`data/open-licences.csv`). */
export interface Licence {
  code: string;
  label: string;
  url: string;
}

const LICENCES: readonly Licence[] = parse(readFileSync(inProject('data', 'open-licences.csv')), {
  columns: true,
  bom: true,
});

export const LICENCE_CHOICES: readonly Choice[] = LICENCES.map(({ code, label }) => ({ value: code, text: label }));

/** What an office says once of what it publishes. */
export interface Settings {
  /** 0 while nothing was set. */
  version: number;
  /** The publisher's prefix that 360Giving registered, such as '360G-example'. */
  prefix: string | null;
  /** The office's own identifier as a funder, such as 'GB-LAE-LDS'. */
  funderId: string | null;
  licence: Licence | null;
  /** Where the public reaches this record's public page, such as 'https://www.office.example'. */
  website: string | null;
}

export const NO_SETTINGS: Settings = { version: 0, prefix: null, funderId: null, licence: null, website: null };

/** The licence of a code; null for none. */
export function licenceOf(code: string | null): Licence | null {
  return LICENCES.find((licence) => licence.code === code) ?? null;
}

const PREFIX = /^360G-[A-Za-z0-9]{2,40}$/;
const FUNDER = /^[A-Z]{2,3}(?:-[A-Z0-9]{2,10}){1,3}-[A-Za-z0-9.-]{1,40}$|^360G-[A-Za-z0-9-]{2,60}$/;

/** Refused by name: `prefix` and `funder` for what is no prefix of 360Giving and no identifier of an organisation. */
export function checkSettings({ prefix, funderId }: Pick<Settings, 'prefix' | 'funderId'>): void {
  if (prefix !== null && !PREFIX.test(prefix)) {
    throw refused(
      'prefix',
      'A prefix is 360G- and letters or digits, as 360Giving registered it, such as 360G-example.',
      'prefix',
    );
  }
  if (funderId !== null && !FUNDER.test(funderId)) {
    throw refused(
      'funder',
      'An identifier is that of org-id.guide, such as GB-COH-01234567, or one that begins with 360G-.',
      'funderId',
    );
  }
}
