import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { Choice } from '../platform/form.ts';
import { inProject } from '../platform/root.ts';

/** What attached documents are (`data/attachment-kinds.csv`), in the order in which forms list them. */
const ATTACHMENT_KINDS: readonly Choice[] = readKinds();

function readKinds(): Choice[] {
  const file = readFileSync(inProject('data', 'attachment-kinds.csv'));
  const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
  return rows.map(({ code = '', label = '' }) => ({ value: code, text: label }));
}

/** The kind in words, or its code when it is no longer one of ours. */
export function attachmentKindShown(code: string): string {
  return ATTACHMENT_KINDS.find(({ value }) => value === code)?.text ?? code;
}

/** The kinds named, as the choices of a form. An error when one is not listed: that is a mistake of ours. */
export function kindChoices(codes: readonly string[]): Choice[] {
  return codes.map((code) => {
    const kind = ATTACHMENT_KINDS.find(({ value }) => value === code);
    if (kind === undefined) throw new Error(`attachment-kinds.csv does not list ${code}.`);
    return kind;
  });
}
