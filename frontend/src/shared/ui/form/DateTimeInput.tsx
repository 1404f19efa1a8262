import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { useFormat } from '@/shared/i18n/format'
import { fromLocal, toLocal } from '@/shared/lib/zone'

interface DateTimeInputProps extends Omit<TextInputProps, 'defaultValue' | 'onChange' | 'value'> {
  /** RFC 3339 UTC, or empty. */
  defaultValue?: string | null
  onChange: (iso: string | null) => void
}

/** A moment on the company's clock. */
export function DateTimeInput({ defaultValue, onChange, ...input }: DateTimeInputProps) {
  const { timeZone } = useFormat()
  const [local, setLocal] = useState(() => (defaultValue ? toLocal(defaultValue, timeZone) : ''))
  const change = (text: string) => {
    setLocal(text)
    onChange(text === '' ? null : fromLocal(text, timeZone))
  }
  return <TextInput {...input} type="datetime-local" value={local} onChange={(e) => change(e.currentTarget.value)} />
}
