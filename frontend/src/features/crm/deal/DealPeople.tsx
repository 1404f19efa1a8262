import { ActionIcon, Anchor, NativeSelect } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { useCan, useMe } from '@/shared/api/me'
import type { Deal, DealContact, DealContactRole } from '@/shared/api/types'
import { Avatar } from '@/shared/ui/Avatar'
import { ContactPicker } from '@/shared/ui/form/pickers'
import { complain, undoable } from '@/shared/ui/undoable'
import classes from './DealPeople.module.css'
import { showDeal } from './dealQuery'

const roles: DealContactRole[] = ['decider', 'champion', 'influencer', 'user', 'blocker', 'buyer', 'legal', 'other']

/** The customer's people in this deal and what each has to say in it. */
export function DealPeople({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal')
  const may = useCan()('deal', 'update')
  const people = deal.contacts ?? []
  const save = useSavePeople(deal)
  const [round, setRound] = useState(0)
  const add = (contactId: string | null, name: string | null) => {
    if (!contactId) return
    setRound(round + 1)
    if (!people.some((p) => p.contactId === contactId)) void save([...people, { contactId, name: name ?? '', role: 'other' }])
  }
  const remove = (gone: DealContact) => {
    void save(people.filter((p) => p.contactId !== gone.contactId)).then((saved) => {
      if (saved) undoable({ message: t('deal:people.removed', { name: gone.name }), undo: () => save([...(saved.contacts ?? []), gone]) })
    })
  }
  return (
    <>
      {people.length === 0 ? <p className={classes.quiet}>{t('deal:people.none')}</p> : null}
      <ul className={classes.people}>
        {people.map((p) => (
          <Person key={p.contactId} person={p} fixed={!may} onRemove={() => remove(p)} onRole={(role) => void save(people.map((x) => (x.contactId === p.contactId ? { ...x, role } : x)))} />
        ))}
      </ul>
      {may ? <ContactPicker key={round} aria-label={t('deal:people.add')} placeholder={t('deal:people.add')} onChange={add} /> : null}
    </>
  )
}

interface PersonProps { person: DealContact; fixed: boolean; onRole: (role: DealContactRole) => void; onRemove: () => void }

function Person({ person, fixed, onRole, onRemove }: PersonProps) {
  const { t } = useTranslation('deal')
  const { slug } = useMe().tenant
  const label = t('deal:people.roleOf', { name: person.name })
  return (
    <li className={classes.personRow}>
      <Avatar name={person.name} size={28} />
      <Anchor component={Link} to={`/${slug}/contacts/${person.contactId}`} className="k-clip" size="sm" c="inherit" fw={550}>{person.name}</Anchor>
      {fixed
        ? <span className={classes.quiet}>{t(`deal:role.${person.role}`)}</span>
        : <NativeSelect size="xs" aria-label={label} value={person.role} onChange={(e) => onRole(e.currentTarget.value as DealContactRole)} data={roles.map((r) => ({ value: r, label: t(`deal:role.${r}`) }))} />}
      {fixed ? null : <ActionIcon size="md" aria-label={t('deal:people.remove', { name: person.name })} onClick={onRemove}><IconX size={15} aria-hidden /></ActionIcon>}
    </li>
  )
}

/** Shows the new people at once; answers the saved deal, or undefined when it was refused. */
function useSavePeople(deal: Deal) {
  const client = useQueryClient()
  return async (contacts: DealContact[]): Promise<Deal | undefined> => {
    showDeal(client, { id: deal.id, contacts })
    try {
      const saved = await api.put('/deals/{id}/contacts', { path: { id: deal.id }, body: { items: contacts.map(({ contactId, role }) => ({ contactId, role })) } })
      showDeal(client, saved)
      for (const seen of ['timeline', '/buying', '/cadence']) void client.invalidateQueries({ queryKey: [seen] })
      return saved
    } catch (error) {
      showDeal(client, { id: deal.id, contacts: deal.contacts })
      complain(error)
      return undefined
    }
  }
}
