import { TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Money } from '@/shared/api/types'
import { useMaybeMe } from '@/shared/api/me'
import { editableAmount, parseAmount } from '@/shared/i18n/amount'
import { useFormat } from '@/shared/i18n/format'
import classes from './MoneyInput.module.css'

export const currencies = ['EUR', 'USD', 'PLN', 'INR', 'PHP']

export interface MoneyInputProps {
  label?: ReactNode
  'aria-label'?: string
  autoFocus?: boolean
  defaultValue?: Money | null
  /** The amount in minor units; `amount` is NaN while what is typed is no amount. */
  onChange: (money: Money | null) => void
  error?: ReactNode
  withAsterisk?: boolean
  name?: string
  'data-path'?: string
}

/** An amount as people write it, and its currency. */
export function MoneyInput({ defaultValue, onChange, label, error, ...input }: MoneyInputProps) {
  const { t } = useTranslation('common')
  const home = useMaybeMe()?.tenant.currency ?? 'EUR'
  const decimal = useFormat().number(0.5).replace(/\d/g, '').charAt(0)
  const [currency, setCurrency] = useState(defaultValue?.currency ?? home)
  const [typed, setTyped] = useState(() => (defaultValue && !Number.isNaN(defaultValue.amount) ? editableAmount(defaultValue.amount, defaultValue.currency, decimal) : ''))
  const tell = (text: string, unit: string) => onChange(text.trim() === '' ? null : { amount: parseAmount(text, unit) ?? Number.NaN, currency: unit })
  const options = currencies.includes(currency) ? currencies : [...currencies, currency]
  const unit = (
    <select className={classes.currency} aria-label={t('money.currency')} value={currency} onChange={(e) => { setCurrency(e.currentTarget.value); tell(typed, e.currentTarget.value) }}>
      {options.map((code) => <option key={code}>{code}</option>)}
    </select>
  )
  return (
    <TextInput {...input} label={label ?? t('money.amount')} inputMode="decimal" autoComplete="off" value={typed} error={error}
      onChange={(e) => { setTyped(e.currentTarget.value); tell(e.currentTarget.value, currency) }} rightSection={unit} rightSectionWidth={76} rightSectionPointerEvents="all" />
  )
}
