import { Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { colleaguesQuery } from '@/shared/api/people'
import type { Colleague } from '@/shared/api/types'
import type { About } from './activityQuery'
import { labelFor, namedIn, offered, seersQuery, typedName, useMayKnowSeers, type Named } from './mentions'
import classes from './Timeline.module.css'
import { put, sendOnCtrlEnter } from './writing'

interface NoteInputProps {
  about: About
  /** `form.field('text')`. */
  field: Record<string, unknown>
  label: string
  placeholder?: string
  hint?: ReactNode
  autoFocus?: boolean
  /** Who was picked so far; changed by `onPicked`. */
  picked: Named[]
  onPicked: (next: Named[]) => void
}

/** What most notes never need comes after the page. */
const Tools = lazy(async () => ({ default: (await import('./NoteTools')).NoteTools }))
const NameList = lazy(async () => ({ default: (await import('./NameList')).NameList }))
const marks: Record<string, string> = { b: '**', i: '*' }

/** A text with bold, italic, lists, links and colleagues: typing @ offers them. */
export function NoteInput({ about, field, label, placeholder, hint, autoFocus, picked, onPicked }: NoteInputProps) {
  const { t } = useTranslation('activity')
  const area = useRef<HTMLTextAreaElement>(null)
  const list = useId()
  const [text, setText] = useState(String(field['defaultValue'] ?? ''))
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const { data: people = [] } = useQuery({ ...colleaguesQuery(), enabled: text.includes('@') })
  const { data: seers } = useQuery({ ...seersQuery(about), enabled: useMayKnowSeers() && text.includes('@') })
  const names = typed === null ? [] : offered(typed, people, seers)
  const blind = seers ? namedIn(text, picked, people).filter((p) => !seers.includes(p.userId)) : []
  const look = () => {
    const { value, selectionStart } = area.current!
    setText(value)
    setTyped(typedName(value.slice(0, selectionStart)))
    setAt(0)
  }
  const take = (person: Colleague) => {
    const name = labelFor(person, picked)
    onPicked([...picked.filter((p) => p.userId !== person.userId), { userId: person.userId, label: name }])
    put(area.current!, `${name} `, [area.current!.selectionStart - typed!.length, area.current!.selectionStart])
    setTyped(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const mod = event.ctrlKey || event.metaKey
    const mark = mod ? marks[event.key] : undefined
    if (mark) { event.preventDefault(); void import('./editing').then((m) => m.wrapped(area.current!, mark)) }
    else if (names.length > 0 && !mod && choosing(event.key)) event.preventDefault()
    else sendOnCtrlEnter(event)
  }
  const choosing = (key: string): boolean => {
    if (key === 'ArrowDown') setAt((at + 1) % names.length)
    else if (key === 'ArrowUp') setAt((at + names.length - 1) % names.length)
    else if (key === 'Escape') setTyped(null)
    else if (key === 'Enter' || key === 'Tab') take(names[at]!)
    else return false
    return true
  }
  return (
    <div className={classes.note}>
      <Textarea ref={area} autosize minRows={2} maxRows={12} {...field} label={undefined} aria-label={label} placeholder={placeholder} autoFocus={autoFocus} onKeyDown={onKeyDown} onInput={look}
        onSelect={() => { const caret = area.current!; setTyped(typedName(caret.value.slice(0, caret.selectionStart))) }} onBlur={() => setTyped(null)}
        aria-autocomplete="list" aria-controls={names.length > 0 ? list : undefined} aria-activedescendant={names.length > 0 ? `${list}${at}` : undefined} />
      {names.length > 0 ? <Suspense fallback={null}><NameList id={list} names={names} at={at} seers={seers} onTake={take} /></Suspense> : null}
      {blind.length > 0 ? <p className={classes.blind} role="status">{t('mention.blind', { count: blind.length, names: blind.map((p) => p.label).join(', ') })}</p> : null}
      <div className={classes.tools} role="toolbar" aria-label={t('format.title')}>
        <Suspense fallback={null}><Tools area={area} /></Suspense>
        {hint}
      </div>
    </div>
  )
}
