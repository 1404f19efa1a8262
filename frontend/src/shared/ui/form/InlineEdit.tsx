import { TextInput, Textarea } from '@mantine/core'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { NetworkFailure } from '@/shared/api/problem'
import { problemText } from '@/shared/i18n/problemText'
import classes from './InlineEdit.module.css'

/** What an input in place needs: the draft, how to change it, why the last save was refused. */
export interface InlineInput<V> {
  value: V
  /** `save` at once, for pickers; others save when the focus leaves or at Enter. */
  set: (value: V, save?: boolean) => void
  error: string | undefined
}

interface InlineEditProps<V> {
  /** The field's name, also read before its value. */
  label: string
  value: V
  /** How the value reads while it is not edited. */
  shown: ReactNode
  onSave: (value: V) => Promise<unknown>
  input: (draft: InlineInput<V>) => ReactNode
  same?: (a: V, b: V) => boolean
  disabled?: boolean
  className?: string
}

/**
 * A value that becomes an input when clicked. Leaving saves, Escape gives up, a refusal keeps what was typed. What could not be sent
 * goes when the network is back.
 */
export function InlineEdit<V>({ label, value, shown, onSave, input, same = Object.is, disabled, className }: InlineEditProps<V>) {
  const [draft, setDraft] = useState<{ value: V } | null>(null)
  const [refused, setRefused] = useState<{ value: V; why: string; lost: boolean } | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const close = (refocus: boolean) => {
    setDraft(null)
    setRefused(null)
    if (refocus) setTimeout(() => button.current?.focus(), 0)
  }
  const save = (next: V, refocus: boolean) => {
    close(refocus)
    if (same(next, value)) return
    onSave(next).catch((failure: unknown) => { setDraft({ value: next }); setRefused({ value: next, why: problemText(failure), lost: failure instanceof NetworkFailure }) })
  }
  useEffect(() => {
    if (!refused?.lost || !draft) return
    const again = () => save(draft.value, false)
    window.addEventListener('online', again)
    return () => window.removeEventListener('online', again)
  })
  if (disabled) return <span className={`${classes.still} ${className ?? ''}`}>{shown}</span>
  if (!draft) {
    return (
      <button ref={button} type="button" className={`${classes.shown} ${className ?? ''}`} onClick={() => setDraft({ value })}>
        <span className="k-hidden">{label}:</span> {shown}
      </button>
    )
  }
  const onBlur = (event: React.FocusEvent) => {
    const to = event.relatedTarget
    if (refused && same(refused.value, draft.value)) return // leaving is no reason to send again what was refused
    if (!(to instanceof Node && frame.current?.contains(to)) && !(to instanceof Element && to.closest('[role=listbox]'))) save(draft.value, false)
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    const open = event.target instanceof HTMLElement && event.target.getAttribute('aria-expanded') === 'true'
    if (open) return
    if (event.key === 'Escape') { event.stopPropagation(); close(true) }
    if (event.key === 'Enter' && !(event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey)) { event.preventDefault(); save(draft.value, true) }
  }
  return (
    <div ref={frame} className={classes.edit} onBlur={onBlur} onKeyDown={onKeyDown} role="presentation">
      {input({ value: draft.value, error: refused?.why, set: (next, now) => { setDraft({ value: next }); if (now) save(next, true) } })}
    </div>
  )
}

interface InlineTextProps {
  label: string
  value: string
  /** Stands there while there is nothing: 'Add a date'. */
  empty?: string
  shown?: ReactNode
  type?: 'text' | 'date' | 'long'
  onSave: (value: string) => Promise<unknown>
  disabled?: boolean
  className?: string
}

/** A line of text, a day, or a paragraph (saved with Ctrl Enter) edited in place. */
export function InlineText({ value, empty = '—', shown, type = 'text', ...rest }: InlineTextProps) {
  const reads = value === '' ? <span className={classes.none}>{empty}</span> : (shown ?? value)
  return (
    <InlineEdit {...rest} value={value} shown={reads}
      input={({ value: text, set, error }) => {
        const shared = { value: text, error, 'aria-label': rest.label, autoFocus: true, onChange: (e: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => set(e.currentTarget.value) }
        return type === 'long' ? <Textarea {...shared} autosize minRows={2} maxRows={10} /> : <TextInput {...shared} type={type} />
      }} />
  )
}
