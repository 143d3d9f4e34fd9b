import { pathToFileURL } from 'node:url'

/**
 * Tests that talk to nothing, in one process: starting one for each of a hundred files took longer than the tests. The
 * runner names them (`tools/test.ts`); what a test tells still comes with the path of its own file.
 */
for (const path of (process.env['FLORIN_PURE_TESTS'] ?? '').split('\n'))
  if (path !== '') await import(pathToFileURL(path).href)
