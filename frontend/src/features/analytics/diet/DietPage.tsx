import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { FieldState, FieldUse } from '@/shared/api/typesDiet'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { Denied } from '@/shared/ui/Denied'
import { ErrorState } from '@/shared/ui/ErrorState'
import { PageHeader } from '@/shared/ui/PageHeader'
import { Section } from '@/shared/ui/Section'
import { ListSkeleton } from '@/shared/ui/Skeletons'
import { complain } from '@/shared/ui/undoable'
import classes from './Diet.module.css'
import { dietQuery, useStep } from './dietQuery'

const StepDialog = onDemand(() => import('./StepDialog').then((m) => m.StepDialog), (p) => p.step !== null)

/** A field that is about to go to another step. */
export interface Step { field: FieldUse; state: FieldState }

const kinds = ['contact', 'company', 'deal', 'task'] as const

/** Which fields of people, companies, deals, tasks and the company's own objects earn their place, and what becomes of those that do not. */
export function DietPage() {
  const { t } = useTranslation('diet')
  const can = useCan()
  if (!can('role', 'read')) return <><PageHeader title={t('title')} /><Denied who={t('who')} /></>
  return <><PageHeader title={t('title')} below={t('text')} /><All /></>
}

function All() {
  const { t } = useTranslation('diet')
  const { data, error, refetch } = useQuery(dietQuery())
  const [step, setStep] = useState<Step | null>(null)
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!data) return <ListSkeleton rows={8} height={64} />
  return (
    <>
      {kinds.filter((object) => data.some((f) => f.object === object)).map((object) => <Fields key={object} title={t(`object.${object}`)} fields={data.filter((f) => f.object === object)} onStep={setStep} />)}
      {made(data).map(({ code, plural }) => <Fields key={code} title={plural} fields={data.filter((f) => f.object === code)} onStep={setStep} />)}
      <StepDialog step={step} onClose={() => setStep(null)} />
    </>
  )
}

/** The company's own objects that have fields, by name. */
function made(data: FieldUse[]) {
  const names = new Map(data.flatMap((f) => (f.plural ? [[f.object, f.plural] as const] : [])))
  return [...names].map(([code, plural]) => ({ code, plural })).sort((a, b) => a.plural.localeCompare(b.plural))
}

function Fields({ title, fields, onStep }: { title: string; fields: FieldUse[]; onStep: (step: Step) => void }) {
  return <Section title={title}><ul className={classes.list}>{fields.map((f) => <One key={f.field} field={f} onStep={onStep} />)}</ul></Section>
}

function One({ field, onStep }: { field: FieldUse; onStep: (step: Step) => void }) {
  const { t } = useTranslation(['diet', 'access'])
  const may = useCan()('role', 'update')
  const step = useStep()
  const format = useFormat()
  const name = field.label ?? t(`access:field.${field.field}`)
  const down = stepsDown(field)
  const back = () => { step(field, 'active').catch(complain) }
  return (
    <li className={classes.field} aria-label={name}>
      <div className={classes.told}>
        <b>{name}</b>{field.state === 'active' ? null : <span className={classes.state}>{t(`state.${field.state}`)}</span>}
        {field.until ? <p className={classes.evidence}>{t('until', { day: format.day(field.until) })}</p> : null}
        <Evidence field={field} />
      </div>
      {may ? (
        <div className={classes.acts}>
          {down.map((state) => <Button key={state} size="compact-sm" variant="default" onClick={() => onStep({ field, state })}>{t(`to.${state}`)}<span className="k-hidden">: {name}</span></Button>)}
          {field.state === 'active' ? null : <Button size="compact-sm" variant="light" onClick={back}>{t('to.active')}<span className="k-hidden">: {name}</span></Button>}
        </div>
      ) : null}
    </li>
  )
}

const ladder: FieldState[] = ['active', 'readonly', 'hidden', 'archived', 'removed']

/** The next two steps down; the last ones are for the company's own fields. */
function stepsDown(field: FieldUse): FieldState[] {
  const own = field.label !== undefined
  return ladder.slice(ladder.indexOf(field.state) + 1, own ? undefined : 3).filter((s) => !field.worked || s !== 'readonly').slice(0, 2)
}

/** What is known of a field, in sentences. */
export function Evidence({ field }: { field: FieldUse }) {
  const { t } = useTranslation('diet')
  const format = useFormat()
  return (
    <ul className={classes.evidence}>
      {field.worked ? <li>{t('worked')}</li> : <>
      <li>{field.total === 0 ? t('filled.none') : t('filled.some', { share: format.percent(field.filled / field.total), n: format.number(field.filled), of: format.number(field.total) })}</li>
      <li>{field.written ? t('written', { day: format.day(field.written) }) : t('neverWritten')}</li>
      </>}
      {field.uses.length === 0 ? <li>{t('neverRead')}</li> : null}
      {field.uses.map((u) => <li key={u.reader}>{t(`reader.${u.reader}`, { day: format.day(u.last), n: format.number(u.times) })}</li>)}
      {field.gates.length > 0 ? <li>{t('gates', { names: field.gates.join(', ') })}</li> : null}
    </ul>
  )
}
