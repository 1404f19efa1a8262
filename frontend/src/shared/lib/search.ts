/** How addresses carry what a page shows: plain `?q=ann&filter=city:is:Oslo&filter=…`, readable and shareable. */
type Search = Record<string, unknown>

/** Query string to values: a name given once is a string, more than once a list. */
export function parseSearch(text: string): Search {
  const out: Search = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const had = out[name]
    out[name] = had === undefined ? value : Array.isArray(had) ? [...had, value] : [had, value]
  }
  return out
}

/** Values to query string; empty ones are left out. */
export function stringifySearch(search: Search): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '' && one !== false) params.append(name, one === true ? '1' : String(one))
    }
  }
  const text = params.toString()
  return text ? `?${text}` : ''
}

/** What a list page keeps in its address: `where` are groups of conditions, `saved` is the view that is looked at; `new` opens the form for a new record; `look` is how the rows are looked at, if not as a table, and `by` by which field. */
export interface ListSearch { q?: string; sort?: string; filter?: string[]; where?: string; saved?: string; new?: boolean; look?: 'board' | 'calendar'; by?: string }

/** A text of an address, if there is one. */
export const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
/** Whether an address says yes. */
export const yes = (v: unknown) => v === true || v === '1' || v === 'true' || undefined

/** For `validateSearch` of a list route. */
export function listSearch(raw: Search): ListSearch {
  const filter = (Array.isArray(raw.filter) ? raw.filter : [raw.filter]).filter((f): f is string => typeof f === 'string' && f.includes(':'))
  return {
    q: text(raw.q),
    sort: text(raw.sort),
    filter: filter.length > 0 ? filter : undefined,
    where: text(raw.where),
    saved: text(raw.saved) ?? text(raw.view),
    new: yes(raw.new),
    look: raw.look === 'board' || raw.look === 'calendar' ? raw.look : undefined,
    by: text(raw.by),
  }
}
