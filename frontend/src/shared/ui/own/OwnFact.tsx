import { ActionIcon, Button, Group, NativeSelect } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ownKey } from '@/shared/api/fields'
import { useMe } from '@/shared/api/me'
import { refusedField } from '@/shared/api/refused'
import type { FieldObject, OwnField, OwnValue, OwnValues } from '@/shared/api/typesField'
import type { Money } from '@/shared/api/types'
import { fieldProblemText } from '@/shared/i18n/problemText'
import { useFormat } from '@/shared/i18n/format'
import { InlineEdit, InlineText } from '../form/InlineEdit'
import { MoneyInput } from '../form/MoneyInput'
import { CompanyPicker, ContactPicker, DealPicker, PersonPicker } from '../form/pickers'
import { Fact } from '../record/Fact'
import { complain } from '../undoable'
import { isLink, ownText, strings } from './ownValue'

export interface OwnFactProps {
  object: FieldObject
  field: OwnField
  record: OwnValues & { id?: string }
  fixed: boolean
  onSave: (value: OwnValue, name?: string | null) => Promise<unknown>
}

const FileFact = lazy(() => import('./FileFact').then((m) => ({ default: m.FileFact })))

/** One of the company's own fields, edited in the way of its type. */
export function OwnFact(props: OwnFactProps) {
  const { field } = props
  switch (field.type) {
    case 'formula': case 'rollup': return <WorkedFact {...props} />
    case 'file': return <Suspense fallback={<Fact label={field.label}>…</Fact>}><FileFact {...props} /></Suspense>
    case 'long': return <LongFact {...props} />
    case 'money': return <MoneyFact {...props} />
    case 'choice': case 'yesno': return <ChoiceFact {...props} />
    case 'choices': return <ChoicesFact {...props} />
    case 'person': case 'company': case 'contact': case 'deal': return <PickFact {...props} />
    default: return <LineFact {...props} />
  }
}

/** Saves, and says a refusal with the field's name. */
const told = ({ field, onSave }: OwnFactProps) => (value: OwnValue) => onSave(value).catch((error: unknown) => { throw refusedField(error, ownKey(field.id), field.label) })

function LineFact(props: OwnFactProps) {
  const { field, record, fixed } = props
  const { t } = useTranslation('field')
  const format = useFormat()
  const value = record.custom?.[field.id] ?? ''
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  const href = field.type === 'link' && isLink(text) ? text : null
  return (
    <Fact label={field.label}
      action={href ? <ActionIcon size="md" component="a" href={href} target="_blank" rel="noreferrer noopener" aria-label={t('openLink', { name: field.label })}><IconExternalLink size={16} aria-hidden /></ActionIcon> : null}>
      <InlineText type={field.type === 'date' ? 'date' : 'text'} label={field.label} value={text} shown={ownText(field, record, format, t)} disabled={fixed} onSave={(v) => told(props)(v.trim() || null)} />
    </Fact>
  )
}

/** What is worked out is only read. */
function WorkedFact({ field, record }: OwnFactProps) {
  const { t } = useTranslation('field')
  const format = useFormat()
  const numeric = field.result === 'number' || field.result === 'money'
  return <Fact label={field.label}><span className={numeric ? 'k-num' : undefined}>{ownText(field, record, format, t) || '—'}</span></Fact>
}

function LongFact(props: OwnFactProps) {
  const { field, record, fixed } = props
  const value = record.custom?.[field.id]
  return <Fact label={field.label}><InlineText type="long" label={field.label} value={typeof value === 'string' ? value : ''} disabled={fixed} onSave={(v) => told(props)(v || null)} /></Fact>
}

const sameMoney = (a: Money | null, b: Money | null) => a?.amount === b?.amount && (a === null || a.currency === b?.currency)

function MoneyFact(props: OwnFactProps) {
  const { field, record, fixed } = props
  const format = useFormat()
  const { label } = field
  const value = (record.custom?.[field.id] as Money | undefined) ?? null
  const wrong = (m: Money | null) => (m && Number.isNaN(m.amount) ? fieldProblemText('field.bad', label, '') : undefined)
  return (
    <Fact label={label}>
      <InlineEdit label={label} value={value} same={sameMoney} shown={value ? <span className="k-num">{format.money(value)}</span> : '—'} disabled={fixed} onSave={told(props)}
        input={({ value: typed, set, error }) => <MoneyInput defaultValue={typed} aria-label={label} label="" autoFocus error={error ?? wrong(typed)} onChange={set} />} />
    </Fact>
  )
}

