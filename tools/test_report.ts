import { relative } from 'node:path'
import { inspect, styleText } from 'node:util'

type Details = {
  readonly duration_ms: number
  readonly type?: string
  readonly error?: Error & { failureType?: string }
}
/** What of node:test's events is read here. */
export type TestEvent = {
  readonly type: string
  readonly data: {
    readonly file?: string
    readonly name?: string
    readonly message?: string
    readonly nesting?: number
    readonly details?: Details
    readonly skip?: boolean | string
    readonly counts?: Readonly<
      Record<'tests' | 'passed' | 'failed' | 'cancelled' | 'skipped' | 'todo', number>
    >
    readonly success?: boolean
    readonly duration_ms?: number
  }
}

export type Report = {
  /** What to print for an event, if anything. */
  lines(event: TestEvent): string[]
  /** True when the whole run has been reported and nothing failed. */
  isGood(): boolean
}

type Options = {
  readonly root: string
  readonly is_detailed: boolean
  /** What each program runs. */
  readonly programs: ReadonlyMap<string, readonly string[]>
}

const colored = (color: 'green' | 'red', text: string): string =>
  styleText(color, text, { validateStream: true })
const marked = (isRight: boolean, text: string): string =>
  `${isRight ? colored('green', '✓') : colored('red', '✗')} ${text}`

/** One line per file, one per test when `is_detailed`, and everything that is known about a failure. */
export function createReport(options: Options): Report {
  let isGood = false
  const files = fileCounts(options)
  const failed: string[] = []
  const failure = ({ data: told }: TestEvent): string[] => {
    const title = titleOf(told, files)
    if (title === undefined) return []
    failed.push(title)
    return [colored('red', `✗ ${title}`), ...(told.name === told.file ? [] : [causeOf(told)])]
  }
  const summary = ({ data: told }: TestEvent): string[] => {
    const { counts, success, file } = told
    if (counts === undefined) return []
    if (file !== undefined) return files.lines(file, told)
    const skipped = counts.skipped + counts.todo
    const words = `${counts.passed} of ${counts.tests} passed${skipped === 0 ? '' : `, ${skipped} skipped`}`
    isGood = success === true
    // Once more by name: what was printed at each is far above by now, and often cut off.
    return [
      '',
      ...failed.map((title) => colored('red', `✗ ${title}`)),
      colored(isGood ? 'green' : 'red', `${isGood ? '✓' : '✗'} ${words}`),
    ]
  }
  const passed = ({ data: told }: TestEvent): string[] =>
    options.is_detailed && told.details?.type === 'test' && told.skip === undefined
      ? [
          `  ${'  '.repeat(told.nesting ?? 0)}${marked(true, `${told.name} ${seconds(told.details.duration_ms)}`)}`,
        ]
      : []

  const tell: Readonly<Record<string, (event: TestEvent) => string[]>> = {
    'test:fail': failure,
    'test:pass': passed,
    'test:summary': summary,
    'test:stdout': said,
    'test:stderr': said,
  }
  return {
    lines(event) {
      files.take(event)
      return tell[event.type]?.(event) ?? []
    },
    isGood: () => isGood,
  }
}

type Files = ReturnType<typeof fileCounts>

function titleOf({ file, name, details }: TestEvent['data'], files: Files): string | undefined {
  // A suite fails because a test in it did, and that one was told.
  if (details?.error?.failureType === 'subtestsFailed') return undefined
  return name === file ? `${files.runBy(file).join(', ')} ended early` : `${files.pathOf(file)} › ${name}`
}
const causeOf = ({ details }: TestEvent['data']): string =>
  indent(inspect(details?.error?.cause ?? details?.error, { depth: 6, colors: false }))

/** What is told of each file: of one that shares a program, nothing but its tests is. */
function fileCounts({ root, programs }: Options) {
  const known = new Map<string, { tests: number; ms: number; isRight: boolean }>()
  const of = (path: string) => known.get(path) ?? { tests: 0, ms: 0, isRight: true }
  const pathOf = (file = ''): string => (file === '' ? '' : relative(root, file))
  const runBy = (program = ''): readonly string[] => programs.get(program) ?? [pathOf(program)]
  return {
    pathOf,
    runBy,
    take({ type, data: { file, nesting, details } }: TestEvent): void {
      const isTest = type === 'test:pass' || type === 'test:fail'
      if (!isTest || nesting !== 0 || file === undefined) return
      const path = pathOf(file)
      const { tests, ms, isRight } = of(path)
      known.set(path, {
        tests: tests + 1,
        ms: ms + (details?.duration_ms ?? 0),
        isRight: isRight && type === 'test:pass',
      })
    },
    /** At the end of a program: a line for each file that it ran. */
    lines(program: string, { counts, success, duration_ms = 0 }: TestEvent['data']): string[] {
      const paths = runBy(program)
      if (paths.length === 1)
        return [marked(success === true, `${paths[0]}  ${counts?.tests} tests  ${seconds(duration_ms)}`)]
      return paths.map((path) => {
        const { tests, ms, isRight } = of(path)
        const isWhole = success === true || tests > 0
        return marked(isRight && isWhole, `${path}  ${tests} tests  ${seconds(ms)}`)
      })
    },
  }
}

const said = ({ data: told }: TestEvent): string[] => [told.message?.replace(/\n$/, '') ?? '']
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
const indent = (text: string): string => text.replaceAll(/^/gm, '    ')
