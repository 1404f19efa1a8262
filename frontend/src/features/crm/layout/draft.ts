import type { LayoutField, LayoutSection } from '@/shared/api/typesLayout'

/** Where fields go that stand in no section: readers find them under «More». */
export const unplaced = 'more'

/** Puts a field at a place in a section, or in none. What it was before stays with it. */
export function place(sections: LayoutSection[], key: string, to: string, index: number): LayoutSection[] {
  const field: LayoutField = sections.flatMap((s) => s.fields).find((f) => f.key === key) ?? { key, ask: false }
  return sections.map((s) => {
    const fields = s.fields.filter((f) => f.key !== key)
    return { ...s, fields: s.id === to ? fields.toSpliced(index, 0, field) : fields }
  })
}

/** Changes one section. */
export const change = (sections: LayoutSection[], id: string, to: Partial<LayoutSection>) => sections.map((s) => (s.id === id ? { ...s, ...to } : s))

/** Whether a field is asked for when a record is made. */
export const ask = (sections: LayoutSection[], key: string, asked: boolean) => sections.map((s) => ({ ...s, fields: s.fields.map((f) => (f.key === key ? { ...f, ask: asked } : f)) }))

/** Moves a section up or down. */
export function shift(sections: LayoutSection[], id: string, by: -1 | 1): LayoutSection[] {
  const at = sections.findIndex((s) => s.id === id)
  const section = sections[at]
  return section ? sections.toSpliced(at, 1).toSpliced(at + by, 0, section) : sections
}

/** Adds an empty section at the end. */
export function addSection(sections: LayoutSection[], title: string): LayoutSection[] {
  const ids = new Set(sections.map((s) => s.id))
  let n = sections.length
  while (ids.has(`s${n}`)) n++
  return [...sections, { id: `s${n}`, title, closed: false, columns: 1, fields: [] }]
}

/** The keys of those that stand in no section, in their usual order. */
export function left(sections: LayoutSection[], keys: string[]): string[] {
  const placed = new Set(sections.flatMap((s) => s.fields.map((f) => f.key)))
  return keys.filter((k) => !placed.has(k))
}
