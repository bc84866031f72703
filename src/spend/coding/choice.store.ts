import type { Act } from '../../audit/act.ts';
import { REMOVED, spellOut } from '../../audit/words.ts';
import type { Db, Row } from '../../platform/database.ts';
import { canonical } from '../../platform/digest.ts';
import { notFound, refused } from '../../platform/refusal.ts';
import type { CodableLine } from './codable-line.ts';
import { addRule, codingColumns, readRules } from './coding-rule.store.ts';
import type { CodingRule, NewCodingRule } from './coding-rule.ts';
import { compileRules } from './compile.ts';
import { type RuleNames, readRuleNames } from './rule-names.ts';
import { resultFrom } from './rule-version.store.ts';
import {
  type KeptChoice,
  type NewChoice,
  SIGNATURE_FIELDS,
  type Signature,
  type Suggestion,
  type SuggestionAnswer,
  suggestionsFrom,
} from './suggestion.ts';

/**
 * Records that lines were coded by hand or left out, within the act that does so: a row for each signature and result. What the
 * lines said stands beside the books as one text; of a supplier that is known only the organisation's number is kept.
 */
export async function recordChoices(act: Act, choices: readonly NewChoice[]): Promise<void> {
  if (choices.length === 0) return;
  const { suppliers } = await readRuleNames(act.trx, act.doer.officeId);
  const alike = new Map<string, NewChoice & { organisationId: number | null; text: string }>();
  for (const { signature, result, lines } of choices) {
    const organisationId = suppliers.organisationOf(signature.supplier);
    const text = signatureText(signature, organisationId === null ? signature.supplier : null);
    const key = JSON.stringify([signature.profile, organisationId, text, codingColumns(result)]);
    const before = alike.get(key);
    alike.set(key, { signature, result, lines: lines + (before?.lines ?? 0), organisationId, text });
  }
  const rows = [...alike.values()];
  const words = await act.manyWords(rows.map(({ text }) => text));
  await act.addMany(
    'coding_choice',
    rows.map(({ signature: { profile }, organisationId, result, lines }, at) => ({
      profile,
      organisation_id: organisationId,
      signature_words: words[at] as string,
      ...codingColumns(result),
      lines,
      entered_by: act.doer.personId,
    })),
  );
}

function signatureText(signature: Signature, supplier: string | null): string {
  return canonical({ supplier, ...Object.fromEntries(SIGNATURE_FIELDS.map((field) => [field, signature[field]])) });
}

/** The rules that people follow by hand and that no rule decides yet, the most used first. */
export async function suggestRules(db: Db, officeId: number, upToSeq = Number.MAX_SAFE_INTEGER): Promise<Suggestion[]> {
  const names = await readRuleNames(db, officeId);
  return suggestedBeside(await readRules(db, officeId, upToSeq), names, {
    choices: await readChoices(db, officeId, upToSeq),
    answers: await readAnswers(db, officeId, upToSeq),
  });
}

function suggestedBeside(
  rules: readonly CodingRule[],
  { suppliers, wording }: RuleNames,
  { choices, answers }: { choices: readonly KeptChoice[]; answers: readonly SuggestionAnswer[] },
): Suggestion[] {
  const decide = compileRules(rules, suppliers);
  return suggestionsFrom(choices, answers, suppliers).filter(
    (suggestion) => decide(lineOf(suggestion, wording.organisation)) === null,
  );
}

/** The line that a suggestion is made of, so that the rules can be asked about it. */
function lineOf({ conditions, profiles: [profile = ''] }: Suggestion, nameOf: (id: number) => string): CodableLine {
  const said = (field: keyof CodableLine): string | null =>
    conditions.find((condition) => condition.field === field)?.values[0] ?? null;
  const supplier = conditions.find(({ field }) => field === 'supplier');
  const text = supplier?.values[0] ?? '';
  const fields = Object.fromEntries(SIGNATURE_FIELDS.map((field) => [field, said(field)]));
  return {
    ...NOTHING_SAID,
    ...fields,
    profile,
    supplier: supplier?.test === 'organisation' ? nameOf(Number(text)) : text,
  };
}

const NOTHING_SAID: CodableLine = {
  profile: '',
  system: '',
  account: null,
  costCentre: null,
  project: null,
  supplier: '',
  supplierId: null,
  text: null,
  area: null,
  type: null,
  body: null,
  categoryText: null,
  reference: null,
};

/** A suggestion by its number as it stands; not found when none is offered under it, or no longer. */
export async function findSuggestion(db: Db, officeId: number, id: number): Promise<Suggestion> {
  const found = (await suggestRules(db, officeId)).find((suggestion) => suggestion.id === id);
  if (found === undefined) throw notFound(`suggestion ${String(id).slice(0, 20)} that is still open`);
  return found;
}

/**
 * Makes a rule of a suggestion, as it was offered or changed first, and answers its reference. Refused by name as
 * `addRule` refuses, and `suggestion-answered` when somebody else has answered it meanwhile.
 */
export async function acceptSuggestion(
  act: Act,
  wanted: NewCodingRule & { suggestion: number; why: string },
): Promise<string> {
  await demandOpen(act, wanted.suggestion);
  const { conditions, result, profiles, why } = wanted;
  const rule = await addRule(act, { conditions, result, profiles, why });
  await answer(act, { suggestion: wanted.suggestion, why, rule });
  return rule;
}

/** Declines a suggestion: it is offered again only after as many more choices as it took. Refused: `suggestion-answered`. */
export async function declineSuggestion(act: Act, wanted: { suggestion: number; why: string }): Promise<void> {
  await demandOpen(act, wanted.suggestion);
  await answer(act, { ...wanted, rule: null });
}

async function demandOpen(act: Act, id: number): Promise<void> {
  if ((await suggestRules(act.trx, act.doer.officeId)).some((suggestion) => suggestion.id === id)) return;
  throw refused(
    'suggestion-answered',
    'This suggestion is no longer open: somebody has answered it, or coded a line otherwise. Look at the list of rules.',
  );
}

async function answer(act: Act, wanted: { suggestion: number; why: string; rule: string | null }): Promise<void> {
  await act.add('coding_suggestion_answer', {
    choice_id: wanted.suggestion,
    answer: wanted.rule === null ? 'declined' : 'accepted',
    rule: wanted.rule,
    why_words: await act.words(wanted.why),
    entered_by: act.doer.personId,
  });
}

async function readChoices(db: Db, officeId: number, upToSeq: number): Promise<KeptChoice[]> {
  const rows: Row[] = await db('coding_choice')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  return (await spellOut(db, rows)).filter(({ signature }) => signature !== REMOVED).map(choiceFrom);
}

function choiceFrom(row: Row): KeptChoice {
  return {
    id: row.id,
    signature: { profile: row.profile, ...JSON.parse(row.signature) },
    organisationId: row.organisation_id,
    result: resultFrom(row),
    lines: row.lines,
    enteredBy: row.entered_by,
    seq: row.act_seq,
  };
}

async function readAnswers(db: Db, officeId: number, upToSeq: number): Promise<SuggestionAnswer[]> {
  const rows: Row[] = await db('coding_suggestion_answer')
    .where({ office_id: officeId })
    .where('act_seq', '<=', upToSeq)
    .orderBy('id');
  return rows.map(({ choice_id: choiceId, answer: said, act_seq: seq }) => ({ choiceId, answer: said, seq }));
}
