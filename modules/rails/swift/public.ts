/** What others use of the SWIFT FIN codec. */
export { messageToMx, statementToMx } from './mx/translate.ts'
export { createMtReader, type MtEvent, readMt, readMtFile } from './read.ts'
export {
  germanDetails,
  statementFoot,
  statementHead,
  statementLine,
  writeMt940,
} from './statement_write.ts'
export { writeFin, writeMt103, writeMt202 } from './write.ts'
