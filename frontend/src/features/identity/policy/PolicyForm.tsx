import { Alert, Button, Group, NativeSelect, NumberInput, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { Role, SecurityPolicy } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { roles } from '@/shared/lib/roles'
import { Section } from '@/shared/ui/Section'
import { inform } from '@/shared/ui/undoable'

const numbers = [['minLength', 10, 64], ['noReuse', 0, 10], ['maxAgeDays', 0, 730]] as const

/** Lengths of time to choose from, with the seconds of their unit. */
const hour = 60
const day = 24
const lengths = [['idleMinutes', 60, [30, hour, 4 * hour, 8 * hour, day * hour, 7 * day * hour, 14 * day * hour]], ['sessionHours', 3600, [8, 12, day, 7 * day, 30 * day, 90 * day]]] as const
/** The choices, and what is set now even if it is none of them. */
const withNow = (choices: readonly number[], now: number) => [...new Set([...choices, now])].sort((a, b) => a - b)

const split = (text: string) => text.split(/[\s,;]+/).filter(Boolean)
const joined = (networks: SecurityPolicy['networks']) => Object.fromEntries(roles.map((r) => [r, networks[r]?.join(', ') ?? ''])) as Record<Role, string>

/** The rules as a form; the server refuses what would lock the person at the screen out. */
export function PolicyForm({ policy }: { policy: SecurityPolicy }) {
  const { t } = useTranslation(['security', 'nav', 'common'])
  const format = useFormat()
  const client = useQueryClient()
  const [values, setValues] = useState(policy)
  const [networks, setNetworks] = useState(joined(policy.networks))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const save = async () => {
    setBusy(true)
    setError(null)
    const chosen = Object.fromEntries(roles.map((r) => [r, split(networks[r])] as const).filter(([, list]) => list.length > 0))
    try {
      await api.put('/security-policy', { body: { ...values, networks: chosen } })
      inform(t('rules.saved'))
      await client.invalidateQueries({ queryKey: ['/security-policy'] })
      await client.invalidateQueries({ queryKey: ['/security-checklist'] })
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form style={{ marginTop: 16 }} onSubmit={(e) => { e.preventDefault(); void save() }}>
      <Section title={t('rules.password')}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          {numbers.map(([field, min, max]) => (
            <NumberInput key={field} label={t(`rules.${field}`)} min={min} max={max} allowDecimal={false} clampBehavior="blur" hideControls value={values[field]}
              onChange={(v) => setValues({ ...values, [field]: Number(v) })} />
          ))}
          {lengths.map(([field, unit, choices]) => (
            <NativeSelect key={field} label={t(`rules.${field}`)} value={String(values[field])} onChange={(e) => setValues({ ...values, [field]: Number(e.currentTarget.value) })}
              data={withNow(choices, policy[field]).map((n) => ({ value: String(n), label: format.duration(n * unit) }))} />
          ))}
          <NativeSelect label={t('rules.secondFactor')} value={values.secondFactor} onChange={(e) => setValues({ ...values, secondFactor: e.currentTarget.value as SecurityPolicy['secondFactor'] })}
            data={(['optional', 'admins', 'everybody'] as const).map((value) => ({ value, label: t(`rules.${value}`) }))} />
        </SimpleGrid>
      </Section>
      <Section title={t('rules.networks')} text={t('rules.networksText')}>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            {roles.map((role) => <TextInput key={role} label={t(`nav:roles.${role}`)} value={networks[role]} onChange={(e) => setNetworks({ ...networks, [role]: e.currentTarget.value })} />)}
          </SimpleGrid>
          {error ? <Alert color="red" variant="light" role="alert">{problemText(error)}</Alert> : null}
          <Group justify="flex-end"><Button type="submit" loading={busy}>{t('common:action.save')}</Button></Group>
        </Stack>
      </Section>
    </form>
  )
}
