import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks at the terminal. What is typed for a secret is not shown. */
export async function askTerminal(question: string, is_secret: boolean): Promise<string> {
  if (is_secret) process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({
    input: process.stdin,
    output: is_secret ? nowhere : process.stderr,
    terminal: true,
  })
  try {
    return (await lines.question(is_secret ? '' : question)).trim()
  } finally {
    lines.close()
    if (is_secret) process.stderr.write('\n')
  }
}
