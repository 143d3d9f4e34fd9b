import { registerHooks } from 'node:module'
import { afterEach, beforeEach, test } from 'node:test'
import { pathToFileURL } from 'node:url'

/**
 * Test files that share a process, one after the other: starting one for each took a fifth of the suite, and code that
 * one file has warmed up is fast for the next. Each has the time to itself, from its import to its last `after`, as alone.
 *
 * A file gets a `node:test` of its own, which writes down what it declares and runs it once the file is read.
 */
const PLACE = '?node-test'
const open = new Map()

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'node:test' && open.has(context.parentURL)
      ? { url: `${context.parentURL}${PLACE}`, format: 'module', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url.endsWith(PLACE) ? { format: 'module', source: face, shortCircuit: true } : next(url, context),
})

/** Node tells of a test by the module that declares it: this one has the name of the file. */
const face = `
  const { declare, declared } = globalThis[Symbol.for('florin.shared_tests')](import.meta.url)
  declare.call = (fn, args) => fn(...args)
  export const { test, before, after, beforeEach, afterEach } = declare
  export default test
`
globalThis[Symbol.for('florin.shared_tests')] = (url) => open.get(url.slice(0, -PLACE.length))

function openFile() {
  const declared = { test: [], before: [], after: [], beforeEach: [], afterEach: [] }
  const kinds = Object.keys(declared)
  const declare = Object.fromEntries(kinds.map((kind) => [kind, (...args) => void declared[kind].push(args)]))
  return { declared, declare: { ...declare, call: (fn, args) => fn(...args) } }
}

/** Its failure is that of a test called `name`. */
async function step(file, name, fn) {
  try {
    await fn()
    return true
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    await file.declare.call(test, [name, () => Promise.reject(failure)])
    return false
  }
}

let current
// Hooks of the whole process, because tests within a test have them too.
beforeEach(async (t) => {
  for (const [hook] of current.declared.beforeEach) await hook(t)
})
afterEach(async (t) => {
  for (const [hook] of current.declared.afterEach) await hook(t)
})

async function runFile(path) {
  const { href } = pathToFileURL(path)
  const file = openFile()
  const { declared } = file
  open.set(href, file)
  current = file
  const isReady = await step(file, 'before its tests', async () => {
    await import(href)
    for (const [hook] of declared.before) await hook()
  })
  if (isReady) for (const args of declared.test) await file.declare.call(test, args)
  for (const [hook] of declared.after) await step(file, 'after', () => hook())
  open.delete(href)
}

/** Runs the files of these paths. A program that ends before the last of them has failed, whatever it ends with. */
export async function runTogether(paths) {
  let isDone = false
  process.on('exit', (code) => {
    if (!isDone && code === 0) process.exitCode = 1
  })
  for (const path of paths) await runFile(path)
  isDone = true
}
