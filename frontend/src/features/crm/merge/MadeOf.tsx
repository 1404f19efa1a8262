import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { MadeOf as Made, MergePath } from '@/shared/api/typesMerge'
import { useFormat } from '@/shared/i18n/format'
import { Section } from '@/shared/ui/Section'
import { complain } from '@/shared/ui/undoable'
import { mergesQuery, useTakeApart } from './mergeQuery'
import classes from './Merge.module.css'

/** Of which records this one is made; nothing for most. Each can be taken out again. */
export function MadeOf({ path, id }: { path: MergePath; id: string }) {
  const { t } = useTranslation('merge')
  const items = useQuery(mergesQuery(path, id)).data?.items ?? []
  if (items.length === 0) return null
  return <Section title={t('made')}><ul className={classes.made}>{items.map((m) => <Row key={m.id} path={path} made={m} />)}</ul></Section>
}

function Row({ path, made }: { path: MergePath; made: Made }) {
  const { t } = useTranslation('merge')
  const format = useFormat()
  const may = useCan()(path === '/contacts' ? 'contact' : 'company', 'update')
  const apart = useTakeApart(path)
  const act = useMutation({ mutationFn: () => apart(made.id), onError: complain })
  const facts = { name: made.name, date: format.date(made.at), who: made.byName }
  return (
    <li>
      <p>{made.name ? t('madeOf', facts) : t('madeUnnamed', facts)}</p>
      {may ? <Button size="xs" variant="default" loading={act.isPending} aria-label={made.name ? t('apartOf', facts) : undefined} onClick={() => act.mutate()}>{t('apart')}</Button> : null}
    </li>
  )
}
