import { Button, Group, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Mask } from '@/shared/api/types'
import { isStale, refusedField } from '@/shared/api/refused'
import { InlineEdit } from '../form/InlineEdit'
import { Fact } from './Fact'
import classes from './Record.module.css'

const inputOf = {
  text: {}, date: { type: 'date' },
  email: { type: 'email', inputMode: 'email' }, phone: { type: 'tel', inputMode: 'tel' }, url: { type: 'url', inputMode: 'url' },
} as const

interface FactFieldProps {
  /** The API's name, by which a refusal speaks of it. */
  field: string
  label: string
  value: string
  kind?: keyof typeof inputOf
  /** How the value reads when it is more than text. */
  shown?: ReactNode
  onSave: (value: string) => Promise<unknown>
  disabled?: boolean
  /** How far the field is closed to the person's role. */
  mask?: Mask
  action?: ReactNode
}

/**
 * A line of text edited where it is read. When someone else saved meanwhile, what was typed stays, and one may keep it
 * or take what they wrote.
 */
export function FactField({ field, label, value, kind = 'text', shown, onSave, disabled, mask, action }: FactFieldProps) {
  const { t } = useTranslation('common')
  const [stale, setStale] = useState(false)
  const save = async (next: string) => {
    setStale(false)
    try {
      await onSave(next.trim())
    } catch (error) {
      setStale(isStale(error))
      throw refusedField(error, field, label)
    }
  }
  if (mask === 'hide') return <Fact label={label}><span className={classes.none}>{t('field.hidden')}</span></Fact>
  return (
    <Fact label={label} action={action}>
      <InlineEdit label={label} value={value} disabled={disabled === true || mask !== undefined} onSave={save} shown={value === '' ? <span className={classes.none}>—</span> : (shown ?? value)}
        input={({ value: text, set, error }) => (
          <>
            <TextInput {...inputOf[kind]} aria-label={label} autoFocus autoComplete="off" value={text} error={error} onChange={(e) => set(e.currentTarget.value)} />
            {stale && error ? <Conflict theirs={value} onTheirs={() => set(value, true)} onMine={() => set(text, true)} /> : null}
          </>
        )} />
    </Fact>
  )
}

/** Both keep the focus in the input while they are pressed, so that leaving does not save. */
function Conflict({ theirs, onTheirs, onMine }: { theirs: string; onTheirs: () => void; onMine: () => void }) {
  const { t } = useTranslation('common')
  const stay = (event: React.MouseEvent) => event.preventDefault()
  return (
    <Group gap={6} mt={6}>
      <Button size="compact-sm" variant="default" onMouseDown={stay} onClick={onTheirs}>{theirs === '' ? t('conflict.theirsEmpty') : t('conflict.theirs', { value: theirs })}</Button>
      <Button size="compact-sm" variant="light" onMouseDown={stay} onClick={onMine}>{t('conflict.mine')}</Button>
    </Group>
  )
}
