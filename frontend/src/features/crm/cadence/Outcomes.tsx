import { Button } from '@mantine/core'
import { useHotkeys, type HotkeyItem } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Outcome } from '@/shared/api/typesCadence'
import { lettersOn } from '@/shared/lib/keys'
import classes from './Calls.module.css'

export const outcomes: Outcome[] = ['reached', 'no_answer', 'busy', 'voicemail', 'later', 'wrong_number', 'do_not_call']

/** What came of a call: a button each, with the key that presses it. */
export function Outcomes({ disabled, onChoose }: { disabled: boolean; onChoose: (outcome: Outcome) => void }) {
  const { t } = useTranslation('selling')
  const letters = lettersOn()
  useHotkeys(letters && !disabled ? outcomes.map((outcome, i): HotkeyItem => [String(i + 1), (event) => { if (!event.repeat) onChoose(outcome) }]) : [])
  return (
    <fieldset className={classes.outcomes}>
      <legend>{t('what')}</legend>
      <div>
        {outcomes.map((outcome, i) => (
          <Button key={outcome} variant={outcome === 'reached' ? 'filled' : 'default'} justify="flex-start" disabled={disabled} aria-keyshortcuts={letters ? String(i + 1) : undefined}
            leftSection={<span className={classes.key} aria-hidden>{i + 1}</span>} onClick={() => onChoose(outcome)}>{t(`outcome.${outcome}`)}</Button>
        ))}
      </div>
      {letters ? <p className={classes.hint}>{t('keys')}</p> : null}
    </fieldset>
  )
}
