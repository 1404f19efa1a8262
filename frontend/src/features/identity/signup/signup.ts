import type { Language } from '@/shared/api/types'
import { guessCurrency, guessZone } from '@/shared/lib/place'

export interface SignupValues {
  company: string; name: string; email: string; password: string
  language: Language; currency: string; timezone: string
}

/** An empty form with what the browser gives away already filled in. */
export function firstValues(language: string): SignupValues {
  const timezone = guessZone()
  return { company: '', name: '', email: '', password: '', language: language as Language, currency: guessCurrency(timezone), timezone }
}
