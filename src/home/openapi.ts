import type { Listed } from '../people/door.ts';
import { MEDIA_TYPES, type TableFormat } from '../people/table-address.ts';
import { SCOPES, scopeOf } from '../people/tokens/scope.ts';
import { jsonSchema } from '../platform/parameter.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The tables of the program in the order of their addresses, each with the formats it comes in. */
export interface TableAbout {
  stem: string;
  listed: Listed & { act: Exclude<Listed['act'], 'open'>; table: NonNullable<Listed['table']> };
  formats: TableFormat[];
}

/** The tables among the door's addresses. */
export function tablesOf(listed: readonly Listed[]): TableAbout[] {
  const tables = new Map<string, TableAbout>();
  for (const one of listed) {
    if (one.table === undefined || one.act === 'open') continue;
    const { stem, format } = one.table;
    const known = tables.get(stem);
    if (known !== undefined) known.formats.push(format);
    else tables.set(stem, { stem, listed: { ...one, act: one.act, table: one.table }, formats: [format] });
  }
  return [...tables.values()].toSorted((a, b) => (a.stem < b.stem ? -1 : 1));
}

/** What a part of a path may be, by its name; anything else is a short text. */
const PATH_PARTS: Record<string, { description: string; example: string }> = {
  ref: { description: 'the reference of a record', example: 'I-04' },
  initiative: { description: 'the reference of an initiative', example: 'I-04' },
  year: { description: 'a financial year', example: '2015-16' },
  period: { description: 'a period', example: '2015-16-P04' },
  code: { description: 'a code', example: 'PCC' },
  table: { description: 'a table of the initiative’s kind', example: 'posts-vacancies' },
  sort: { description: 'a sort of records of the initiative', example: 'school-session' },
};

/**
 * The tables as an OpenAPI 3.1 description. Its parameters are made of the very schemas that check what is asked, so it
 * cannot promise what the program refuses.
 */
export function openApi(tables: readonly TableAbout[]): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'CSE fund record: tables',
      version: '1',
      description:
        'Every list and table of the record, read only. Amounts are pounds with two decimals, exact to the penny; days and instants are ISO 8601, instants in UTC; [c] stands for a confidential number, [x] for one that is not available or not published, [z] for one that does not apply. The same values as on the pages, for whoever asks.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { basic: [] }],
    tags: Object.entries(SCOPES).map(([name, { text }]) => ({ name, description: text })),
    paths: Object.fromEntries(tables.flatMap(pathsOf)),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An access token.' },
        basic: { type: 'http', scheme: 'basic', description: 'Any name, with an access token as the password.' },
      },
      schemas: { Table: TABLE_SCHEMA, Problem: PROBLEM_SCHEMA },
      responses: Object.fromEntries(
        Object.entries(PROBLEMS).map(([status, description]) => [
          `Problem${status}`,
          {
            description,
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

const PROBLEMS = {
  400: 'A part of the address is not known, or not of its shape.',
  401: 'No access token came, or one that is unknown, expired or revoked.',
  403: 'The token is not good for this part of the record, or its owner may not read it.',
  404: 'There is no such record.',
  429: 'Too many requests came at once: wait as long as Retry-After says.',
};

const TABLE_SCHEMA: Json = {
  type: 'object',
  required: ['title', 'notes', 'columns', 'rows'],
  properties: {
    title: { type: 'string' },
    notes: {
      type: 'array',
      items: { type: 'string' },
      description: 'What totals leave out, and what readers must know.',
    },
    columns: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'title', 'type'],
        properties: {
          key: { type: 'string', description: 'The name that rows use.' },
          title: { type: 'string', description: 'The heading on the page.' },
          type: { enum: ['amount', 'number', 'day', 'instant', 'text'] },
        },
      },
    },
    rows: {
      type: 'array',
      items: { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
    },
    count: { type: 'integer', description: 'How many rows there are, where the table is sent as it is read.' },
  },
};

const PROBLEM_SCHEMA: Json = {
  type: 'object',
  required: ['title', 'status', 'detail'],
  properties: { title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' } },
};

function pathsOf({ stem, listed, formats }: TableAbout): [string, Json][] {
  const path = stem.replaceAll(/:([a-z]+)/g, '{$1}');
  const names = [...stem.matchAll(/:([a-z]+)/g)].map(([, name = '']) => name);
  const scope = scopeOf(listed.act);
  const parameters: Json[] = [
    ...names.map((name) => ({
      name,
      in: 'path',
      required: true,
      description: PATH_PARTS[name]?.description ?? name,
      schema: { type: 'string', examples: [PATH_PARTS[name]?.example ?? 'x'] },
    })),
    ...Object.entries(listed.table.parameters).map(([name, schema]) => ({
      name,
      in: 'query',
      description: schema.description ?? name,
      schema: jsonSchema(schema) as Json,
    })),
  ];
  return formats.map((format) => [
    `${path}.${format}`,
    {
      get: {
        operationId: `${stem.replaceAll(/[^a-z0-9]+/gi, '_').replace(/^_/, '')}_${format}`,
        tags: scope === null ? [] : [scope],
        parameters,
        responses: {
          200: {
            description: 'The table.',
            content: { [MEDIA_TYPES[format].split(';')[0] as string]: contentOf(format) },
          },
          ...Object.fromEntries(
            Object.keys(PROBLEMS).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
          ),
        },
      },
    },
  ]);
}

function contentOf(format: TableFormat): Json {
  return format === 'json' ? { schema: { $ref: '#/components/schemas/Table' } } : {};
}
