/** What the browser tells about where somebody is: their time zone, and the currency that goes with it. */
const newNames: Record<string, string> = { 'Asia/Calcutta': 'Asia/Kolkata', 'Europe/Kiev': 'Europe/Kyiv', 'Asia/Saigon': 'Asia/Ho_Chi_Minh' }
const byZone: Record<string, string> = { 'Asia/Kolkata': 'INR', 'Asia/Manila': 'PHP', 'Europe/Warsaw': 'PLN' }

/** The currencies a company can keep its books in. */
export const currencies = ['EUR', 'USD', 'PLN', 'INR', 'PHP'] as const

export function guessZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
  return newNames[zone] ?? zone
}

export function guessCurrency(zone: string): string {
  return byZone[zone] ?? (zone.startsWith('America/') || zone === 'Pacific/Honolulu' ? 'USD' : 'EUR')
}

/** Every time zone, under its present name. */
export function zones(): { value: string; label: string }[] {
  const all = new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map((z) => newNames[z] ?? z)])
  return [...all].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}

/** 'EUR – euro' in the person's language. */
export function currencyOptions(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'currency' })
  return currencies.map((value) => ({ value, label: `${value} – ${names.of(value) ?? value}` }))
}
