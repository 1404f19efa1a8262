import { Alert, Button, Radio } from '@mantine/core'
import { IconArrowMerge } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { oneQuery } from '@/shared/api/list'
import { useMe } from '@/shared/api/me'
import type { Company, Contact } from '@/shared/api/types'
import type { OwnField } from '@/shared/api/typesField'
import type { Choice, MergePath, Proposal, Tally } from '@/shared/api/typesMerge'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { PageHeader } from '@/shared/ui/PageHeader'
import { RecordAbsent } from '@/shared/ui/record/RecordAbsent'
import { Section } from '@/shared/ui/Section'
import { ownText } from '@/shared/ui/own/ownValue'
import { pathOf, proposalQuery, useMerge } from './mergeQuery'
import { valueOf } from './values'
import classes from './Merge.module.css'

type Either = Contact | Company
type Take = Record<string, boolean>
interface Both { one: Either; other: Either }

/** Two records side by side: what to keep where they differ, and what moves along. */
export function MergePage({ path, id, otherId }: { path: MergePath; id: string; otherId: string }) {
  const { t } = useTranslation('merge')
  const one = useQuery<Either>(oneQuery(path, id) as never)
  const other = useQuery<Either>(oneQuery(path, otherId) as never)
  const proposal = useQuery(proposalQuery(path, id, otherId))
  const own = useQuery(ownFieldsQuery(path === '/contacts' ? 'contact' : 'company'))
  const absent = [one, other, proposal, own].find((q) => !q.data && q.isError) ?? [one, other, proposal, own].find((q) => !q.data)
  const list = t(path === '/contacts' ? 'contacts.title' : 'companies.title')
  if (absent) return <RecordAbsent query={absent} path={path} listLabel={list} />
  if (!one.data || !other.data || !proposal.data || !own.data) return null
  return <Choosing key={`${proposal.data.version} ${proposal.data.otherVersion}`} path={path} both={{ one: one.data, other: other.data }} proposal={proposal.data} own={own.data} />
}

function Choosing({ path, both, proposal, own }: { path: MergePath; both: Both; proposal: Proposal; own: OwnField[] }) {
  const { t } = useTranslation('merge')
  const [take, setTake] = useState<Take>({})
  const names = { one: both.one.name, other: both.other.name }
  const field = (c: Choice) => own.find((f) => ownKey(f.id) === c.field)
  const choices = proposal.choices.filter((c) => !c.field.includes('.') || field(c))
  const taken = (c: Choice) => take[c.field] ?? c.take
  return (
    <>
      <PageHeader title={t('title', names)} below={t('below')} />
      <Section title={t('fields')}>
        {choices.length === 0 ? <p>{t('nothing')}</p> : choices.map((c) => <Field key={c.field} choice={c} own={field(c)} both={both} taken={taken(c)} onTake={(v) => setTake({ ...take, [c.field]: v })} />)}
        {path === '/contacts' ? <p className={classes.note}>{t('withdrawn')}</p> : null}
      </Section>
      <Moves moves={proposal.moves} other={both.other.name} />
      <Foot path={path} both={both} proposal={proposal} take={take} />
    </>
  )
}

/** One field with both values; a closed one is shown as far as it may be seen, and stays. */
function Field({ choice: { field, closed }, own, both, taken, onTake }: { choice: Choice; own: OwnField | undefined; both: Both; taken: boolean; onTake: (other: boolean) => void }) {
  const { t, i18n } = useTranslation('merge')
  const format = useFormat()
  const value = (record: Either) => (own ? ownText(own, record, format, (word) => t(`common:answer.${word}`)) : valueOf(record, field, i18n.language, format)) || t('empty')
  return (
    <fieldset className={classes.choice} disabled={closed}>
      <legend>{own?.label ?? t(`what.${field}`)}</legend>
      <div className={classes.values}>
        <Radio name={field} checked={!taken} onChange={() => onTake(false)} label={value(both.one)} />
        <Radio name={field} checked={taken} onChange={() => onTake(true)} label={value(both.other)} />
        {closed ? <span className={classes.note}>{t('closed')}</span> : null}
      </div>
    </fieldset>
  )
}

function Moves({ moves, other }: { moves: Tally[]; other: string }) {
  const { t } = useTranslation('merge')
  const format = useFormat()
  return (
    <Section title={t('goes')} text={moves.length === 0 ? t('goesNone', { other }) : t('goesText', { other })}>
      {moves.length === 0 ? null : <ul className={classes.moves}>{moves.map((m) => <li key={m.name}>{t(`moves.${m.name}`, { count: m.count, n: format.number(m.count) })}</li>)}</ul>}
    </Section>
  )
}

function Foot({ path, both: { one, other }, proposal, take }: { path: MergePath; both: Both; proposal: Proposal; take: Take }) {
  const { t } = useTranslation('merge')
  const { slug } = useMe().tenant
  const navigate = useNavigate()
  const client = useQueryClient()
  const merge = useMerge(path)
  const act = useMutation({
    mutationFn: () => merge(one, other, { version: proposal.version, otherVersion: proposal.otherVersion, take }),
    onSuccess: () => navigate({ to: `/$slug${path}/$id` as '/$slug/contacts/$id', params: { slug, id: one.id } }),
    onError: () => client.invalidateQueries({ queryKey: [path] }),
  })
  return (
    <>
      {act.isError ? <Alert color="red" role="alert">{problemText(act.error)}</Alert> : null}
      <div className={classes.foot}>
        <Button leftSection={<IconArrowMerge size={16} aria-hidden />} loading={act.isPending} onClick={() => act.mutate()}>{t('submit')}</Button>
        <Button component={Link} to={`/${slug}/duplicates${path}` as '/'} variant="default">{t('cancel')}</Button>
      </div>
    </>
  )
}

export function MergeRoute() {
  const { kind, id, otherId } = useParams({ from: '/$slug/merge/$kind/$id/$otherId' })
  return <MergePage path={pathOf(kind)} id={id} otherId={otherId} />
}
