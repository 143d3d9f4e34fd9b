/**
 * Loaded before a test file. To know which test an uncaught error belongs to, Node's test runner hooks into every promise
 * of the process, which takes an eighth of the time of tests that wait for much. Tests of a process run one after the other
 * here: such an error is shown as it is, with its place, and its process has failed, so the hook is left out. Suites
 * (`describe`) need it to know their tests; there are none.
 */
const hooks = require('node:async_hooks')
const { createHook } = hooks

hooks.createHook = (callbacks) => {
  if (!String(callbacks.init).includes('testResources')) return createHook(callbacks)
  hooks.createHook = createHook
  const hook = { enable: () => hook, disable: () => hook }
  for (const event of ['uncaughtException', 'unhandledRejection'])
    process.on(event, (error) => console.error(event, error))
  return hook
}

/** A third of the time in which a test file loads the server went into looking for files that are named exactly. */
require('../../apps/server/direct_imports.ts').importDirectly()

/** With a seed, properties draw the same cases in every run: a suite that passed passes again. */
const { registerHooks } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

if (process.env.FLORIN_TEST_SEED !== undefined) {
  const seeded = pathToFileURL(join(__dirname, 'seeded_fast_check.mjs')).href
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'fast-check' && context.parentURL !== seeded
        ? { url: seeded, shortCircuit: true }
        : next(specifier, context),
  })
}
