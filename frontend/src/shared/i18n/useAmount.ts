import { useTranslation } from 'react-i18next'
import { useFormat } from './format'

const mebibyte = 2 ** 20
const gibibyte = 2 ** 30

/** Writes how much there is of what a limit counts: storage in the unit that people read, everything else as a number. */
export function useAmount(): (limit: string, n: number) => string {
  const { t } = useTranslation('billing')
  const format = useFormat()
  return (limit, n) => {
    if (limit !== 'storageBytes') return format.number(n)
    if (n < gibibyte) return t('use.mebibytes', { n: format.number(Math.round(n / mebibyte)) })
    return t('use.gibibytes', { n: format.number(Math.round((n / gibibyte) * 10) / 10) })
  }
}
