import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { seedDemonstration } from '../../seeds/demonstration.ts';
import { scopeOf } from '../../src/people/tokens/scope.ts';
import { openWorld, type Visitor, type World } from '../world.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query';
  schema: { examples?: string[]; enum?: string[]; pattern?: string };
}

interface Description {
  paths: Record<string, { get: { parameters: Parameter[]; tags: string[] } }>;
  components: { schemas: { Table: object } };
}

describe('the description of the tables', () => {
  let world: World;
  let auditor: Visitor;
  let described: Description;
  beforeAll(async () => {
    world = await openWorld('sqlite', seedDemonstration);
    auditor = await world.signIn('auditor@demo.example');
    described = (await auditor.get('/openapi.json')).body;
  });
  afterAll(() => world.close());

  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const answer = await validator.validate(JSON.parse(JSON.stringify(described)));
    expect(answer.errors ?? []).toEqual([]);
    expect([answer.valid, validator.version]).toEqual([true, '3.1']);
  });

  test('has every table of the program, in a scope that a token can be given', () => {
    const tables = world.listed.filter(({ table }) => table !== undefined);
    const paths = tables.map(({ path }) => path.replaceAll(/:([a-z]+)/g, '{$1}'));
    expect(Object.keys(described.paths).sort()).toEqual(paths.sort());
    expect(tables.filter(({ act }) => act === 'open' || scopeOf(act) === null).map(({ path }) => path)).toEqual([]);
  });

  test('promises what the program checks: each answer is as described, each other part is refused', async () => {
    const isTable = new Ajv2020({ strict: false }).compile<Answer>(described.components.schemas.Table);
    const wrong: string[] = [];
    for (const [path, { get }] of Object.entries(described.paths)) {
      if (!path.endsWith('.json') || path.includes('{')) continue;
      const { status, body } = await auditor.get(path);
      if (status === 403) continue;
      if (status !== 200 || !isTable(body)) {
        wrong.push(`${path}: ${status}`);
        continue;
      }
      wrong.push(...faultsOf(body).map((fault) => `${path} ${fault}`));
      const shaped = get.parameters.filter(({ schema }) => schema.enum !== undefined || schema.pattern !== undefined);
      for (const name of ['no-such-part', ...shaped.filter((one) => one.in === 'query').map((one) => one.name)]) {
        if ((await auditor.get(`${path}?${name}=%21%21`)).status !== 400) wrong.push(`${path}?${name}: takes anything`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

interface Answer {
  columns: { key: string }[];
  rows: Record<string, unknown>[];
}

/** Two columns of one name, and numbers and days as people write them, which programs would have to read as words. */
function faultsOf({ columns, rows }: Answer): string[] {
  const isTwice = new Set(columns.map(({ key }) => key)).size !== columns.length;
  const asWords = rows.flatMap((row) =>
    Object.entries(row)
      .filter(([, value]) => /^(\(?-?£[\d,.]+\)?|\d{1,2} [A-Z][a-z]{2} \d{4})$/.test(String(value)))
      .map(([key, value]) => `${key}: ${value}`),
  );
  return [...(isTwice ? ['has two columns of one name'] : []), ...new Set(asWords)];
}
