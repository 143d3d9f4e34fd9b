import { ownOf } from '../../../sdk/typescript/own.ts'
/** The categories of Sparkov files as merchant category codes of ISO 18245. A code of four digits is taken as it is. */
const categories: Readonly<Record<string, string>> = {
  entertainment: '7832',
  food_dining: '5812',
  gas_transport: '5541',
  grocery_net: '5411',
  grocery_pos: '5411',
  health_fitness: '7997',
  home: '5200',
  kids_pets: '5995',
  misc_net: '5999',
  misc_pos: '5999',
  personal_care: '7230',
  shopping_net: '5311',
  shopping_pos: '5311',
  travel: '4722',
}

export const mccOf = (text: string, otherwise: string): string =>
  /^\d{4}$/.test(text) ? text : (ownOf(categories, text) ?? otherwise)
