import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { complain } from '../undoable'
import type { Option, SelectProps } from './picking'

interface RemoteSelectProps extends SelectProps {
  /** Names the query: ['/companies']. */
  source: string
  search: (q: string, signal: AbortSignal) => Promise<Option[]>
  /** Makes what was typed when nothing fits. */
  create?: (name: string) => Promise<Option>
}

const newPrefix = 'new:'

/** Picks one record by typing; the server searches, so it works with a hundred thousand of them. */
export function RemoteSelect({ source, search, create, defaultValue, defaultLabel, onChange, label, typed: carried, ...input }: RemoteSelectProps) {
  const { t } = useTranslation('common')
  const [chosen, setChosen] = useState<Option | null>(defaultValue ? { value: defaultValue, label: defaultLabel ?? '…' } : null)
  const [typed, setTyped] = useState(chosen?.label ?? '')
  const [open, setOpen] = useState(false)
  // eslint-disable-next-line react/exhaustive-deps -- once, after the input has shown what is chosen
  useEffect(() => { if (carried !== undefined) setTyped(carried) }, [])
  const [q] = useDebouncedValue(typed === chosen?.label ? '' : typed.trim(), 200)
  const found = useQuery({ queryKey: [source, 'pick', q], queryFn: ({ signal }) => search(q, signal), enabled: open, placeholderData: keepPreviousData })
  const choose = (option: Option | null) => { setOpen(false); setChosen(option); setTyped(option?.label ?? ''); onChange(option?.value ?? null, option?.label ?? null) }
  const pick = (value: string | null, option: Option | null) => {
    if (!value?.startsWith(newPrefix) || !create) return choose(option)
    create(value.slice(newPrefix.length)).then(choose, complain)
  }
  const name = typeof label === 'string' ? label : input['aria-label']
  const asked = typed.trim() !== '' && typed !== chosen?.label
  const answered = asked && q === typed.trim() && !found.isFetching && !found.isPlaceholderData
  const options = optionsOf(found.data, q === '' ? chosen : null, create ? q : '', (n) => t('pick.create', { name: n }))
  const [early, setEarly] = useState(false)
  useEffect(() => {
    if (!early || (asked && !answered)) return
    setEarly(false)
    if (answered && options[0]) pick(options[0].value, options[0])
    // eslint-disable-next-line react/exhaustive-deps -- when the answer is in
  }, [early, asked, answered])
  const same = (o: Option) => !o.value.startsWith(newPrefix) && o.label.toLocaleLowerCase() === typed.trim().toLocaleLowerCase()
  /** Enter takes the first that fits what was typed, not what fitted before: until the answer is in, it waits; not for what is called just so. */
  const hold = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter') return setEarly(false)
    if (!open || !asked || answered) return
    event.preventDefault()
    event.stopPropagation()
    const exact = options.find(same)
    if (exact) choose(exact)
    else setEarly(true)
  }
  return (
    <Select {...input} label={label} searchable clearable data={options} dropdownOpened={open} onKeyDownCapture={hold}
      value={chosen?.value ?? null} onChange={(value, option) => pick(value, option as Option | null)} searchValue={typed} onSearchChange={setTyped}
      filter={({ options }) => options} onDropdownOpen={() => setOpen(true)} onDropdownClose={() => setOpen(false)} selectFirstOptionOnChange={answered}
      placeholder={input.placeholder ?? t('pick.placeholder')} clearButtonProps={{ 'aria-label': t('pick.clear', { label: name ?? '' }) }}
      nothingFoundMessage={found.isError ? t('pick.failed') : found.isFetching ? t('state.loading') : t('pick.nothing')} />
  )
}

function optionsOf(found: Option[] = [], chosen: Option | null, typed: string, newLabel: (name: string) => string): Option[] {
  const all = chosen && !found.some((o) => o.value === chosen.value) ? [chosen, ...found] : found
  const isNew = typed !== '' && !found.some((o) => o.label.toLocaleLowerCase() === typed.toLocaleLowerCase())
  return isNew ? [...all, { value: newPrefix + typed, label: newLabel(typed) }] : all
}
