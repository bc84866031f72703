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
    const isTable = new Ajv2020({ strict: false }).compile<{ columns: { key: string }[] }>(
      described.components.schemas.Table,
    );
    const wrong: string[] = [];
    for (const [path, { get }] of Object.entries(described.paths)) {
      if (!path.endsWith('.json') || path.includes('{')) continue;
      const answer = await auditor.get(path);
      if (answer.status === 403) continue;
      if (answer.status !== 200 || !isTable(answer.body)) {
        wrong.push(`${path}: ${answer.status}`);
        continue;
      }
      const keys = new Set(answer.body.columns.map(({ key }) => key));
      if (keys.size !== answer.body.columns.length) wrong.push(`${path}: keys`);
      if ((await auditor.get(`${path}?no-such-part=1`)).status !== 400) wrong.push(`${path}: takes anything`);
      for (const { name, in: where, schema } of get.parameters) {
        if (where !== 'query') continue;
        const fits = schema.enum?.[0] ?? schema.examples?.[0] ?? '';
        const taken = await auditor.get(`${path}?${name}=${encodeURIComponent(fits)}`);
        if (taken.status >= 500) wrong.push(`${path}?${name}=${fits}: ${taken.status}`);
        if (schema.enum === undefined && schema.pattern === undefined) continue;
        const refused = await auditor.get(`${path}?${name}=%21%21`);
        if (refused.status !== 400) wrong.push(`${path}?${name}: takes anything`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no name of a column and no cell says a number as people write it, so that programs need not read words', async () => {
    const wrong: string[] = [];
    for (const path of Object.keys(described.paths).filter((one) => one.endsWith('.json') && !one.includes('{'))) {
      const answer = await auditor.get(path);
      if (answer.status !== 200) continue;
      for (const row of answer.body.rows) {
        for (const [key, value] of Object.entries(row)) {
          if (typeof value !== 'string') continue;
          if (/^\(?-?£[\d,.]+\)?$/.test(value) || /^\d{1,2} [A-Z][a-z]{2} \d{4}$/.test(value))
            wrong.push(`${path} ${key}: ${value}`);
        }
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });
});
