import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import i18next from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { StandardObject } from '@/shared/api/typesField'
import type { LinkedRecords } from '@/shared/api/typesObject'
import { onDemand } from '@/shared/lib/onDemand'
import { PanelList, PanelRow } from '@/shared/ui/record/Panel'
import { Section } from '@/shared/ui/Section'
import { icons } from './icons'
import { linkedQuery } from './objectQuery'

const NewRecord = onDemand(() => import('./NewRecord').then((m) => m.NewRecord), (p) => p.opened)

/** Comes with its texts. */
export const load = async () => {
  await i18next.loadNamespaces('object')
  return { default: LinkedPanels }
}

interface About { kind: StandardObject; id: string }

/** The records of the company's own kinds that have to do with a person, a company or a deal: a panel for each kind. */
export function LinkedPanels({ about }: { about: About }) {
  const { data = [] } = useQuery(linkedQuery(about.kind, about.id))
  return <>{data.map((l) => <Linked key={l.object.id} linked={l} about={about} />)}</>
}

function Linked({ linked: { object, records }, about }: { linked: LinkedRecords; about: About }) {
  const { t } = useTranslation('object')
  const { slug } = useMe().tenant
  const may = useCan()('object_record', 'create') && object.state === 'active'
  const [adding, setAdding] = useState(false)
  const Icon = icons[object.icon]
  return (
    <Section title={object.plural}>
      <PanelList label={object.plural} none={t('noneHere')}>
        {records.map((r) => <PanelRow key={r.id} mark={<Icon size={20} stroke={1.5} aria-hidden />} title={<Link to={`/${slug}/records/${r.id}` as '/'}>{r.name}</Link>} />)}
      </PanelList>
      {may ? <Button size="compact-sm" variant="light" mt="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>{t('newOf', { name: object.name })}</Button> : null}
      <NewRecord object={object} opened={adding} onClose={() => setAdding(false)} link={about} />
    </Section>
  )
}
