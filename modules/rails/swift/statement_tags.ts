const tags = new Set('13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS'.split(' '))
const types = new Set(['940', '941', '942', '950'])

/** Tags of MT940, MT941, MT942 and MT950, and `NS`, which German banks use beside `:86:`. */
export const isStatementTag = (tag: string): boolean => tags.has(tag)
export const isStatementType = (type: string): boolean => types.has(type)
