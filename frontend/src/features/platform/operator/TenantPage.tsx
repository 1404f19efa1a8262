import { Button, Code } from '@mantine/core'
import { IconGift, IconLifebuoy } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { OperatorCompany, Support } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import rows from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain } from '@/shared/ui/undoable'
import { Acts } from './Acts'
import classes from './Operator.module.css'
import { tenantQuery } from './operatorQuery'
import { problemTone, stateTone } from './tones'

/** One company in numbers, and what an operator can do for it. Nothing of what it keeps is shown. */
export function TenantPage() {
  const { t } = useTranslation('operator')
  const { id } = useParams({ from: '/operator/tenants/$id' })
  const { data, error, refetch } = useQuery(tenantQuery(id))
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={6} height={48} />
  return (
    <>
      <PageHeader title={data.name || t('tenants.purged')} below={data.slug} aside={<StatusDot tone={stateTone[data.state]} pill>{t(`state.${data.state}`)}</StatusDot>} />
      <Facts company={data} />
      {data.state === 'purged' ? null : <><Acts company={data} /><Gifts company={data} /><Supports company={data} /></>}
    </>
  )
}

function Facts({ company: c }: { company: OperatorCompany }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  const day = (v: string | null) => (v ? format.dateTime(v) : '–')
  const facts: [string, string][] = [
    [t('tenants.plan'), t(`plan.${c.plan}`, { defaultValue: c.plan })], [t('tenants.seats'), `${format.number(c.seatsUsed)} / ${format.number(c.seatsGranted)}`],
    [t('tenants.size'), c.megabytes === null ? t('nodes.down') : format.size(c.megabytes * 1_048_576)], [t('tenants.server'), c.server], [t('tenants.version'), `${format.number(c.schemaVersion)} / ${format.number(c.headVersion)}`],
    [t('tenants.active'), c.activeAt ? format.relative(c.activeAt) : t('tenants.never')], [t('tenants.signedUp'), day(c.signedUpAt)],
    ...(c.trialEndsAt ? [[t('tenants.trialEnds'), day(c.trialEndsAt)] as [string, string]] : []),
  ]
  return (
    <Section title={t('one.facts')} actions={<StatusDot tone={c.problem ? problemTone[c.problem] : 'ok'} pill>{t(`problem.${c.problem || 'none'}`)}</StatusDot>}>
      <dl className={classes.facts}>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="k-num">{value}</dd></div>)}</dl>
      {c.holdReason ? <p className={classes.hint}>{t('one.reason', { reason: c.holdReason })}</p> : null}
      {c.migrateError ? <Code block mt="sm" className={classes.secret}>{c.migrateError}</Code> : null}
    </Section>
  )
}

function Gifts({ company: c }: { company: OperatorCompany }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  const lastDay = (end: string) => format.date(new Date(Date.parse(end) - 1).toISOString().slice(0, 10)) // it ends with that day
  return (
    <Section title={t('one.gifts')}>
      {c.gifts.length === 0 ? <p className={classes.hint}>{t('one.noGifts')}</p> : null}
      <ul className={rows.list}>
        {c.gifts.map((g) => (
          <li key={`${g.kind} ${g.endsAt} ${g.reason}`} className={rows.row}><IconGift size={22} stroke={1.5} aria-hidden /><div className={rows.text}><b>{t('one.gift', { n: format.number(g.seats), kind: t(`kind.${g.kind}`), date: lastDay(g.endsAt) })}</b><span>{g.reason}</span></div></li>
        ))}
      </ul>
    </Section>
  )
}

function Supports({ company: c }: { company: OperatorCompany }) {
  const { t } = useTranslation('operator')
  return (
    <Section title={t('one.supports')} text={t('one.supportsText')}>
      {c.supports.length === 0 ? <p className={classes.hint}>{t('one.noSupports')}</p> : null}
      <ul className={rows.list}>{c.supports.map((s) => <Row key={s.id} company={c.id} support={s} />)}</ul>
    </Section>
  )
}

function Row({ company, support: s }: { company: string; support: Support }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  const client = useQueryClient()
  const end = useMutation({ mutationFn: () => api.del('/operator/tenants/{id}/support/{access}', { path: { id: company, access: s.id } }), onError: complain, onSettled: () => client.invalidateQueries({ queryKey: tenantQuery(company).queryKey }) })
  const over = s.endedAt ?? (new Date(s.endsAt) <= new Date() ? s.endsAt : null)
  return (
    <li className={rows.row}>
      <IconLifebuoy size={22} stroke={1.5} aria-hidden />
      <div className={rows.text}><b>{s.operator}</b><span>{s.reason}</span><span>{over ? t('one.over', { when: format.dateTime(over) }) : t('one.open', { when: format.dateTime(s.endsAt) })}</span></div>
      {over ? null : <Button size="xs" variant="subtle" color="red" loading={end.isPending} onClick={() => end.mutate()}>{t('one.end')}<span className="k-hidden">: {s.operator}</span></Button>}
    </li>
  )
}
