// Nothing imports this file. The gate for unused code must report it, or it has not read the tree.
export const unused = true
