import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lettersOn } from '@/shared/lib/keys'

interface SearchBoxProps {
  value: string
  onChange: (q: string) => void
  /** What is searched: 'Search contacts'. */
  label?: string
}

/** A search field that tells its value 250 ms after the last key; / leads to it. */
export function SearchBox({ value, onChange, label }: SearchBoxProps) {
  const { t } = useTranslation('common')
  const [typed, setTyped] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  useHotkeys(lettersOn() ? [['/', () => input.current?.focus()]] : [])
  const tell = useDebouncedCallback(onChange, 250)
  useEffect(() => setTyped(value), [value])
  const set = (next: string) => { setTyped(next); tell(next) }
  const clear = typed ? <CloseButton size="sm" aria-label={t('search.clear')} onClick={() => { set(''); onChange('') }} /> : null
  return (
    <TextInput ref={input} type="search" aria-keyshortcuts="/" size="sm" w={{ base: '100%', xs: 260 }} aria-label={label ?? t('search.label')} placeholder={label ?? t('search.label')}
      value={typed} onChange={(e) => set(e.currentTarget.value)} leftSection={<IconSearch size={16} aria-hidden />} rightSection={clear} rightSectionPointerEvents="all" />
  )
}
