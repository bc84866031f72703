import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { register as registerTypeScript } from 'tsx/esm/api';

const require = createRequire(import.meta.url);
const { default: runCircus } = require('jest-circus/runner');

let isReady = false;

/**
 * Runs a test file with jest-circus on Node's own modules instead of jest's. A worker then loads the program once, not
 * once for each file, and runs it as the server does: in jest's own contexts it is two to three times slower. For
 * coverage, and to watch files change, jest's modules stay.
 */
export default function run(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  if (!globalConfig.collectCoverage && !globalConfig.watch && !globalConfig.watchAll) {
    getReady();
    offerNodesModules(environment, runtime);
    // jest reads the places in a trace from transforms of its own; here Node knows them.
    Error.prepareStackTrace = undefined;
    process.setSourceMapsEnabled(true);
  }
  return runCircus(globalConfig, config, environment, runtime, testPath, sendMessageToJest);
}

function getReady() {
  if (isReady) return;
  registerTypeScript();
  register('./globals-hook.mjs', import.meta.url);
  isReady = true;
}

function offerNodesModules({ moduleMocker }, runtime) {
  Object.assign(runtime, {
    // jest-circus keeps the tests that a file names in its own module, so each file needs a new one.
    requireInternalModule(path) {
      delete require.cache[path];
      delete globalThis[Symbol.for('EVENT_HANDLERS')];
      return require(path);
    },
    setGlobalsForRuntime(globals) {
      const jest = { fn: moduleMocker.fn.bind(moduleMocker), spyOn: moduleMocker.spyOn.bind(moduleMocker) };
      globalThis[Symbol.for('jest.globals')] = { ...globals, jest };
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path) => import(pathToFileURL(path).href),
  });
}
