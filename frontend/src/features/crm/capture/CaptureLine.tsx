import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type SubmitEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { CapturePart, CapturePlan } from '@/shared/api/typesCapture'
import { problemText } from '@/shared/i18n/problemText'
import classes from './Capture.module.css'
import { planQuery, useWriteDown } from './captureQuery'
import { Preview, type Choice } from './Preview'

interface CaptureLineProps { initial?: string; autoFocus?: boolean; onWritten?: () => void }

const parts: CapturePart[] = ['entry', 'task', 'deal']

/** Whether anything would be written, and nothing is left to choose. */
function ready(plan: CapturePlan, without: CapturePart[]) {
  const left = parts.filter((part) => plan[part] !== null && !without.includes(part))
  return left.length > 0 && (plan.about !== null || !left.includes('entry')) && (plan.deals.length === 0 || without.includes('deal'))
}

/** One line for what happened or is to be done. What it would write stands below before Enter writes it. */
export function CaptureLine({ initial = '', autoFocus, onWritten }: CaptureLineProps) {
  const { t } = useTranslation('capture')
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(initial)
  const [choice, setChoice] = useState<Choice>({})
  const [without, setWithout] = useState<CapturePart[]>([])
  const [asked] = useDebouncedValue(text.trim(), 150)
  const query = useQuery(planQuery({ text: asked, ...choice }))
  const write = useWriteDown()
  const change = (next: string) => { setText(next); setChoice({}); setWithout([]); write.reset() }
  const shown = text.trim() === '' ? undefined : query.data
  const current = shown && asked === text.trim() && !query.isPlaceholderData && !query.isFetching ? shown : undefined
  const may = current !== undefined && ready(current.plan, without) && !write.isPending
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (may) write.mutate({ ...current, without }, { onSuccess: () => { change(''); input.current?.focus(); onWritten?.() }, onError: () => void query.refetch() })
  }
  const fault = write.error ?? (text.trim() === '' ? null : query.error)
  return (
    <form className={classes.capture} onSubmit={submit} noValidate>
      <div className={classes.line}>
        <TextInput ref={input} className={classes.input} aria-label={t('label')} placeholder={t('placeholder')} value={text} maxLength={500} autoComplete="off" autoFocus={autoFocus} data-autofocus={autoFocus}
          error={fault ? problemText(fault) : undefined} onChange={(e) => change(e.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={!may} loading={write.isPending}>{t('write')}</Button>
      </div>
      {shown && !fault ? <Preview plan={shown.plan} without={without} onWithout={setWithout} onChoice={(more) => setChoice({ ...choice, ...more })} /> : null}
    </form>
  )
}
