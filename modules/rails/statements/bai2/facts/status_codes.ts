import type { TypeCodeBlock } from './type_code_block.ts'

export const statusCodes: readonly TypeCodeBlock[] = [
  {
    kind: 'balance',
    direction: 'none',
    codes: `
      010 status opening ledger
      011 status average opening ledger, month to date
      012 status average opening ledger, year to date
      015 status closing ledger
      020 status average closing ledger, month to date
      021 status average closing ledger, previous month
      022 status aggregate balance adjustments
      024 status average closing ledger, year to date of the previous month
      025 status average closing ledger, year to date
      030 status current ledger
      037 status ACH net position
      039 status opening available and total same-day ACH DTC deposit
      040 status opening available
      041 status average opening available, month to date
      042 status average opening available, year to date
      043 status average available, previous month
      044 status disbursing opening available balance
      045 status closing available
      050 status average closing available, month to date
      051 status average closing available, last month
      054 status average closing available, year to date of the last month
      055 status average closing available, year to date
      056 status loan balance
      057 status total investment position
      059 status current available, CRS suppressed
      060 status current available
      061 status average current available, month to date
      062 status average current available, year to date
      063 status total float
      065 status target balance
      066 status adjusted balance
      067 status adjusted balance, month to date
      068 status adjusted balance, year to date
      070 status zero-day float
      072 status one-day float
      073 status float adjustment
      074 status two or more days float
      075 status three or more days float
      076 status adjustment to balances
      077 status average adjustment to balances, month to date
      078 status average adjustment to balances, year to date
      079 status four-day float
      080 status five-day float
      081 status six-day float
      082 status average one-day float, month to date
      083 status average one-day float, year to date
      084 status average two-day float, month to date
      085 status average two-day float, year to date
      086 status transfer calculation`,
  },
  {
    kind: 'loan',
    direction: 'none',
    codes: `
      701 status principal loan balance
      703 status available commitment amount
      705 status payment amount due
      707 status principal amount past due
      709 status interest amount past due`,
  },
  { kind: 'text', direction: 'none', codes: '890 detail text without money' },
]
