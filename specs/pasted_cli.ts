import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { testCli, type Cli, type Ended } from '../apps/cli/testing.ts'
import { present } from '../kernel/assert.ts'
import { instantText, plusMs, realWorld } from '../kernel/world.ts'
import { until } from '../platform/db/trial/holder.ts'
import { listen } from '../sdk/typescript/testing.ts'
import { type DocBlock, root } from './document_blocks.ts'

/** `first_event`: the id of an event before everything that the page does. */
export type Server = { readonly url: string; readonly key: string; readonly first_event: string }

const DAY_MS = 86_400_000
const ROWS = `TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT\n1,2018-07-01 00:02:06,1,2,3.00\n2,2018-07-01 23:59:59,1,2,4.00\n`

/** An empty day at a bank. */
const balance = (code: string) =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>`
const STATEMENT = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S-1</MsgId><CreDtTm>2026-11-20T20:00:00Z</CreDtTm></GrpHdr><Stmt><Id>S-1</Id><CreDtTm>2026-11-20T20:00:00Z</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>${balance('OPBD')}${balance('CLBD')}</Stmt></BkToCstmrStmt></Document>`

/** The words of a command as a shell makes them. */
const wordsOf = (line: string): string[] =>
  execFileSync('bash', ['-c', `florin() { printf '%s\\0' "$@"; }\n${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

/** A command that goes on until Ctrl-C: it begins before the page, and is asked to stop when it has told of a payment. */
async function follow(cli: Cli, words: readonly string[], server: Server): Promise<Ended> {
  const receiver = await listen((_request, response) => void response.writeHead(204).end())
  try {
    const at = words.indexOf('--forward-to')
    const own = words.map((word, place) => (at >= 0 && place === at + 1 ? receiver.url : word))
    const isOfRequests = words[0] === 'logs'
    const begin = isOfRequests ? ['--since', '1h'] : ['--after', server.first_event]
    const running = cli.run(...own, ...(words.includes('--since') ? [] : begin))
    const awaited = isOfRequests ? 'POST /v1/payments' : 'payment.succeeded'
    await until(awaited, () => cli.lines.some((line) => line.includes(awaited))).finally(() =>
      cli.interrupt(),
    )
    return { ...(await running), out: '' }
  } finally {
    await receiver.close()
  }
}

/** What belongs to the operators' program is run as a program of its own. */
function runProgram(words: readonly string[], { url, key }: Server): Ended {
  const env = { ...process.env, FLORIN_URL: url, FLORIN_KEY: key }
  const program = [join(root, 'apps/server/florin.ts'), ...words]
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { env, encoding: 'utf8' })
  return { exit: status ?? -1, out: stdout, err: stderr }
}

/**
 * Does what the page of the command line says, line by line, in this program: the same commands that a terminal gives to
 * `florin`, with words as a shell makes them. Ids that end in dots are the newest of their kind.
 */
export async function runCliPage(blocks: readonly DocBlock[], server: Server): Promise<void> {
  const cli = await testCli()
  process.chdir(cli.folder)
  writeFileSync(join(cli.folder, 'transactions.csv.gz'), gzipSync(ROWS))
  writeFileSync(join(cli.folder, 'statement.xml'), STATEMENT)
  const ids = new Map<string, string>()
  const fill = (line: string): string =>
    line
      .replaceAll(/\b([a-z]{3})_…/g, (_, prefix: string) => present(ids.get(prefix), `${prefix} in ${line}`))
      .replace(/\d{4}-\d\d-\d\dT18:00:00Z/, () => instantText(plusMs(realWorld().now(), 20 * DAY_MS)))
  const runLine = async (line: string): Promise<Ended> => {
    if (!line.startsWith('florin ')) {
      execFileSync('bash', ['-c', line], { cwd: cli.folder })
      return { exit: 0, out: '', err: '' }
    }
    const words = wordsOf(fill(line))
    if (words[0] === 'doctor') return runProgram(words, server)
    if (words[0] === 'login') cli.answers.push(server.url, server.key)
    return /^florin (listen|(logs|events) tail)/.test(line) ? follow(cli, words, server) : cli.run(...words)
  }
  for (const { page, line: at, text, mark, value } of blocks)
    for (const line of text.trim().split('\n')) {
      const { exit, out, err } = await runLine(line)
      const good = mark === 'ends' ? value.split(' or ').map(Number) : [0]
      assert.ok(good.includes(exit), `${page}:${at} ${line} ended with ${exit}: ${out}\n${err}`)
      for (const [id, prefix = ''] of out.matchAll(/\b([a-z]{3})_[0-9a-z]{26}\b/g)) ids.set(prefix, id)
    }
}
