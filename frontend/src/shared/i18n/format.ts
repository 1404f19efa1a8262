import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMaybeMe } from '@/shared/api/me'
import type { Money } from '@/shared/api/types'
import { numberLocaleOf, regionFor } from './region'

/** Formats for one person: words in their language, digits by their region, on their own clock. */
export interface Format {
  number(n: number): string
  /** Whole percent of a share between 0 and 1. */
  percent(share: number): string
  money(m: Money): string
  /** Without minor units, for sums and cards. */
  moneyShort(m: Money): string
  /** Calendar day of `YYYY-MM-DD` or of a time. */
  date(value: string): string
  dateTime(value: string): string
  time(value: string): string
  /** '3 days ago', 'in 2 hours'. */
  relative(value: string, now?: number): string
  /** Length of time in its largest fitting unit: '2 days', '5 hours'. */
  duration(seconds: number): string
  /** Minutes as the largest whole unit: '45 minutes', '2 hours', '1 day'. */
  minutes(n: number): string
  /** Bytes in their largest fitting unit, as file managers count them: '1.4 MB'. */
  size(bytes: number): string
  /** `YYYY-MM-DD` of a moment on the person's clock. */
  day(value: string | number): string
  /** `YYYY-MM-DD` of a moment on the company's clock: whole days stand on its calendar. */
  companyDay(value: string | number): string
  /** The zone the person lives in. */
  timeZone: string
  companyZone: string
}

const isDay = (value: string) => /^\d{4}-\d\d-\d\d$/.test(value)
const units: [Intl.RelativeTimeFormatUnit & ('day' | 'hour' | 'minute'), number][] = [['day', 86_400], ['hour', 3600], ['minute', 60]]

/** Minor units per whole of a currency, as a power of ten: EUR 2, JPY 0. */
export function exponentOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** Largest unit that fits at least once, and how often (rounded down, at least one minute). */
export function largestUnit(seconds: number): { unit: 'day' | 'hour' | 'minute'; n: number } {
  const s = Math.abs(seconds)
  for (const [unit, size] of units) if (s >= size) return { unit, n: Math.floor(s / size) }
  return { unit: 'minute', n: 1 }
}

function moneyBy(locale: string) {
  const made = new Map<string, Intl.NumberFormat>()
  return (m: Money, whole: boolean) => {
    const key = `${m.currency}${whole}`
    const options: Intl.NumberFormatOptions = { style: 'currency', currency: m.currency, currencyDisplay: 'narrowSymbol', ...(whole ? { maximumFractionDigits: 0 } : {}) }
    const format = made.get(key) ?? new Intl.NumberFormat(locale, options)
    made.set(key, format)
    return format.format(m.amount / 10 ** exponentOf(m.currency))
  }
}

export function makeFormat(language: string, currency: string | undefined, timeZone: string, companyZone = timeZone): Format {
  const region = regionFor(language, currency)
  const digits = numberLocaleOf(region)
  const words = `${language}-${region}`
  const number = new Intl.NumberFormat(digits)
  const percent = new Intl.NumberFormat(digits, { style: 'percent', maximumFractionDigits: 0 })
  const money = moneyBy(digits)
  const date = new Intl.DateTimeFormat(words, { dateStyle: 'medium', timeZone })
  const day = new Intl.DateTimeFormat(words, { dateStyle: 'medium', timeZone: 'UTC' })
  const dateTime = new Intl.DateTimeFormat(words, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const time = new Intl.DateTimeFormat(words, { timeStyle: 'short', timeZone })
  const iso = new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone })
  const companyIso = companyZone === timeZone ? iso : new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: companyZone })
  const relative = new Intl.RelativeTimeFormat(words, { numeric: 'auto' })
  return {
    timeZone,
    companyZone,
    companyDay: (v) => companyIso.format(new Date(v)),
    number: (n) => number.format(n),
    percent: (share) => percent.format(share),
    money: (m) => money(m, false),
    moneyShort: (m) => money(m, true),
    date: (v) => (isDay(v) ? day : date).format(new Date(v)),
    dateTime: (v) => dateTime.format(new Date(v)),
    time: (v) => time.format(new Date(v)),
    day: (v) => iso.format(new Date(v)),
    duration: (seconds) => {
      const { unit, n } = largestUnit(seconds)
      return new Intl.NumberFormat(words, { style: 'unit', unit, unitDisplay: 'long' }).format(n)
    },
    minutes: (n) => {
      const [unit, size] = units.find(([, seconds]) => n > 0 && (n * 60) % seconds === 0) ?? (['minute', 60] as const)
      return new Intl.NumberFormat(words, { style: 'unit', unit, unitDisplay: 'long' }).format((n * 60) / size)
    },
    size: (bytes) => {
      const power = bytes < 1000 ? 0 : bytes < 999_500 ? 1 : bytes < 999_950_000 ? 2 : 3
      const unit = (['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const)[power]
      return new Intl.NumberFormat(digits, { style: 'unit', unit, maximumFractionDigits: power < 2 ? 0 : 1 }).format(bytes / 1000 ** power)
    },
    relative: (v, now = Date.now()) => {
      const seconds = (new Date(v).getTime() - now) / 1000
      const { unit, n } = largestUnit(seconds)
      return relative.format(seconds < 0 ? -n : n, unit)
    },
  }
}

/** The formats for the person at the screen. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const me = useMaybeMe()
  const zone = me?.user.timezone || me?.tenant.timezone || Intl.DateTimeFormat().resolvedOptions().timeZone
  const company = me?.tenant.timezone ?? zone
  return useMemo(() => makeFormat(i18n.language, me?.tenant.currency, zone, company), [i18n.language, me?.tenant.currency, zone, company])
}
