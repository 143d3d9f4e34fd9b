export { type Answer, type LedgerApi, type Problem, startLedgerApi } from './testing/ledger_api.ts'
export { claimOf, type TestLedger, testLedger, valueOf } from './testing/test_ledger.ts'