function ChoiceFact(props: OwnFactProps) {
  const { field, record, fixed } = props
  const { t } = useTranslation('field')
  const format = useFormat()
  const { label } = field
  const value = record.custom?.[field.id]
  const now = typeof value === 'boolean' ? String(value) : typeof value === 'string' ? value : ''
  const offered = field.type === 'yesno' ? [{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }] : field.choices.filter((c) => !c.gone || c.id === now).map((c) => ({ value: c.id, label: c.label }))
  const send = (v: string) => told(props)(v === '' ? null : field.type === 'yesno' ? v === 'true' : v)
  const colour = field.choices.find((c) => c.id === now)?.colour
  const shown = ownText(field, record, format, t)
  return (
    <Fact label={label}>
      <InlineEdit label={label} value={now} shown={shown ? <Dot colour={colour}>{shown}</Dot> : '—'} disabled={fixed} onSave={send}
        input={({ value: chosen, set, error }) => <NativeSelect aria-label={label} autoFocus value={chosen} error={error} onChange={(e) => set(e.currentTarget.value)} data={[{ value: '', label: '—' }, ...offered]} />} />
    </Fact>
  )
}

/** A choice's name beside its colour, which alone says nothing. */
function Dot({ colour, children }: { colour: string | undefined; children: string }) {
  return <>{colour && colour !== 'gray' ? <span aria-hidden style={{ display: 'inline-block', width: 8, height: 8, borderRadius: 4, marginInlineEnd: 6, background: `var(--mantine-color-${colour}-6)` }} /> : null}{children}</>
}

function ChoicesFact({ field, record, fixed, onSave }: OwnFactProps) {
  const { t } = useTranslation('field')
  const format = useFormat()
  const value = record.custom?.[field.id]
  const chosen = strings(value)
  if (fixed) return <Fact label={field.label}><span>{ownText(field, record, format, t) || '—'}</span></Fact>
  const flip = (id: string) => { onSave(chosen.includes(id) ? chosen.filter((c) => c !== id) : [...chosen, id]).catch(complain) }
  return (
    <Fact label={field.label}>
      <Group gap={6} role="group" aria-label={field.label}>
        {field.choices.filter((c) => !c.gone || chosen.includes(c.id)).map((c) => {
          const is = chosen.includes(c.id)
          return <Button key={c.id} size="compact-sm" variant={is ? 'light' : 'default'} color={is && c.colour !== 'gray' ? c.colour : undefined} aria-pressed={is} onClick={() => flip(c.id)}>{c.label}</Button>
        })}
      </Group>
    </Fact>
  )
}

const pickers = { person: PersonPicker, company: CompanyPicker, contact: ContactPicker, deal: DealPicker }
const lists: Partial<Record<OwnField['type'], string>> = { company: 'companies', contact: 'contacts', deal: 'deals' }

interface Pick { id: string | null; name: string | null }
const samePick = (a: Pick, b: Pick) => a.id === b.id

function PickFact({ field, record, fixed, onSave }: OwnFactProps) {
  const { label } = field
  const id = record.custom?.[field.id]
  const { t } = useTranslation('field')
  const { slug } = useMe().tenant
  const name = typeof id === 'string' ? record.customNames?.[id] : undefined
  const value: Pick = typeof id === 'string' ? { id, name: name ?? '—' } : { id: null, name: null }
  const Picker = pickers[field.type as keyof typeof pickers]
  const list = lists[field.type]
  const store = (p: Pick) => onSave(p.id, p.name).catch((error: unknown) => { throw refusedField(error, ownKey(field.id), label) })
  return (
    <Fact label={label}
      action={list && name ? <ActionIcon size="md" component={Link} to={`/${slug}/${list}/${value.id}` as '/'} aria-label={t('openLink', { name: `${label}, ${name}` })}><IconExternalLink size={16} aria-hidden /></ActionIcon> : null}>
      <InlineEdit label={label} value={value} same={samePick} shown={value.name ?? '—'} disabled={fixed} onSave={store}
        input={({ value: chosen, set, error }) => <Picker aria-label={label} autoFocus defaultValue={chosen.id} defaultLabel={chosen.name} error={error} onChange={(to, name) => set({ id: to, name }, true)} />} />
    </Fact>
  )
}
