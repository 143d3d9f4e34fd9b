import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkGbAccount } from './gb_modulus.ts'
import { type ModulusTable, readModulusTable } from './gb_modulus_table.ts'
import { hostileText, pieces } from './testing.ts'

// Goal: each method and exception does what the specification says.
// Method: the weights here are ours, for sort codes that do not exist; the real table is licensed, and not in the project.
// Against the real one, all 34 test cases of the specification had the published outcome.

const plain = '0 0 0 0 0 0 8 7 6 5 4 3 2 1'
const ones = '1 1 1 1 1 1 8 7 6 5 4 3 2 1'
const whole = '1 2 1 2 1 2 1 2 1 2 1 2 1 2'
const weights = `
990000 990099 MOD11 ${plain}
990100 990199 MOD10 ${plain}
990200 990299 DBLAL ${whole}
990300 990399 DBLAL ${whole} 1
990400 990499 MOD11 ${plain} 4
990500 990599 MOD11 ${plain} 6
990600 990699 MOD11 ${ones} 7
990700 990799 MOD11 ${plain} 14
990800 990899 MOD11 ${plain} 12
990800 990899 MOD10 ${plain} 13
990900 990999 MOD11 ${plain}
990900 990999 DBLAL ${whole} 3
991000 991000 MOD11 0 0 0 0 0 0 7 6 5 4 3 2 0 0 5
991000 991000 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 0 5
991100 991199 MOD11 ${ones} 8
991200 991299 MOD11 ${plain} 2
991200 991299 MOD11 1 1 1 1 1 1 0 0 0 0 0 0 0 1 9
991300 991399 MOD11 ${ones} 10
991300 991399 MOD11 ${plain} 11
`
const table = async (): Promise<ModulusTable> => {
  const read = await readModulusTable(pieces(weights, 7), pieces('991000 990000\r\n', 3))
  assert.deepEqual(read.faults, [])
  return read.table
}
const outcome = (sort_code: string, account: string, by: ModulusTable): string =>
  checkGbAccount(sort_code, account, by).outcome

test('an account whose weighted sum is a multiple of the modulus is right', async () => {
  const by = await table()
  // 7×1 + 6×2 + 5×3 = 34, and the next multiple of 11 is 44.
  assert.equal(outcome('990000', '01230000', by), 'wrong')
  assert.equal(outcome('990000', '01230001', by), 'wrong')
  assert.equal(outcome('990000', '01230050', by), 'right') // 34 + 10
  assert.equal(outcome('990100', '01230006', by), 'right') // 34 + 6
  assert.equal(outcome('990100', '01230007', by), 'wrong')
})

test('double alternate adds the digits of each product, and exception 1 adds 27', async () => {
  const by = await table()
  // 990200: 9 + (1+8) + 0 + 4 + 0 + 0 = 22; account 00000004: 8. Together 30.
  assert.equal(outcome('990200', '00000004', by), 'right')
  assert.equal(outcome('990200', '00000003', by), 'wrong')
  // 990300: 9 + 9 + 0 + 6 = 24, and 27 are 51; account 0000009 with weight 1: 9. Together 60.
  assert.equal(outcome('990300', '00000090', by), 'right')
})

test('exception 4 compares the rest with the last two digits', async () => {
  const by = await table()
  // 8×1 + 3×1 + 1×3 = 14, rest 3, and the account ends with 03.
  assert.equal(outcome('990400', '10000103', by), 'right')
  assert.equal(outcome('990400', '10000113', by), 'wrong')
})

test('exception 5 checks two digits with the sort code that stands for the customer’s', async () => {
  const by = await table()
  // 990000 for 991000. First 7×1 = 7, and 11 - 7 = 4. Then 9 + 9 + 2 + 8 = 28, and 10 - 8 = 2.
  assert.equal(outcome('991000', '10000042', by), 'right')
  assert.equal(outcome('991000', '10000040', by), 'wrong')
  assert.equal(outcome('991000', '10000032', by), 'wrong')
})

