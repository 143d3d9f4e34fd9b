import { isCurrency } from '../../kernel/currency.ts'
import type { Fault } from '../../kernel/result.ts'
import { type Condition, isGroup, type Test, testsOf } from './condition.ts'
import { TESTS_MAX, VALUES_MAX } from './limits.ts'
import type { Action, Rules } from './rules.ts'

/** What is wrong with rules of the right shape, by place; none when they can be used. */
export function ruleFaults({ rules, otherwise }: Rules): Fault[] {
  const faults: Fault[] = []
  const tests = rules.flatMap(({ when }) => testsOf(when))
  const values = tests.reduce((sum, test) => sum + valuesOf(test), 0)
  const tooMany = (detail: string): void => void faults.push({ code: 'too_many', param: 'rules', detail })
  if (tests.length > TESTS_MAX) tooMany(`hold ${tests.length} tests; at most ${TESTS_MAX} are allowed`)
  if (values > VALUES_MAX) tooMany(`compare with ${values} values; at most ${VALUES_MAX} are allowed`)
  for (const [index, { when, use }] of rules.entries()) {
    conditionFaults(when, `rules.${index}.when`, faults)
    actionFaults(use, `rules.${index}.use`, faults)
  }
  if (otherwise !== undefined) actionFaults(otherwise, 'otherwise', faults)
  return faults
}

function conditionFaults(condition: Condition, param: string, faults: Fault[]): void {
  if (!isGroup(condition)) return testFaults(condition, param, faults)
  for (const [index, member] of condition.of.entries())
    conditionFaults(member, `${param}.of.${index}`, faults)
}

function testFaults(test: Test, param: string, faults: Fault[]): void {
  const unknown = (code: string, at: string): void => {
    if (!isCurrency(code))
      faults.push({ code: 'not_one_of', param: `${param}.${at}`, detail: `${code} is no currency` })
  }
  if (test.field === 'currency') for (const [index, code] of test.is.entries()) unknown(code, `is.${index}`)
  if (test.field !== 'amount') return
  unknown(test.currency, 'currency')
  const { at_least = '0', below } = test
  if (below !== undefined && BigInt(below) <= BigInt(at_least))
    faults.push({ code: 'too_small', param: `${param}.below`, detail: `must be above ${at_least}` })
}

function actionFaults(action: Action, param: string, faults: Fault[]): void {
  if (action.kind !== 'split') return
  const seen = new Set<string>()
  for (const [index, { account }] of action.shares.entries()) {
    if (seen.has(account))
      faults.push({
        code: 'not_unique',
        param: `${param}.shares.${index}.account`,
        detail: 'stands here twice',
      })
    seen.add(account)
  }
}

function valuesOf(test: Test): number {
  if (test.field === 'amount') return 2
  return test.field === 'bin' ? test.starts_with.length : test.is.length
}
