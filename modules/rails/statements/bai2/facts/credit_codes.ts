import type { TypeCodeBlock } from './type_code_block.ts'

export const creditCodes: readonly TypeCodeBlock[] = [
  {
    kind: 'all',
    direction: 'credit',
    codes: `
      100 summary total credits
      101 summary total credits, month to date
      105 summary credits not detailed
      106 summary deposits subject to float
      107 summary total adjustment credits, year to date
      108 detail credit of any type
      109 summary total lockbox deposits of the current day`,
  },
  {
    kind: 'lockbox',
    direction: 'credit',
    codes: `
      110 summary total lockbox deposits
      115 detail lockbox deposit
      116 item item in a lockbox deposit
      118 detail lockbox adjustment
      120 summary total EDI transaction credits
      121 detail EDI transaction credit
      122 detail EDIBANX credit received
      123 return EDIBANX credit return`,
  },
  {
    kind: 'concentration',
    direction: 'credit',
    codes: `
      130 summary total concentration credits
      131 summary total DTC credits
      135 detail DTC concentration credit
      136 item item in a DTC deposit
      140 summary total ACH credits
      142 detail ACH credit received
      143 item item in an ACH deposit
      145 detail ACH concentration credit
      146 summary total bank card deposits
      147 detail bank card deposit`,
  },
  {
    kind: 'ach',
    direction: 'credit',
    codes: `
      150 summary total preauthorized payment credits
      155 detail preauthorized draft credit
      156 item item in a PAC deposit
      160 summary total ACH disbursing funding credits
      162 summary corporate trade payment settlement
      163 summary total corporate trade payment credits
      164 detail corporate trade payment credit
      165 detail preauthorized ACH credit
      166 detail ACH settlement
      167 summary total ACH settlement credits
      168 return ACH return item or adjustment settlement
      169 detail miscellaneous ACH credit`,
  },
  {
    kind: 'deposit',
    direction: 'credit',
    codes: `
      170 summary total other check deposits
      171 detail loan deposit
      172 detail deposit correction
      173 detail bank-prepared deposit
      174 detail other deposit
      175 detail check deposit package
      176 detail re-presented check deposit
      178 summary list post credits
      180 summary total loan proceeds
      182 summary total bank-prepared deposits
      184 detail draft deposit
      185 summary total miscellaneous deposits
      186 summary total cash letter credits
      187 detail cash letter credit
      188 summary total cash letter adjustments
      189 detail cash letter adjustment`,
  },
  {
    kind: 'money_transfer',
    direction: 'credit',
    codes: `
      190 summary total incoming money transfers
      191 detail incoming internal money transfer
      195 detail incoming money transfer
      196 detail money transfer adjustment
      198 detail compensation
      200 summary total automatic transfer credits
      201 detail automatic transfer credit
      202 detail bond operations credit
      205 summary total book transfer credits
      206 detail book transfer credit
      207 summary total international money transfer credits
      208 detail international money transfer credit
      210 summary total international credits
      212 detail foreign letter of credit
      213 detail letter of credit
      214 detail foreign exchange credit
      215 summary total letters of credit
      216 detail foreign remittance credit
      218 detail foreign collection credit
      221 detail foreign check purchase
      222 detail foreign checks deposited
      224 detail commission
      226 detail international money market trading
      227 detail standing order
      229 detail miscellaneous international credit`,
  },
  {
    kind: 'security',
    direction: 'credit',
    codes: `
      230 summary total security credits
      231 summary total collection credits
      232 detail sale of debt security
      233 detail securities sold
      234 detail sale of equity security
      235 detail matured reverse repurchase order
      236 detail maturity of debt security
      237 detail collection credit
      238 detail collection of dividends
      239 summary total bankers' acceptance credits
      240 detail coupon collections, banks
      241 detail bankers' acceptances
      242 detail collection of interest income
      243 detail matured fed funds purchased
      244 detail interest or matured principal payment
      245 summary monthly dividends
      246 detail commercial paper
      247 detail capital change
      248 detail savings bonds sales adjustment
      249 detail miscellaneous security credit`,
  },
  {
    kind: 'returned',
    direction: 'credit',
    codes: `
      250 summary total checks posted and returned
      251 summary total debit reversals
      252 reversal debit reversal
      254 reversal posting error correction credit
      255 return check posted and returned
      256 summary total ACH return items
      257 return ACH return item
      258 reversal ACH reversal credit
      260 summary total rejected credits
      261 return rejected credit
      263 detail overdraft
      266 return return item
      268 return return item adjustment`,
  },
  {
    kind: 'zero_balance',
    direction: 'credit',
    codes: `
      270 summary total ZBA credits
      271 summary net zero-balance amount
      274 detail cumulative ZBA or disbursement credits
      275 detail ZBA credit
      276 detail ZBA float adjustment
      277 detail ZBA credit transfer
      278 detail ZBA credit adjustment
      280 summary total controlled disbursing credits
      281 detail controlled disbursing credit
      285 summary total DTC disbursing credits
      286 detail DTC disbursing credit`,
  },
  {
    kind: 'other',
    direction: 'credit',
    codes: `
      294 summary total ATM credits
      295 detail ATM credit
      301 detail commercial deposit
      302 summary correspondent bank deposit
      303 summary total wire transfers in, fed funds
      304 summary total wire transfers in, clearing house funds
      305 summary total fed funds sold
      306 detail fed funds sold
      307 summary total trust credits
      308 detail trust credit
      309 summary total value-dated funds
      310 summary total commercial deposits
      315 summary total international credits, fed funds
      316 summary total international credits, clearing house funds
      318 summary total foreign checks purchased
      319 summary late deposit
      320 summary total securities sold, fed funds
      321 summary total securities sold, clearing house funds
      324 summary total securities matured, fed funds
      325 summary total securities matured, clearing house funds
      326 summary total securities interest
      327 summary total securities matured
      328 summary total securities interest, fed funds
      329 summary total securities interest, clearing house funds
      330 summary total escrow credits
      331 detail escrow credit
      332 summary total miscellaneous securities credits, fed funds
      336 summary total miscellaneous securities credits, clearing house funds
      338 summary total securities sold
      340 summary total broker deposits
      341 summary total broker deposits, fed funds
      342 detail broker deposit
      343 summary total broker deposits, clearing house funds
      344 detail back value credit
      345 item item in a broker's deposit
      346 detail sweep interest income
      347 detail sweep principal sell
      348 detail futures credit
      349 detail principal payments credit
      350 summary investment sold
      351 detail investment sold
      352 summary total cash center credits
      353 detail cash center credit
      354 detail interest credit
      355 summary investment interest
      356 summary total credit adjustment
      357 detail credit adjustment
      358 detail adjustment credit, year to date
      359 detail interest adjustment credit
      360 summary total credits less wire transfers and returned checks
      361 summary grand total of credits less grand total of debits`,
  },
  {
    kind: 'correspondent',
    direction: 'credit',
    codes: `
      362 detail correspondent collection
      363 detail correspondent collection adjustment
      364 detail loan participation
      366 detail currency and coin deposited
      367 detail food stamp letter
      368 detail food stamp adjustment
      369 detail clearing settlement credit
      370 summary total back value credits
      372 detail back value adjustment
      373 detail customer payroll
      374 detail FRB statement recap
      376 detail savings bond letter or adjustment
      377 detail treasury tax and loan credit
      378 detail transfer of treasury credit
      379 detail FRB government checks cash letter credit
      381 detail FRB government check adjustment
      382 detail FRB postal money order credit
      383 detail FRB postal money order adjustment
      384 detail FRB cash letter auto charge credit
      385 summary total universal credits
      386 detail FRB cash letter auto charge adjustment
      387 detail FRB fine-sort cash letter credit
      388 detail FRB fine-sort adjustment
      389 summary total freight payment credits`,
  },
  {
    kind: 'miscellaneous',
    direction: 'credit',
    codes: `
      390 summary total miscellaneous credits
      391 detail universal credit
      392 detail freight payment credit
      393 detail itemized credit over 10,000 dollars
      394 detail cumulative credits
      395 reversal check reversal
      397 detail float adjustment
      398 detail miscellaneous fee refund
      399 detail miscellaneous credit`,
  },
  {
    kind: 'loan',
    direction: 'credit',
    codes: `
      720 summary total loan payment
      721 detail amount applied to interest
      722 detail amount applied to principal
      723 detail amount applied to escrow
      724 detail amount applied to late charges
      725 detail amount applied to buydown
      726 detail amount applied to miscellaneous fees
      727 detail amount applied to deferred interest
      728 detail amount applied to service charge`,
  },
]
