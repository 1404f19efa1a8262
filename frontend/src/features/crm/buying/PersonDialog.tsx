import { ActionIcon, Button, Modal, NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attitude, BuyingMap, Influence, MapPerson, TieKind } from '@/shared/api/typesBuying'
import classes from './Buying.module.css'
import { useMapChanges, type MapChanges } from './buyingQuery'
import { tieText } from './ties'

interface PersonDialogProps { dealId: string; map: BuyingMap; person: MapPerson | null; fixed: boolean; onClose: () => void }

/** One person of a deal: how much they have to say, what they think of it, and how they stand to others. Each choice is saved at once. */
export function PersonDialog({ person, onClose, ...rest }: PersonDialogProps) {
  const { t } = useTranslation('selling')
  return (
    <Modal opened={person !== null} onClose={onClose} title={t('map.inDeal', { name: person?.name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      {person ? <Form person={person} {...rest} /> : null}
    </Modal>
  )
}

type FormProps = Omit<PersonDialogProps, 'person' | 'onClose'> & { person: MapPerson }

const influences: Influence[] = ['low', 'medium', 'high']
const attitudes: Attitude[] = ['for', 'neutral', 'against', 'unknown']

function Form({ dealId, map, person, fixed }: FormProps) {
  const { t } = useTranslation('selling')
  const changes = useMapChanges(dealId)
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={550} mb={4}>{t('map.influence.label')}</Text>
        <SegmentedControl fullWidth aria-label={t('map.influence.label')} disabled={fixed} value={person.influence} onChange={(v) => void changes.place({ ...person, influence: v as Influence })}
          data={influences.map((value) => ({ value, label: t(`map.influence.${value}`) }))} />
      </div>
      <NativeSelect label={t('map.attitude.label')} disabled={fixed} value={person.attitude} onChange={(e) => void changes.place({ ...person, attitude: e.currentTarget.value as Attitude })}
        data={attitudes.map((value) => ({ value, label: t(`map.attitude.${value}`) }))} />
      <div>
        <Text size="sm" fw={550} mb={4}>{t('map.ties')}</Text>
        <Ties map={map} person={person} fixed={fixed} changes={changes} />
      </div>
    </Stack>
  )
}

interface TiesProps { map: BuyingMap; person: MapPerson; fixed: boolean; changes: MapChanges }

function Ties({ map, person, fixed, changes }: TiesProps) {
  const { t } = useTranslation('selling')
  const own = map.ties.filter((tie) => tie.fromId === person.contactId || tie.toId === person.contactId)
  return (
    <>
      {own.length === 0 ? <Text size="sm" c="dimmed">{t('map.tiesNone')}</Text> : (
        <ul className={classes.tieList}>
          {own.map((tie) => {
            const text = tieText(t, tie, map)
            return <li key={tie.id} className={classes.tieRow}>{text}{fixed ? null : <ActionIcon size="md" aria-label={t('map.remove', { tie: text })} onClick={() => void changes.part(tie.id)}><IconX size={15} aria-hidden /></ActionIcon>}</li>
          })}
        </ul>
      )}
      {fixed || map.people.length < 2 ? null : <AddTie map={map} person={person} changes={changes} />}
    </>
  )
}

const kinds: TieKind[] = ['reports_to', 'influences', 'close_to', 'conflict']

function AddTie({ map, person, changes }: Omit<TiesProps, 'fixed'>) {
  const { t } = useTranslation('selling')
  const others = map.people.filter((p) => p.contactId !== person.contactId)
  const [kind, setKind] = useState<TieKind>('reports_to')
  const [chosen, setChosen] = useState('')
  const to = others.some((p) => p.contactId === chosen) ? chosen : (others[0]?.contactId ?? '')
  return (
    <div className={classes.add}>
      <NativeSelect label={t('map.kind.label')} value={kind} onChange={(e) => setKind(e.currentTarget.value as TieKind)} data={kinds.map((value) => ({ value, label: t(`map.kind.${value}`) }))} />
      <NativeSelect label={t('map.other')} value={to} onChange={(e) => setChosen(e.currentTarget.value)} data={others.map((p) => ({ value: p.contactId, label: p.name }))} />
      <Button variant="default" onClick={() => void changes.relate({ fromId: person.contactId, toId: to, kind })}>{t('map.add')}</Button>
    </div>
  )
}
