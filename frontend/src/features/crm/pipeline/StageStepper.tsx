import { NativeSelect } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Stage } from '@/shared/api/types'
import classes from './StageStepper.module.css'

interface StageStepperProps {
  stages: Stage[]
  /** The stage the deal is in. */
  current: string
  onMove: (stage: Stage) => void
  disabled?: boolean
}

/** The way through a pipeline: a click moves there. A phone gets a list to choose from. */
export function StageStepper(props: StageStepperProps) {
  const { t } = useTranslation('deal')
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  const { stages, current, onMove } = props
  const at = stages.findIndex((s) => s.id === current)
  const disabled = props.disabled || stages[at]?.closed
  if (phone) return <Choice {...props} disabled={disabled} />
  return (
    <ol className={classes.steps} aria-label={t('deal:stepper.label')}>
      {stages.map((stage, i) => (
        <li key={stage.id} className={classes.step} data-kind={stage.kind} data-state={i === at ? 'current' : i < at && stages[at]?.kind !== 'lost' ? 'passed' : 'ahead'}>
          <button type="button" className={classes.button} aria-current={i === at ? 'step' : undefined} disabled={(disabled || stage.closed) && i !== at} onClick={() => { if (i !== at) onMove(stage) }}>
            {stage.kind === 'won' ? <IconCheck size={15} aria-hidden /> : stage.kind === 'lost' ? <IconX size={15} aria-hidden /> : null}
            <span className="k-clip">{stage.name}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function Choice({ stages, current, onMove, disabled }: StageStepperProps) {
  const { t } = useTranslation('deal')
  const choose = (id: string) => {
    const stage = stages.find((s) => s.id === id)
    if (stage) onMove(stage)
  }
  return (
    <NativeSelect label={t('deal:field.stage')} value={current} disabled={disabled} onChange={(e) => choose(e.currentTarget.value)}
      data={stages.map((s) => ({ value: s.id, label: s.name, disabled: s.closed && s.id !== current }))} />
  )
}
