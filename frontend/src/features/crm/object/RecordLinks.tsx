import { ActionIcon, Button, Group, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { StandardObject } from '@/shared/api/typesField'
import type { ObjectRecord, ObjectTarget } from '@/shared/api/typesObject'
import { CompanyPicker, ContactPicker, DealPicker } from '@/shared/ui/form/pickers'
import { PanelList, PanelRow } from '@/shared/ui/record/Panel'
import { complain, undoable } from '@/shared/ui/undoable'
import { useRecordActs } from './objectQuery'

const paths: Record<StandardObject, string> = { contact: 'contacts', company: 'companies', deal: 'deals' }
const pickers = { contact: ContactPicker, company: CompanyPicker, deal: DealPicker }
const kinds: StandardObject[] = ['company', 'contact', 'deal']

/** The people, companies and deals that a record has to do with. */
export function RecordLinks({ record }: { record: ObjectRecord }) {
  const { t } = useTranslation('object')
  const { slug } = useMe().tenant
  const may = useCan()
  const fixed = !may('object_record', 'update')
  const { link, unlink } = useRecordActs()
  const [adding, setAdding] = useState(false)
  const drop = (to: ObjectTarget) => { unlink(record, to).then(() => undoable({ message: t('unlinked', { name: to.name }), undo: () => link(record, to) }), complain) }
  return (
    <>
      <PanelList label={t('links')} none={t('noLinks')}>
        {record.links.map((l) => (
          <PanelRow key={l.kind + l.id} title={<Link to={`/${slug}/${paths[l.kind]}/${l.id}` as '/'}>{l.name}</Link>} text={t(`kind.${l.kind}`)}
            actions={fixed ? null : <ActionIcon aria-label={t('unlink', { name: l.name })} onClick={() => drop(l)}><IconX size={16} aria-hidden /></ActionIcon>} />
        ))}
      </PanelList>
      {fixed ? null : adding ? <Add onDone={() => setAdding(false)} onPick={(kind, id) => { setAdding(false); link(record, { kind, id }).catch(complain) }} /> : <Button size="compact-sm" variant="light" mt="xs" onClick={() => setAdding(true)}>{t('link')}</Button>}
    </>
  )
}

function Add({ onPick, onDone }: { onPick: (kind: StandardObject, id: string) => void; onDone: () => void }) {
  const { t } = useTranslation('object')
  const may = useCan()
  const offered = kinds.filter((k) => may(k, 'read'))
  const [kind, setKind] = useState<StandardObject>(offered[0] ?? 'company')
  const Picker = pickers[kind]
  return (
    <Group gap="xs" mt="xs" align="flex-end">
      <NativeSelect aria-label={t('linkKind')} value={kind} onChange={(e) => setKind(e.currentTarget.value as StandardObject)} data={offered.map((k) => ({ value: k, label: t(`kind.${k}`) }))} />
      <div style={{ flex: '1 1 160px' }}><Picker key={kind} aria-label={t('linkWhat')} autoFocus onChange={(id) => { if (id) onPick(kind, id) }} /></div>
      <Button variant="subtle" onClick={onDone}>{t('common:action.cancel')}</Button>
    </Group>
  )
}
