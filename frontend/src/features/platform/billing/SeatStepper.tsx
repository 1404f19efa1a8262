import { ActionIcon, NumberInput } from '@mantine/core'
import { IconMinus, IconPlus } from '@tabler/icons-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeatKind } from '@/shared/api/types'
import classes from './Billing.module.css'

interface SeatStepperProps {
  kind: SeatKind
  value: number
  onChange: (n: number) => void
  /** Seats that are taken cannot be given back here. */
  min: number
  /** Under the name: what the seat is for, what one costs. */
  note: string
}

const most = 1000

/** How many seats of a kind: turned by buttons, arrow keys, or typed. */
export function SeatStepper({ kind, value, onChange, min, note }: SeatStepperProps) {
  const { t } = useTranslation(['billing', 'access'])
  const id = useId()
  const name = t(`access:seat.${kind}`)
  const set = (n: number) => onChange(Math.min(most, Math.max(min, n)))
  return (
    <div className={classes.stepper}>
      <div className={classes.stepperText}><label htmlFor={id}>{name}</label><span>{note}</span></div>
      <div className={classes.stepperTurn}>
        <ActionIcon variant="default" size={36} aria-label={t('seats.fewer', { kind: name })} disabled={value <= min} onClick={() => set(value - 1)}><IconMinus size={16} aria-hidden /></ActionIcon>
        <NumberInput id={id} className={classes.stepperInput} value={value} onChange={(n) => { if (typeof n === 'number') onChange(Math.min(most, n)) }} onBlur={() => set(value)}
          min={min} max={most} hideControls allowDecimal={false} allowNegative={false} clampBehavior="none" />
        <ActionIcon variant="default" size={36} aria-label={t('seats.more', { kind: name })} disabled={value >= most} onClick={() => set(value + 1)}><IconPlus size={16} aria-hidden /></ActionIcon>
      </div>
    </div>
  )
}
