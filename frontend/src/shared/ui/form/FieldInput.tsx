import { NativeSelect, TextInput, Textarea } from '@mantine/core'
import type { ComponentProps } from 'react'
import { DateTimeInput } from './DateTimeInput'
import { MoneyInput } from './MoneyInput'
import { CompanyPicker, ContactPicker, DealPicker, PersonPicker } from './pickers'

export type FieldKind = 'text' | 'long' | 'email' | 'phone' | 'url' | 'money' | 'date' | 'datetime' | 'choice' | 'person' | 'company' | 'contact' | 'deal'

/** `field('name')` of useApiForm spread in, and anything else the input takes. */
export interface FieldInputProps {
  kind: FieldKind
  /** For `choice`. */
  options?: { value: string; label: string }[]
  /** For pickers: the name of what is chosen. */
  defaultLabel?: string | null
  [property: string]: unknown
}

/** Kind of field to input: `<FieldInput kind="email" {...field('email')} />`. */
export function FieldInput({ kind, options, defaultLabel, ...given }: FieldInputProps) {
  const input = given as object
  const picker = { ...given, defaultLabel } as unknown as ComponentProps<typeof PersonPicker>
  switch (kind) {
    case 'text': return <TextInput {...input} />
    case 'long': return <Textarea autosize minRows={3} maxRows={12} {...input} />
    case 'email': return <TextInput type="email" inputMode="email" autoComplete="off" {...input} />
    case 'phone': return <TextInput type="tel" inputMode="tel" autoComplete="off" {...input} />
    case 'url': return <TextInput type="url" inputMode="url" autoComplete="off" {...input} />
    case 'date': return <TextInput type="date" {...input} />
    case 'choice': return <NativeSelect {...input} data={[{ value: '', label: '—' }, ...(options ?? [])]} />
    case 'datetime': return <DateTimeInput {...(input as ComponentProps<typeof DateTimeInput>)} />
    case 'money': return <MoneyInput {...(input as ComponentProps<typeof MoneyInput>)} />
    case 'person': return <PersonPicker {...picker} />
    case 'company': return <CompanyPicker {...picker} />
    case 'contact': return <ContactPicker {...picker} />
    case 'deal': return <DealPicker {...picker} />
  }
}
