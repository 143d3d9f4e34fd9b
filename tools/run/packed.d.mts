/** Where packs of this tree are. */
export function folderOf(root: string): string
/** The file that says what the pack in use was made of. */
export function manifestOf(root: string): string
/** Of `package-lock.json`, in hex. */
export function lockHash(root: string): string
/** Changes when the file does. */
export function markOf(file: string): string
/** The packed form of `program`, a path below `root`; undefined when it has none that is true to its sources. */
export function packedProgram(root: string, program: string): string | undefined
