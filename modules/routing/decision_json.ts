import type { RouteDecision } from './choose.ts'

/** A decision as `DecisionReply` describes it. */
export const decisionJson = ({ candidates, excluded, inputs, ...rest }: RouteDecision) => {
  const { needs, metadata, ...seen } = inputs
  return {
    ...rest,
    candidates: [...candidates],
    excluded: [...excluded],
    inputs: {
      ...seen,
      ...(needs === undefined ? {} : { needs: [...needs] }),
      ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
    },
  }
}
