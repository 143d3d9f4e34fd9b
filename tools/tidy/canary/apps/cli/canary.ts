export { createLedger } from '../../modules/ledger/index.ts'
