/** What a document may ask of the machine that reads it. Anything above is a fault, and reading ends there. */
export type XmlLimits = {
  readonly bytes_max: number
  /** Elements within elements, the root counted. Messages of ISO 20022 stay below 20, their wrappers below 5. */
  readonly depth_max: number
  readonly name_chars_max: number
  readonly attributes_max: number
  /** Of one text, comment or attribute value. */
  readonly text_chars_max: number
  /** Elements in memory at one time: the rest of the document and the part that is being read. */
  readonly held_elements_max: number
  /** Characters of text in memory at one time, counted in the same way. */
  readonly held_chars_max: number
}

export const xmlLimits: XmlLimits = {
  bytes_max: 2 * 1024 ** 3,
  depth_max: 64,
  name_chars_max: 256,
  attributes_max: 64,
  text_chars_max: 1024 ** 2,
  held_elements_max: 1_000_000,
  held_chars_max: 64 * 1024 ** 2,
}
