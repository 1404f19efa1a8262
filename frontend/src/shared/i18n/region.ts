/**
 * The region decides how numbers look, the language which words are used: an English speaker in Pune reads 1,00,000 and
 * one in Manila 100,000. Order: chosen on this machine, the browser's own region, the company's currency.
 */
export const regions = ['US', 'GB', 'IN', 'PH', 'PL', 'DE', 'RU'] as const
export type Region = (typeof regions)[number]

const numberLocale: Record<Region, string> = { US: 'en-US', GB: 'en-GB', IN: 'en-IN', PH: 'en-PH', PL: 'pl-PL', DE: 'de-DE', RU: 'ru-RU' }
const byCurrency: Record<string, Region> = { USD: 'US', PLN: 'PL', INR: 'IN', PHP: 'PH' }
const byLanguage: Record<string, Region> = { en: 'US', hi: 'IN', pl: 'PL', fil: 'PH', ru: 'RU' }
const key = 'kith.region'
const isRegion = (r: string | null | undefined): r is Region => regions.some((x) => x === r)

export const chosenRegion = (): Region | null => {
  const stored = localStorage.getItem(key)
  return isRegion(stored) ? stored : null
}

/** Stores the choice; null goes back to automatic. */
export function chooseRegion(region: Region | null): void {
  if (region) localStorage.setItem(key, region)
  else localStorage.removeItem(key)
}

export function regionFor(language: string, currency?: string): Region {
  const chosen = chosenRegion()
  if (chosen) return chosen
  const own = navigator.languages.map((tag) => tag.split('-')[1]).find(isRegion)
  return own ?? byCurrency[currency ?? ''] ?? byLanguage[language] ?? 'US'
}

export const numberLocaleOf = (region: Region): string => numberLocale[region]
