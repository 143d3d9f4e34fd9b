import { exits } from '../cli/exits.ts'
import { userCommands } from '../cli/main.ts'

export const all = [exits, userCommands]
