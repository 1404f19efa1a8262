import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleGrants } from '@/shared/api/types'
import type { Asked } from '@/shared/ui/access/ChangePreview'
import { complain, undoable } from '@/shared/ui/undoable'
import { preview, useChangeRole, type RoleChange } from './roleQuery'
import { useRoleTitle } from './useRoleTitle'

type Part = Omit<RoleChange, 'role'>
/** Asks for a change; the one back, and its words: what, which action or field, how far. */
export type Ask = (change: Part, back: Part, words: [string, string, string]) => void

/** Looks what a change would do before it is made. What changes nobody's view is made at once; the rest is asked first. */
export function useRoleChange(role: RoleGrants) {
  const { t } = useTranslation('access')
  const title = useRoleTitle()
  const change = useChangeRole()
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask: Ask = (part, back, [what, action, scope]) => {
    const words = t('roles.changed', { role: title(role), what, action, scope })
    const save = async () => {
      await change.mutateAsync({ role: role.role, ...part })
      undoable({ message: words, undo: () => change.mutateAsync({ role: role.role, ...back }) })
    }
    preview({ role: role.role, ...part })
      .then((found) => (found.changes.length + found.broken.length + (found.people ? found.fields.length + found.stages.length : 0) === 0 ? save() : setAsked({ preview: found, words, save })))
      .catch(complain)
  }
  return { ask, asked, answer: () => setAsked(null) }
}
