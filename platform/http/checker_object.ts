import type { Fault } from '../../kernel/result.ts'
import { addFault, type Checker, within, wrongType } from './faults.ts'
import type { JsonSchema } from './json_schema.ts'

type Field = { readonly checker: Checker; readonly is_required: boolean }
/** Fields without a fixed name: metadata and the like. */
type Rest = { readonly name: RegExp; readonly checker: Checker }

/** Objects. A field nobody named is refused, unless the schema says what such fields look like. */
export function checkObject(schema: JsonSchema, compile: (inner: JsonSchema) => Checker): Checker {
  const required = schema.required ?? []
  const fields = new Map<string, Field>(
    Object.entries(schema.properties ?? {}).map(([name, inner]) => [
      name,
      { checker: compile(inner), is_required: required.includes(name) },
    ]),
  )
  const rest = restOf(schema, compile)
  const { minProperties = 0, maxProperties = Infinity } = schema
  return {
    types: ['object'],
    constants: constantsOf(fields),
    choices: choicesOf(fields),
    required,
    names: [...fields.keys()],
    check(value) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
      let count = 0
      let given = 0
      for (const name in value) {
        const field = fields.get(name)
        const inner = (value as Record<string, unknown>)[name]
        if (field === undefined ? !passesRest(rest, name, inner) : !field.checker.check(inner)) return false
        if (field?.is_required === true) given++
        count++
      }
      return given === required.length && count >= minProperties && count <= maxProperties
    },
    explain(value, path, faults) {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return wrongType(faults, path, ['object'])
      const count = Object.keys(value).length
      if (count > maxProperties)
        return addFault(faults, 'too_many', path, `must have at most ${maxProperties} fields`)
      if (count < minProperties)
        addFault(faults, 'too_few', path, `must have at least ${minProperties} fields`)
      for (const name of required)
        if (!Object.hasOwn(value, name))
          addFault(faults, 'required', within(path, name), 'is required and was not given')
      for (const [name, inner] of Object.entries(value)) {
        const field = fields.get(name)
        if (field !== undefined) field.checker.explain(inner, within(path, name), faults)
        else explainRest(rest, name, inner, path, faults)
      }
    },
  }
}

function restOf(schema: JsonSchema, compile: (inner: JsonSchema) => Checker): readonly Rest[] {
  const patterns = Object.entries(schema.patternProperties ?? {}).map(([pattern, inner]) => ({
    name: new RegExp(pattern, 'u'),
    checker: compile(inner),
  }))
  const { additionalProperties: extra = true } = schema
  // What no pattern matches is judged by additionalProperties, which says yes when it is absent.
  if (extra === false || (extra === true && patterns.length > 0)) return patterns
  return [...patterns, { name: /^/u, checker: compile(extra === true ? {} : extra) }]
}

function passesRest(rest: readonly Rest[], name: string, value: unknown): boolean {
  const match = rest.find((one) => one.name.test(name))
  return match?.checker.check(value) === true
}

function explainRest(
  rest: readonly Rest[],
  name: string,
  value: unknown,
  path: string,
  faults: Fault[],
): void {
  const inner = within(path, name.slice(0, 64))
  const match = rest.find((one) => one.name.test(name))
  if (match !== undefined) return match.checker.explain(value, inner, faults)
  if (rest.length === 0) addFault(faults, 'unknown_field', inner, 'is not a field of this request')
  else addFault(faults, 'wrong_name', inner, 'is not a name that is allowed here')
}

function constantsOf(fields: ReadonlyMap<string, Field>): Record<string, readonly unknown[]> {
  const constants: Record<string, readonly unknown[]> = {}
  for (const [name, { checker, is_required }] of fields)
    if (is_required && checker.allowed?.length === 1) constants[name] = checker.allowed
  return constants
}

const choicesOf = (fields: ReadonlyMap<string, Field>): Record<string, readonly unknown[]> =>
  Object.fromEntries(
    [...fields].flatMap(([name, { checker }]) =>
      checker.allowed === undefined ? [] : [[name, checker.allowed]],
    ),
  )
