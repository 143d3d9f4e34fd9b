import { bai2Statements } from '../statements/bai2/statements.ts'
import { ofxStatements } from '../statements/ofx/read.ts'
import type { StatementEvent, StatementReader } from '../statements/statement.ts'
import type { Describer, TellFault } from './inspection.ts'
import { loadFaults } from './load_faults.ts'
import { statementWords } from './statement_words.ts'

const describe = (title: string, reader: StatementReader, tell: TellFault): Describer => {
  const words = statementWords(tell)
  const loading = loadFaults(tell)
  const take = (event: StatementEvent): void => {
    words.take(event)
    loading.take(event)
  }
  return {
    push: (chunk) => reader.push(chunk).forEach(take),
    end() {
      reader.end().forEach(take)
      loading.end()
      return { title: words.title(title), says: words.all() }
    },
  }
}

/** A BAI2 file in words. */
export const describeBai2 = (tell: TellFault): Describer => describe('A BAI2 file', bai2Statements(), tell)
/** An OFX or QFX file in words. */
export const describeOfx = (tell: TellFault): Describer => describe('An OFX file', ofxStatements(), tell)
