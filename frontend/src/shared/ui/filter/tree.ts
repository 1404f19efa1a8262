import { parseFilter, type Filter } from './filters'

/** What must hold: one condition (`field:op:value`), all of some, or one of some. */
export type Tree = string | { all: Tree[] } | { any: Tree[] }
/** How an address asks: conditions that all must hold, and groups beside them. */
export interface Asked { filter?: string[]; where?: string }

export const membersOf = (tree: Exclude<Tree, string>): Tree[] => ('all' in tree ? tree.all : tree.any)
export const isAny = (tree: Tree): tree is { any: Tree[] } => typeof tree !== 'string' && 'any' in tree

/** Everything that an address asks for, part by part; all must hold. What can't be read is left out. */
export function partsOf({ filter = [], where }: Asked): Tree[] {
  const tree = where ? readTree(where) : null
  return [...filter.filter((f) => parseFilter(f)), ...(tree === null ? [] : typeof tree !== 'string' && 'all' in tree ? tree.all : [tree])]
}

function readTree(text: string): Tree | null {
  try {
    const tree: unknown = JSON.parse(text)
    return fits(tree) ? tree : null
  } catch {
    return null
  }
}

function fits(tree: unknown): tree is Tree {
  if (typeof tree === 'string') return parseFilter(tree) !== null
  if (typeof tree !== 'object' || tree === null) return false
  const [[how, members] = [], more] = Object.entries(tree)
  return more === undefined && (how === 'all' || how === 'any') && Array.isArray(members) && members.length > 0 && members.every(fits)
}

/** The address of parts: single conditions as they always were, groups as JSON. */
export function askedOf(parts: Tree[]): { filter: string[] | undefined; where: string | undefined } {
  const tidy = parts.map(tidied).filter((p) => p !== null)
  const filter = [...new Set(tidy.filter((p) => typeof p === 'string'))]
  const groups = tidy.filter((p) => typeof p !== 'string')
  const where = groups.length === 0 ? undefined : JSON.stringify(groups.length === 1 ? groups[0] : { all: groups })
  return { filter: filter.length > 0 ? filter : undefined, where }
}

/** Without groups of none or one, and groups within groups of the same kind. */
function tidied(tree: Tree): Tree | null {
  if (typeof tree === 'string') return tree
  const any = isAny(tree)
  const members = membersOf(tree).map(tidied).filter((m) => m !== null).flatMap((m) => (typeof m !== 'string' && isAny(m) === any ? membersOf(m) : [m]))
  if (members.length === 0) return null
  return members.length === 1 ? members[0]! : any ? { any: members } : { all: members }
}

/** The conditions of a part that reads as a sentence: one, or one of several. Null for deeper ones. */
export function alternatives(part: Tree): Filter[] | null {
  const all = isAny(part) ? part.any : [part]
  const filters = all.map((one) => (typeof one === 'string' ? parseFilter(one) : null))
  return filters.every((f) => f !== null) ? filters : null
}

/** Several values of one condition, as the API has them. */
export const joinValues = (values: string[]) => values.map((v) => v.replace(/[\\|]/g, '\\$&')).join('|')
export const splitValues = (text: string) => (text === '' ? [] : (text.match(/(?:\\.|[^|\\])+|(?<=\|)$/gs) ?? []).map((v) => v.replace(/\\(.)/gs, '$1')))
