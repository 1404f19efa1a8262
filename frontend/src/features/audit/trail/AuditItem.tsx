import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { AuditEntry, Change } from '@/shared/api/types'
import { useFormat, type Format } from '@/shared/i18n/format'
import { TimelineItem } from '@/shared/ui/Timeline'
import classes from './Audit.module.css'

const pages: Record<string, '/$slug/contacts/$id' | '/$slug/companies/$id' | '/$slug/deals/$id'> = {
  contact: '/$slug/contacts/$id', company: '/$slug/companies/$id', deal: '/$slug/deals/$id',
}
/** What changes with every save and tells nobody anything. */
const noise = new Set(['id', 'pipelineId', 'stageId', 'stageSince', 'aboutId', 'aboutKind', 'version', 'createdAt', 'updatedAt', 'deletedAt', 'tenantId', 'schema'])

/** One thing that was done: who, what, to which record, and each value before and after. */
export function AuditItem({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation(['audit', 'access', 'settings'])
  const format = useFormat()
  const changes = entry.changes.map((c) => ({ ...c, field: lower(c.field) })).filter((c) => !noise.has(c.field))
  return (
    <TimelineItem at={entry.at} actor={actorOf(t, entry)} title={<Title entry={entry} />}>
      {changes.length > 0 ? (
        <ul className={classes.changes}>
          {changes.map((c) => <li key={c.field}><span className={classes.field}>{c.label ?? fieldName(t, c.field)}</span> {said(t, format, c)}</li>)}
        </ul>
      ) : null}
    </TimelineItem>
  )
}

function Title({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation(['audit', 'access', 'settings'])
  const { slug } = useMe().tenant
  const to = entry.action === 'deleted' ? undefined : pages[entry.kind]
  const name = entry.kind === 'role' && entry.recordName ? t(`nav:roles.${entry.recordName}`, { defaultValue: entry.recordName }) : entry.recordName || t('unnamed')
  return (
    <>
      <b>{actorOf(t, entry)}</b> · {t([`action.${entry.action}`, 'action.other'], { action: entry.action })}: {t([`kinds.${entry.kind}`, 'kinds.other'], { kind: entry.kind })}{' '}
      {to ? <Anchor component={Link} to={to as '/'} params={{ slug, id: entry.recordId } as never} inherit underline="always">{name}</Anchor> : <b>{name}</b>}
    </>
  )
}

/** A person, somebody who runs the service, or a part of the program. */
function actorOf(t: TFunction, { actorId, actorName }: AuditEntry): string {
  if (actorId && actorName) return actorName
  return actorName?.startsWith('operator ') ? t('operator', { name: actorName.slice('operator '.length) }) : t('program')
}

const rights = new Set(['create', 'read', 'update', 'delete', 'export'])
const lower = (field: string) => field.charAt(0).toLowerCase() + field.slice(1)
const isEmpty = (v: unknown) => v === null || v === undefined || v === ''

/** 'contact.read' names a right, 'contact.phone' a field that is closed to a role, everything else a field. */
function fieldName(t: TFunction, field: string): string {
  const [object, action] = field.split('.')
  if (action) return `${t([`access:object.${object}`, `field.${object}`], { defaultValue: object })}, ${t([`access:action.${action}`, `access:field.${action}`], { defaultValue: action })}`
  return t(`field.${field}`, { defaultValue: field })
}

/** 'was Oslo, now Warsaw'. */
function said(t: TFunction, format: Format, { field, from, to }: Change): string {
  if (isEmpty(from)) return t('set', { to: valueText(t, format, field, to) })
  if (isEmpty(to)) return t('cleared', { from: valueText(t, format, field, from) })
  return t('changed', { from: valueText(t, format, field, from), to: valueText(t, format, field, to) })
}

const known: Record<string, string> = { role: 'nav:roles', seatKind: 'access:seat', state: 'settings:members.state', language: 'language', status: 'word', type: 'word', method: 'word', reason: 'word', must: 'word', interval: 'word', secondFactor: 'word', object: 'kinds' }

function valueText(t: TFunction, format: Format, field: string, value: unknown): string {
  if (isEmpty(value)) return '—'
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no')
  if (typeof value === 'number') return format.number(value)
  if (typeof value === 'object') return moneyText(format, value as Record<string, unknown>)
  const text = String(value)
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return format.dateTime(text)
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return format.date(text)
  if (field.includes('.') && !field.startsWith('custom.')) return rightText(t, field, text)
  const words = known[field]
  return words && /^[a-z_]+$/.test(text) ? t(`${words}.${text}`, { defaultValue: text }) : text
}

/** How far a right reaches; or how far a field is closed, where none means that it is open. */
function rightText(t: TFunction, field: string, text: string): string {
  if (rights.has(field.split('.')[1] ?? '')) return t(`access:scope.${text}`, { defaultValue: text })
  return t(`access:mask.${text === 'none' ? 'write' : text}`, { defaultValue: text })
}

function moneyText(format: Format, value: Record<string, unknown>): string {
  if (typeof value.amount === 'number' && typeof value.currency === 'string') return format.money({ amount: value.amount, currency: value.currency })
  return Object.values(value).filter((v) => !isEmpty(v)).map(String).join(', ')
}
