import type { LayoutColumn } from '@/shared/api/typesView'

/** The columns of a list as somebody arranged them, remembered on this machine until the server says. */
export function storedLayout(id: string): LayoutColumn[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(keyOf(id)) ?? '[]')
    return Array.isArray(all) ? (all as LayoutColumn[]) : []
  } catch {
    return []
  }
}

export const storeLayout = (id: string, layout: LayoutColumn[]) => localStorage.setItem(keyOf(id), JSON.stringify(layout))

const keyOf = (id: string) => `kith.layout.${id}`

/** The ids of the columns that are seen. */
export const shownColumns = (id: string): string[] => storedLayout(id).map((c) => c.id)
