import { Alert, Anchor, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import type { OperatorOverview } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { StatusDot } from '@/shared/ui/StatusDot'
import { complain, inform } from '@/shared/ui/undoable'
import classes from './Operator.module.css'
import { overviewQuery } from './operatorQuery'
import { stateTone } from './tones'

/** The service as a whole: how many companies, what they bring in, and whether its parts are sound. */
export function OverviewPage() {
  const { t } = useTranslation('operator')
  const { data, error, refetch } = useQuery({ ...overviewQuery(), refetchOnWindowFocus: true })
  return (
    <>
      <PageHeader title={t('nav.overview')} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : !data ? <ListSkeleton rows={6} height={48} /> : <Parts all={data} />}
    </>
  )
}

function Parts({ all }: { all: OperatorOverview }) {
  return <><States all={all} /><Revenue all={all} /><Pool all={all} /><Nodes all={all} /><Backups all={all} /><Audit all={all} /><Jobs all={all} /></>
}

function States({ all: { states } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  return (
    <Section title={t('states.title')}>
      {states.length === 0 ? <p className={classes.hint}>{t('states.none')}</p> : null}
      <ul className={classes.counts}>
        {states.map((s) => (
          <li key={s.state}>
            <Link className={classes.count} to="/operator/tenants" search={{ state: s.state }}>
              <b className="k-num">{format.number(s.count)}</b><StatusDot tone={stateTone[s.state]}>{t(`state.${s.state}`)}</StatusDot>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Revenue({ all: { revenue } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  return (
    <Section title={t('revenue.title')} text={t('revenue.text')}>
      {revenue.length === 0 ? <p className={classes.hint}>{t('revenue.none')}</p> : (
        <table className={classes.table}>
          <thead><tr><th scope="col">{t('revenue.plan')}</th><th scope="col" className={classes.right}>{t('revenue.subscriptions')}</th><th scope="col" className={classes.right}>{t('revenue.monthly')}</th></tr></thead>
          <tbody>
            {revenue.map((r) => (
              <tr key={r.plan + r.monthly.currency}>
                <th scope="row">{t(`plan.${r.plan}`, { defaultValue: r.plan })}<span className={classes.dim}>{r.monthly.currency}</span></th>
                <td className={`${classes.right} k-num`}>{format.number(r.subscriptions)}{r.unknown > 0 ? <span className={classes.dim}>{t('revenue.unknown', { n: format.number(r.unknown) })}</span> : null}</td>
                <td className={`${classes.right} k-num`}>{format.money(r.monthly)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}

function Pool({ all: { pool } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  const client = useQueryClient()
  const fill = useMutation({ mutationFn: () => api.post('/operator/pool/fill'), onError: complain, onSuccess: () => { inform(t('pool.asked')); return client.invalidateQueries({ queryKey: overviewQuery().queryKey }) } })
  const tone = pool.ready === 0 ? 'bad' : pool.ready < pool.wanted / 3 ? 'warn' : 'ok'
  return (
    <Section title={t('pool.title')} actions={<Button size="xs" variant="default" loading={fill.isPending} onClick={() => fill.mutate()}>{t('pool.fill')}</Button>}>
      <StatusDot tone={tone} pill>{t('pool.ready', { ready: format.number(pool.ready), wanted: format.number(pool.wanted) })}</StatusDot>
      {tone === 'ok' ? null : <Alert color={tone === 'bad' ? 'red' : 'yellow'} variant="light" role="alert" mt="sm">{t(tone === 'bad' ? 'pool.empty' : 'pool.low')}</Alert>}
      {pool.error ? <p className={classes.bad}>{t('pool.failed', { error: pool.error })}</p> : null}
      {pool.filledAt ? <p className={classes.hint}>{t('pool.filled', { when: format.relative(pool.filledAt) })}</p> : null}
    </Section>
  )
}

function Nodes({ all: { nodes } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  return (
    <Section title={t('nodes.title')}>
      <table className={`${classes.table} ${classes.cards}`}>
        <thead><tr>{(['name', 'state', 'companies', 'spares', 'waiting', 'failed'] as const).map((c) => <th key={c} scope="col">{t(`nodes.${c}`)}</th>)}</tr></thead>
        <tbody>
          {nodes.map((n) => (
            <tr key={n.name}>
              <th scope="row">{n.name}</th>
              <td data-label={t('nodes.state')}><StatusDot tone={!n.up ? 'bad' : n.open ? 'ok' : 'dim'}>{t(!n.up ? 'nodes.down' : n.open ? 'nodes.open' : 'nodes.closed')}</StatusDot></td>
              {(['companies', 'spares', 'waiting', 'failed'] as const).map((c) => <td key={c} data-label={t(`nodes.${c}`)} className="k-num">{n.up || c === 'companies' || c === 'spares' ? format.number(n[c]) : '?'}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

function Backups({ all: { backups } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  const { on, error, late, count, newest, restores } = backups
  const state = !on ? 'off' : error ? 'unknown' : count === 0 ? 'none' : late ? 'late' : 'ok'
  return (
    <Section title={t('backups.title')} text={t('backups.text')}>
      <StatusDot tone={state === 'ok' ? 'ok' : on ? 'bad' : 'dim'} pill>{t(`backups.${state}`)}</StatusDot>
      {error ? <p className={classes.bad} lang="en">{error}</p> : null}
      {newest ? <p className={classes.hint}>{t('backups.newest', { when: format.relative(newest), count, n: format.number(count) })}</p> : null}
      {restores ? <p className={classes.hint}>{t('backups.restores', { when: format.dateTime(restores) })}</p> : null}
    </Section>
  )
}

function Audit({ all: { auditedAt, findings } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  return (
    <Section title={t('audit.title')} text={t('audit.text')}>
      <StatusDot tone={!auditedAt ? 'dim' : findings.length > 0 ? 'bad' : 'ok'} pill>{t(!auditedAt ? 'audit.never' : findings.length > 0 ? 'audit.bad' : 'audit.ok')}</StatusDot>
      {findings.length > 0 ? <ul className={classes.findings}>{findings.map((f) => <li key={f} lang="en">{f}</li>)}</ul> : null}
      {auditedAt ? <p className={classes.hint}>{t('pool.filled', { when: format.relative(auditedAt) })}</p> : null}
    </Section>
  )
}

function Jobs({ all: { failedJobs } }: { all: OperatorOverview }) {
  const { t } = useTranslation('operator')
  const format = useFormat()
  return (
    <Section title={t('nav.jobs')}>
      {failedJobs === 0 ? <StatusDot tone="ok" pill>{t('jobs.none')}</StatusDot> : <Anchor component={Link} to="/operator/jobs" underline="always">{t('jobs.count', { count: failedJobs, n: format.number(failedJobs) })}</Anchor>}
    </Section>
  )
}
