import type { BuyingMap, Influence } from '@/shared/api/typesBuying'

/** From top to bottom. */
export const levels: Influence[] = ['high', 'medium', 'low']

/** Where somebody stands on the chart: how far from its start, in percent, and in which row. */
export interface Spot { x: number; row: number; share: number }

/** The places of all people: in rows by influence, spread evenly within each. */
export function spots({ people }: BuyingMap): Map<string, Spot> {
  const all = new Map<string, Spot>()
  levels.forEach((level, row) => {
    const inRow = people.filter((p) => p.influence === level)
    inRow.forEach((p, i) => all.set(p.contactId, { x: ((i + 0.5) / inRow.length) * 100, row, share: 100 / inRow.length }))
  })
  return all
}
