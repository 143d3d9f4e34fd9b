import { writeTypeScript } from './examples_typescript.ts'
import { escaped } from './html.ts'

/** A call of the API as guides write it. */
export type Call = {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  /** The version of the API that it asks for; that of the key when absent. */
  readonly version?: string
}

const VERSION = /^Florin-Version: (\S+)$/
const CALL = /^(GET|POST|PUT|PATCH|DELETE) +(\/v1\/\S*)(?: +(\{.*\}))?$/
/** Card numbers go to the vault, which listens on a port of its own. */
const originOf = (path: string): string =>
  path.startsWith('/v1/tokens') ? 'http://127.0.0.1:4011' : 'http://127.0.0.1:4010'

const MOVES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** The calls of a block, when it is nothing but calls; each is a line, perhaps with a version below it, and a body behind or below. */
export function callsOf(code: string): readonly Call[] | undefined {
  const calls: { method: string; path: string; body: string | undefined; version?: string }[] = []
  for (const line of code.trim().split('\n')) {
    const [, method, path, body] = CALL.exec(line.replace(/\s+(or|#) .*$/, '').trim()) ?? []
    const last = calls.at(-1)
    const version = VERSION.exec(line)?.[1]
    if (version !== undefined && last !== undefined) last.version = version
    else if (method !== undefined && path !== undefined) calls.push({ method, path, body })
    else if (last !== undefined && MOVES.has(last.method))
      last.body = last.body === undefined ? line : `${last.body}\n${line}`
    else return undefined
  }
  return calls.length === 0 || calls.some(({ body }) => body !== undefined && !isJson(body))
    ? undefined
    : calls
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export const languages = ['curl', 'TypeScript', 'Python'] as const
export type Language = (typeof languages)[number]

/** The call in a language, as a reader can paste it. `sk_test_…` stands for the reader's key. */
export const writeCall: Readonly<Record<Language, (call: Call) => string>> = {
  curl: ({ method, path, body, version }) =>
    [
      `curl -sS -X ${method} "${originOf(path)}${path}"`,
      `-H "Authorization: Bearer sk_test_…"`,
      ...(method === 'GET' ? [] : [`-H "Idempotency-Key: $(node -p 'crypto.randomUUID()')"`]),
      ...(version === undefined ? [] : [`-H "Florin-Version: ${version}"`]),
      ...(body === undefined
        ? []
        : [`-H "Content-Type: application/json"`, `-d '${body.replaceAll("'", String.raw`'\''`)}'`]),
    ].join(' \\\n  '),
  TypeScript: writeTypeScript,
  Python: ({ method, path, body, version }) =>
    [
      `import json, urllib.request, uuid`,
      ``,
      `request = urllib.request.Request(`,
      `    "${originOf(path)}${path}",`,
      `    method="${method}",`,
      ...(body === undefined ? [] : [`    data=json.dumps(json.loads(r'''${body}''')).encode(),`]),
      `    headers={`,
      `        "Authorization": "Bearer sk_test_…",`,
      `        "Idempotency-Key": str(uuid.uuid4()),`,
      `        "Content-Type": "application/json",`,
      ...(version === undefined ? [] : [`        "Florin-Version": "${version}",`]),
      `    },`,
      `)`,
      `print(urllib.request.urlopen(request).read().decode())`,
    ].join('\n'),
}

const block = (code: string, language: string): string =>
  `<div class="code"><button type="button" class="copy">Copy</button><pre tabindex="0"><code class="${escaped(language)}">${escaped(code)}</code></pre></div>`

/** A block of a document: calls in every language, anything else as it is, each with a button that copies it. */
export function examplesOf(code: string, language: string): string {
  const calls = language === '' || language === 'http' ? callsOf(code) : undefined
  if (calls === undefined) return block(code, language)
  const forms = languages.map((name) => [name, calls.map(writeCall[name]).join('\n\n')] as const)
  const tabs = [['HTTP', code.trim()] as const, ...forms].map(
    ([name, text]) => `<section class="form" data-language="${name}">${block(text, name)}</section>`,
  )
  return `<div class="examples">${tabs.join('')}</div>`
}
