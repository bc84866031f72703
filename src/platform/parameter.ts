import { z } from 'zod';

/** The parts of an address after the question mark, each with the schema that checks it and describes it. */
export type Parameters = Readonly<Record<string, z.ZodType<string>>>;

/** A part of an address that is a short text, as its description says. */
export function textParameter(description: string, example: string): z.ZodType<string> {
  return z
    .string()
    .max(500)
    .meta({ description, examples: [example] });
}

/** A part of an address of one shape. */
export function patternParameter(pattern: RegExp, description: string, example: string): z.ZodType<string> {
  return z
    .string()
    .max(500)
    .regex(pattern)
    .meta({ description, examples: [example] });
}

/** A part of an address that is one of the words named. */
export function choiceParameter(values: readonly string[], description: string): z.ZodType<string> {
  return z.enum(values).meta({ description });
}

export const YEAR = patternParameter(/^\d{4}-\d{2}$/, 'a financial year, such as 2015-16', '2015-16');
export const INITIATIVE = patternParameter(/^I-\d{1,6}$/, 'the reference of an initiative, such as I-04', 'I-04');
export const AGREEMENT = patternParameter(/^AG-\d{4}-\d{1,6}$/, 'the reference of an agreement', 'AG-2015-004');
export const QUARTER = patternParameter(/^\d{4}-\d{2}-Q[1-4]$/, 'a quarter, such as 2015-16-Q1', '2015-16-Q1');

/** An address's description as JSON Schema, out of the very schema that checks it. */
export function jsonSchema(schema: z.ZodType<string>): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
  return rest;
}
