import type { TFunction } from 'i18next'
import type { BuyingMap, Tie } from '@/shared/api/typesBuying'

/** How two people stand to each other, in a sentence. */
export function tieText(t: TFunction, tie: Tie, { people }: BuyingMap): string {
  const name = (id: string) => people.find((p) => p.contactId === id)?.name ?? ''
  return t(`selling:map.tie.${tie.kind}`, { from: name(tie.fromId), to: name(tie.toId) })
}
