import { Alert, Button, Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '@/shared/api/problem'
import type { Member } from '@/shared/api/types'
import type { DayPass, Guest } from '@/shared/api/typesSeat'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { Section } from '@/shared/ui/Section'
import { StatusDot, type Tone } from '@/shared/ui/StatusDot'
import { complain, inform } from '@/shared/ui/undoable'
import { dayPassesQuery, useBookDay, useWithdrawDay } from './dayPassQuery'
import { membersQuery } from './memberQuery'
import classes from './Member.module.css'

/** Says why there is no seat, and what one more costs. */
type Limit = (problem: ApiProblem) => React.ReactNode

/** Single days of people who left, and of guests. */
export function DayPasses({ limit }: { limit: Limit }) {
  const { t } = useTranslation('settings')
  const { data: passes = [] } = useQuery(dayPassesQuery())
  const { data: members } = useQuery(membersQuery())
  const former = members?.filter((m) => m.state === 'removed' && m.seatKind === 'light')
  return (
    <Section title={t('passes.title')} text={t('passes.text')}>
      {former ? <Book people={former} limit={limit} /> : null}
      {passes.length > 0 ? <ul className={classes.gone} style={{ marginBlockStart: 16 }}>{passes.map((p) => <PassRow key={p.id} pass={p} />)}</ul> : null}
    </Section>
  )
}

const guest = 'guest'
const nobody = { email: '', name: '', role: 'freelancer' as const }

function Book({ people, limit }: { people: Member[]; limit: Limit }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const [memberId, setMember] = useState(people.length > 0 ? '' : guest)
  const [someone, setSomeone] = useState<Guest>(nobody)
  const [day, setDay] = useState('')
  const book = useBookDay()
  const isGuest = memberId === guest
  const submit = (event: React.FormEvent) => {
    event.preventDefault()
    book.mutate({ day, ...(isGuest ? someone : { memberId }) }, { onSuccess: (p) => { inform(t('passes.booked', { name: p.name, date: format.date(p.day) })); setSomeone(nobody); setMember(people.length > 0 ? '' : guest) } })
  }
  const full = book.error instanceof ApiProblem && book.error.code === 'seat.limit' ? book.error : null
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <NativeSelect label={t('passes.who')} value={memberId} onChange={(e) => setMember(e.currentTarget.value)} data={[{ value: '', label: t('passes.choose') }, ...people.map((m) => ({ value: m.id, label: m.name })), { value: guest, label: t('passes.guest') }]} />
        {isGuest ? <GuestFields value={someone} onChange={setSomeone} /> : null}
        <TextInput type="date" label={t('passes.day')} min={format.day(Date.now())} value={day} onChange={(e) => setDay(e.currentTarget.value)} />
        <Button type="submit" variant="default" loading={book.isPending} disabled={!memberId || !day || (isGuest && (!someone.email || !someone.name))}>{t('passes.book')}</Button>
      </Group>
      {isGuest ? <Text size="sm" c="dimmed" mt="xs">{t('passes.guestText')}</Text> : null}
      {book.error ? <Alert mt="sm" color="red" variant="light" role="alert">{full ? limit(full) : problemText(book.error)}</Alert> : null}
    </form>
  )
}

/** Who somebody is that never worked here. */
function GuestFields({ value, onChange }: { value: Guest; onChange: (g: Guest) => void }) {
  const { t } = useTranslation(['settings', 'nav'])
  return (
    <>
      <TextInput label={t('passes.name')} autoComplete="off" value={value.name} onChange={(e) => onChange({ ...value, name: e.currentTarget.value })} />
      <TextInput type="email" label={t('passes.email')} autoComplete="off" value={value.email} onChange={(e) => onChange({ ...value, email: e.currentTarget.value })} />
      <NativeSelect label={t('passes.role')} value={value.role} onChange={(e) => onChange({ ...value, role: e.currentTarget.value as Guest['role'] })} data={(['freelancer', 'technician'] as const).map((r) => ({ value: r, label: t(`nav:roles.${r}`) }))} />
    </>
  )
}

const tones: Record<DayPass['state'], Tone> = { booked: 'info', open: 'ok', over: 'dim', missed: 'warn', withdrawn: 'dim' }

function PassRow({ pass }: { pass: DayPass }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const withdraw = useWithdrawDay()
  return (
    <li>
      <span className={classes.who}><b>{pass.name}</b><span>{format.date(pass.day)}</span></span>
      <span className={classes.cell}>
        <StatusDot tone={pass.noSeat ? 'warn' : tones[pass.state]}>{t(`passes.state.${pass.state}`)}</StatusDot>
        {pass.noSeat ? <span className={classes.dim}>{t('passes.noSeat')}</span> : null}
      </span>
      {pass.state === 'booked' || pass.state === 'open' ? (
        <Button size="xs" variant="subtle" color="red" loading={withdraw.isPending} onClick={() => void withdraw.mutateAsync(pass.id).then(() => inform(t('passes.withdrawn', { name: pass.name })), complain)}>
          {t('passes.withdraw')}<span className="k-hidden">: {pass.name}</span>
        </Button>
      ) : null}
    </li>
  )
}
