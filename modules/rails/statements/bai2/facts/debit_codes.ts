import type { TypeCodeBlock } from './type_code_block.ts'

export const debitCodes: readonly TypeCodeBlock[] = [
  {
    kind: 'all',
    direction: 'debit',
    codes: `
      400 summary total debits
      401 summary total debits, month to date
      403 summary total debits of today
      405 summary total debits less wire transfers and charge-backs
      406 summary debits not detailed
      408 detail float adjustment
      409 detail debit of any type
      410 summary total adjustment debits, year to date
      412 summary total debits without returned items`,
  },
  {
    kind: 'lockbox',
    direction: 'debit',
    codes: `
      415 detail lockbox debit
      416 summary total lockbox debits
      420 summary total EDI transaction debits
      421 detail EDI transaction debit
      422 detail EDIBANX settlement debit
      423 return EDIBANX return item debit`,
  },
  {
    kind: 'payable_through_draft',
    direction: 'debit',
    codes: `
      430 summary total payable-through drafts
      435 detail payable-through draft`,
  },
  {
    kind: 'ach',
    direction: 'debit',
    codes: `
      445 detail ACH concentration debit
      446 summary total ACH disbursement funding debits
      447 detail ACH disbursement funding debit
      450 summary total ACH debits
      451 detail ACH debit received
      452 item item in an ACH disbursement or debit
      455 detail preauthorized ACH debit
      462 detail ACH debit initiated by the account holder
      463 summary total corporate trade payment debits
      464 detail corporate trade payment debit
      465 summary corporate trade payment settlement
      466 detail ACH settlement
      467 summary total ACH settlement debits
      468 return ACH return item or adjustment settlement
      469 detail miscellaneous ACH debit`,
  },
  {
    kind: 'check',
    direction: 'debit',
    codes: `
      470 summary total checks paid
      471 summary total checks paid, month to date
      472 detail cumulative checks paid
      474 detail certified check debit
      475 detail check paid
      476 detail federal reserve bank letter debit
      477 detail bank-originated debit
      478 summary list post debits
      479 detail list post debit
      480 summary total loan payments
      481 detail loan payment
      482 summary total bank-originated debits
      484 detail draft
      485 detail DTC debit
      486 summary total cash letter debits
      487 detail cash letter debit
      489 detail cash letter adjustment`,
  },
  {
    kind: 'money_transfer',
    direction: 'debit',
    codes: `
      490 summary total outgoing money transfers
      491 detail outgoing internal money transfer
      493 detail money transfer initiated at a customer terminal
      495 detail outgoing money transfer
      496 detail money transfer adjustment
      498 detail compensation
      500 summary total automatic transfer debits
      501 detail automatic transfer debit
      502 detail bond operations debit
      505 summary total book transfer debits
      506 detail book transfer debit
      507 summary total international money transfer debits
      508 detail international money transfer debit
      510 summary total international debits
      512 detail letter of credit debit
      513 detail letter of credit
      514 detail foreign exchange debit
      515 summary total letters of credit
      516 detail foreign remittance debit
      518 detail foreign collection debit
      522 detail foreign checks paid
      524 detail commission
      526 detail international money market trading
      527 detail standing order
      529 detail miscellaneous international debit`,
  },
  {
    kind: 'security',
    direction: 'debit',
    codes: `
      530 summary total security debits
      531 detail securities purchased
      532 summary total amount of securities purchased
      533 detail security collection debit
      534 summary total miscellaneous securities debits, fed funds
      535 detail purchase of equity securities
      536 summary total miscellaneous securities debits, clearing house funds
      537 summary total collection debits
      538 detail matured repurchase order
      539 summary total bankers' acceptances debit
      540 detail coupon collection debit
      541 detail bankers' acceptances
      542 detail purchase of debt securities
      543 detail domestic collection
      544 detail interest or matured principal payment
      546 detail commercial paper
      547 detail capital change
      548 detail savings bonds sales adjustment
      549 detail miscellaneous security debit`,
  },
  {
    kind: 'returned',
    direction: 'debit',
    codes: `
      550 summary total deposited items returned
      551 summary total credit reversals
      552 reversal credit reversal
      554 reversal posting error correction debit
      555 return deposited item returned
      556 summary total ACH return items
      557 return ACH return item
      558 reversal ACH reversal debit
      560 summary total rejected debits
      561 return rejected debit
      563 detail overdraft
      564 detail overdraft fee
      566 return return item
      567 detail return item fee
      568 return return item adjustment`,
  },
  {
    kind: 'zero_balance',
    direction: 'debit',
    codes: `
      570 summary total ZBA debits
      574 detail cumulative ZBA debits
      575 detail ZBA debit
      577 detail ZBA debit transfer
      578 detail ZBA debit adjustment
      580 summary total controlled disbursing debits
      581 detail controlled disbursing debit
      583 summary total disbursing checks paid, early amount
      584 summary total disbursing checks paid, later amount
      585 summary disbursing funding requirement
      586 summary FRB presentment estimate
      587 summary late debits after notification
      588 summary total disbursing checks paid, last amount`,
  },
  {
    kind: 'other',
    direction: 'debit',
    codes: `
      590 summary total DTC debits
      594 summary total ATM debits
      595 detail ATM debit
      596 summary total ARP debits
      597 detail ARP debit
      601 summary estimated total disbursement
      602 summary adjusted total disbursement
      610 summary total funds required
      611 summary total wire transfers out, clearing house funds
      612 summary total wire transfers out, fed funds
      613 summary total international debits, clearing house funds
      614 summary total international debits, fed funds
      615 summary total federal reserve bank and commercial bank debits
      616 detail federal reserve bank and commercial bank debit
      617 summary total securities purchased, clearing house funds
      618 summary total securities purchased, fed funds
      621 summary total broker debits, clearing house funds
      622 detail broker debit
      623 summary total broker debits, fed funds
      625 summary total broker debits
      626 summary total fed funds purchased
      627 detail fed funds purchased
      628 summary total cash center debits
      629 detail cash center debit
      630 summary total debit adjustments
      631 detail debit adjustment
      632 summary total trust debits
      633 detail trust debit
      634 detail adjustment debit, year to date
      640 summary total escrow debits
      641 detail escrow debit
      644 detail back value debit
      646 summary transfer calculation debit
      650 summary investments purchased
      651 detail investment purchased
      654 detail interest debit
      655 summary total investment interest debits
      656 detail sweep principal buy
      657 detail futures debit
      658 detail principal payments debit
      659 detail interest adjustment debit`,
  },
  {
    kind: 'correspondent',
    direction: 'debit',
    codes: `
      661 detail account analysis fee
      662 detail correspondent collection debit
      663 detail correspondent collection adjustment
      664 detail loan participation
      665 summary intercept debits
      666 detail currency and coin shipped
      667 detail food stamp letter
      668 detail food stamp adjustment
      669 detail clearing settlement debit
      670 summary total back value debits
      672 detail back value adjustment
      673 detail customer payroll
      674 detail FRB statement recap
      676 detail savings bond letter or adjustment
      677 detail treasury tax and loan debit
      678 detail transfer of treasury debit
      679 detail FRB government checks cash letter debit
      681 detail FRB government check adjustment
      682 detail FRB postal money order debit
      683 detail FRB postal money order adjustment
      684 detail FRB cash letter auto charge debit
      685 summary total universal debits
      686 detail FRB cash letter auto charge adjustment
      687 detail FRB fine-sort cash letter debit
      688 detail FRB fine-sort adjustment
      689 summary FRB freight payment debits`,
  },
  {
    kind: 'miscellaneous',
    direction: 'debit',
    codes: `
      690 summary total miscellaneous debits
      691 detail universal debit
      692 detail freight payment debit
      693 detail itemized debit over 10,000 dollars
      694 reversal deposit reversal
      695 detail deposit correction debit
      696 detail regular collection debit
      697 detail cumulative debits
      698 detail miscellaneous fees
      699 detail miscellaneous debit`,
  },
  { kind: 'loan', direction: 'debit', codes: '760 summary loan disbursement' },
]
