import { existsSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const PLACE = /(file:\/\/\/[^\s()]+\.mjs|\/[^\s()]+\.mjs):(\d+):(\d+)/g
const maps = new Map<string, SourceMap | undefined>()

const readMap = (file: string): SourceMap =>
  new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    const map = `${file}.map`
    maps.set(file, existsSync(map) ? readMap(map) : undefined)
  }
  return maps.get(file)
}

/**
 * A stack as it would read without the pack that `npm start` makes of the program: places in it become those of the
 * sources. Other places stay. The maps are read when the first error is told, not at a start.
 */
export const inSources = (stack: string): string =>
  stack.replaceAll(PLACE, (place, where: string, line: string, column: string) => {
    const file = where.startsWith('file:') ? fileURLToPath(where) : where
    const found = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1)
    if (found === undefined || !('originalSource' in found)) return place
    const { originalSource, originalLine, originalColumn } = found
    const source = fileURLToPath(new URL(originalSource, pathToFileURL(file)))
    return `${source}:${originalLine + 1}:${originalColumn + 1}`
  })
