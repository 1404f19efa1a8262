import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type ChangeEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { PasswordCheck } from '@/shared/api/types'
import classes from './NewPasswordInput.module.css'

/** What the password must not contain: told to the server, which judges. */
export interface AboutPerson { email?: string; name?: string; company?: string }
interface NewPasswordInputProps extends Omit<PasswordInputProps, 'about'> { about?: () => AboutPerson }

const tones = ['bad', 'bad', 'warn', 'ok', 'ok'] as const

/** A password being chosen: its strength and what is wrong with it, while typing. The server checks again on sending. */
export function NewPasswordInput({ about, onChange, ...input }: NewPasswordInputProps) {
  const { t } = useTranslation('common')
  const [typed, setTyped] = useState('')
  const check = useCheck(typed, about)
  const change = (event: ChangeEvent<HTMLInputElement>) => { setTyped(event.currentTarget.value); onChange?.(event) }
  return (
    <div>
      <PasswordInput autoComplete="new-password" description={t('password.hint')} {...input} onChange={change}
        visibilityToggleButtonProps={{ 'aria-label': t('password.show'), tabIndex: 0 }} />
      {typed && check ? <Strength check={check} /> : null}
    </div>
  )
}

function Strength({ check }: { check: PasswordCheck }) {
  const { t } = useTranslation('common')
  return (
    <div className={classes.box} data-tone={tones[check.score]}>
      <div className={classes.meter} aria-hidden>{[1, 2, 3, 4].map((n) => <i key={n} data-on={n <= Math.max(check.score, 1) || undefined} />)}</div>
      <div className={classes.said} role="status">
        <span className={classes.word}>{t(`password.score.${check.score}`)}</span>
        {check.reasons.length > 0 ? <ul>{check.reasons.map((r) => <li key={r}>{t([`password.reason.${r}`, 'password.reason.pattern'])}</li>)}</ul> : null}
      </div>
    </div>
  )
}

/** The server's judgement, asked 300 ms after the last key; forgotten at once. */
function useCheck(typed: string, about: (() => AboutPerson) | undefined): PasswordCheck | undefined {
  const [password] = useDebouncedValue(typed, 300)
  const { data } = useQuery({
    queryKey: ['/passwords/check', password],
    queryFn: () => api.post('/passwords/check', { body: { password, ...about?.() } }),
    enabled: password !== '',
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  return data
}
