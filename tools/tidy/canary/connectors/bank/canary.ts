export { createLedger } from '../../modules/ledger/index.ts'
export { createRails } from '../../modules/rails/index.ts'
export { sendFile } from '../other_bank/connector.ts'