test('exception 6 lets accounts in a foreign currency pass', async () => {
  const by = await table()
  assert.equal(outcome('990500', '40000011', by), 'right')
  assert.equal(outcome('990500', '30000011', by), 'wrong')
})

test('exception 8 checks with the sort code 090126', async () => {
  const by = await table()
  // 0 + 9 + 0 + 1 + 2 + 6 = 18, and 4 are 22. With 991100 it would be 20, and 2.
  assert.equal(outcome('991100', '00000004', by), 'right')
  assert.equal(outcome('991100', '00000002', by), 'wrong')
})

test('exceptions 2 and 9: weights by the account, and else the sort code 309634', async () => {
  const by = await table()
  // Other weights because the account begins with 1: 1×1 + 2×2 + 6×1 = 11.
  assert.equal(outcome('991200', '10000000', by), 'right')
  // The first check has 8, the second 3 + 0 + 9 + 6 + 3 + 4 = 25, and 8 are 33.
  assert.equal(outcome('991200', '00000008', by), 'right')
  assert.equal(outcome('991200', '00000007', by), 'wrong')
})

test('exceptions 10 and 11: an account of 09 with a 9 before its last digit leaves out the sort code', async () => {
  const by = await table()
  // 2×9 + 4 = 22; the second check has 7×9 more: 85.
  assert.equal(outcome('991300', '09000094', by), 'right')
  assert.equal(outcome('991300', '08000094', by), 'wrong')
})

test('exception 7 leaves out the sort code when the account says so', async () => {
  const by = await table()
  // g = 9: only c to h count. 2×9 = 18, h = 4: 22.
  assert.equal(outcome('990600', '55000094', by), 'right')
  assert.equal(outcome('990600', '55000084', by), 'wrong')
})

test('exception 14 tries the account one place to the right', async () => {
  const by = await table()
  // 12300500 is wrong; without its last zero and with one in front it is 01230050: 7×1 + 6×2 + 5×3 + 2×5 = 44.
  assert.equal(outcome('990700', '12300500', by), 'right')
  assert.equal(outcome('990700', '12300502', by), 'wrong')
})

test('of exceptions 12 and 13 one passing check is enough, of others both must pass', async () => {
  const by = await table()
  assert.equal(outcome('990800', '01230050', by), 'right') // modulus 11
  assert.equal(outcome('990800', '01230006', by), 'right') // modulus 10
  assert.equal(outcome('990800', '01230007', by), 'wrong')
  // Exception 3: c = 6 or 9 has no second check. 6×6 = 36, and 8 are 44.
  assert.equal(outcome('990900', '00600008', by), 'right')
  assert.equal(checkGbAccount('990900', '01230050', by).checks.length, 2)
})

test('a sort code that the table does not have is not covered', async () => {
  assert.equal(outcome('123456', '12345678', await table()), 'not_covered')
})

test('lines that are no rows are named, and the others are read', async () => {
  const wrong = `${plain}\n123456 123455 MOD11 ${plain}\n123456 123457 MOD12 ${plain}\n123456 123457 MOD11 ${plain} 99\n123456 123457 MOD11 ${plain} 1\n`
  const read = await readModulusTable(pieces(wrong), pieces('1 2\n'))
  assert.deepEqual(
    read.faults.map(({ line, rule }) => `${line} ${rule}`),
    [
      '1 gb_modulus_row',
      '2 gb_modulus_row',
      '3 gb_modulus_row',
      '4 gb_modulus_row',
      '1 gb_modulus_substitute',
    ],
  )
  assert.equal(read.table.rows.length, 1)
})

test('hostile tables and accounts never throw', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText(60), fc.string({ maxLength: 16 }), async (text, digits) => {
      const { table: by } = await readModulusTable(pieces(text), pieces(text))
      checkGbAccount(digits.slice(0, 6), digits.slice(6), by)
    }),
    { numRuns: 60 },
  )
})
