/** Leads what a test imports from `@jest/globals`, which refuses to be loaded outside jest's modules, to our own. */
export function resolve(specifier, context, next) {
  if (specifier !== '@jest/globals') return next(specifier, context);
  return { url: new URL('./globals.mjs', import.meta.url).href, shortCircuit: true };
}
