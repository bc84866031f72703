/**
 * What jest-circus offers a test file. It is made anew for each file, while this module, and whatever else was loaded
 * with it, stays: so each name leads to what is offered now.
 */
function offered(name) {
  const now = () => globalThis[Symbol.for('jest.globals')][name];
  return new Proxy(() => {}, {
    apply: (_target, _self, values) => now()(...values),
    get: (_target, key) => now()[key],
  });
}

export const afterAll = offered('afterAll');
export const afterEach = offered('afterEach');
export const beforeAll = offered('beforeAll');
export const beforeEach = offered('beforeEach');
export const describe = offered('describe');
export const expect = offered('expect');
export const it = offered('it');
export const jest = offered('jest');
export const test = offered('test');
