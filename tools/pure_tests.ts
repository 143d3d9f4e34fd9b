import { before } from 'node:test'
import { pathToFileURL } from 'node:url'

/**
 * Tests that talk to nothing, in one process: starting one for each of a hundred files took longer than the tests. The
 * runner names them (`tools/test.ts`); what a test tells still comes with the path of its own file.
 */
const paths = (process.env['FLORIN_PURE_TESTS'] ?? '').split('\n').filter((path) => path !== '')

// No test begins before all files are read: else one could run in the middle of its file, as it never does alone.
let allAreRead = (): void => undefined
const reading = new Promise<void>((resolve) => {
  allAreRead = resolve
})
before(() => reading)
for (const path of paths) await import(pathToFileURL(path).href)
allAreRead()
