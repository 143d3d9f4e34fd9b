import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secret } from '../../../kernel/secret.ts'
import { realWorld } from '../../../kernel/world.ts'
import { bytesContent, sha256Of } from '../../../platform/files/content.ts'
import type { FileTransport } from '../../../platform/files/transport.ts'
import { createSftpTransport } from '../../../platform/files/sftp.ts'
import type { Outcome } from '../../../platform/files/outcome.ts'
import { type Bench, MERCHANT, openBench } from '../testing.ts'

export type BankView = {
  readonly sftp: { readonly user: string; readonly host_keys: readonly string[] }
  readonly accounts: readonly {
    readonly currency: string
    readonly routing_number?: string
    readonly iban?: string
    readonly bic?: string
    readonly account_number: string
    readonly balance: string
  }[]
}
export type BankBench = Bench & {
  /** Where the simulator keeps everything. */
  readonly folder: string
  /** The real client of the product, logged in as the world. */
  connect(password?: string): FileTransport
  /** As a customer does it: under a temporary name, then renamed. Not answered for: unknown or refused. */
  upload(name: string, content: string, transport?: FileTransport): Promise<Outcome<unknown>>
  /** Moves the world's clock: RFC 3339. */
  moveTo(at: string): Promise<readonly { readonly kind: string; readonly [detail: string]: unknown }[]>
  /** Names in `outbound`, in order. */
  names(): readonly string[]
  read(name: string): string
  /** As a customer does with what was fetched. */
  archive(name: string): void
  faults(...faults: readonly object[]): Promise<unknown>
  view(): Promise<BankView>
  /** What the USD account holds, in cents. */
  dollars(): Promise<number>
}

/** A simulator with one world whose clock stands, seen by a customer of its bank. A folder that is given is kept. */
export async function openBankBench(kept?: string): Promise<BankBench> {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'bank-'))
  const bench = await openBench({ folder })
  const transports: FileTransport[] = []
  const connect = (password = 'key'): FileTransport => {
    const made = connectAs(bench, password)
    transports.push(made)
    return made
  }
  const view = async (): Promise<BankView> =>
    (await bench.control('GET', `/worlds/${MERCHANT}/bank`)) as unknown as BankView
  let usual: FileTransport | undefined
  return {
    ...bench,
    ...outboundIn(join(folder, 'sftp', MERCHANT, 'outbound')),
    folder,
    connect,
    upload(name, content, transport) {
      usual ??= connect()
      const bytes = Buffer.from(content)
      return (transport ?? usual).upload(`inbound/${name}`, bytesContent(bytes), { sha256: sha256Of(bytes) })
    },
    async moveTo(at) {
      const answer = await bench.control('POST', `/worlds/${MERCHANT}/clock`, { to: at })
      return answer['happened'] as Awaited<ReturnType<BankBench['moveTo']>>
    },
    faults: (...faults) =>
      bench.control('PUT', `/worlds/${MERCHANT}/faults`, {
        faults: faults.map((fault) => ({ acquirer: 'larkfield', ...fault })),
      }),
    view,
    dollars: async () =>
      Number((await view()).accounts.find(({ currency }) => currency === 'USD')?.balance ?? Number.NaN),
    async close() {
      for (const one of transports) await one.close()
      await bench.close()
      if (kept === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const connectAs = ({ simulator }: Bench, password: string): FileTransport =>
  createSftpTransport(
    { world: realWorld() },
    {
      host: '127.0.0.1',
      port: simulator.ports.larkfield_sftp,
      user: MERCHANT,
      password: secret(password),
      host_keys: simulator.host_keys,
      answer_ms: 3_000,
    },
  )

const outboundIn = (outbound: string): Pick<BankBench, 'names' | 'read' | 'archive'> => ({
  names: () =>
    existsSync(outbound)
      ? readdirSync(outbound, { withFileTypes: true })
          .filter((one) => one.isFile())
          .map(({ name }) => name)
          .toSorted((a, b) => (a < b ? -1 : 1))
      : [],
  read: (name) => readFileSync(join(outbound, name), 'utf8'),
  archive: (name) => renameSync(join(outbound, name), join(outbound, 'archive', name)),
})
