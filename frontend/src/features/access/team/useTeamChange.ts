import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Team } from '@/shared/api/types'
import type { Asked } from '@/shared/ui/access/ChangePreview'
import { complain, undoable } from '@/shared/ui/undoable'
import { previewTeam, useSaveTeam, type TeamDraft } from './teamQuery'

/** Looks what a change of a team would do before it is made. What changes nobody's view is made at once; the rest is asked first. */
export function useTeamChange() {
  const save = useSaveTeam()
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = async (draft: TeamDraft, words: string, after: (saved: Team) => void) => {
    const make = async () => after(await save.mutateAsync(draft))
    const found = await previewTeam(draft)
    if (found.changes.length + found.broken.length === 0) await make()
    else setAsked({ preview: found, words, save: make })
  }
  return { ask, asked, answer: () => setAsked(null), save }
}

/** Puts a team below another one, or at the top, with a way back. */
export function useMoveTeam() {
  const { t } = useTranslation('access')
  const { ask, asked, answer, save } = useTeamChange()
  const move = (team: Team, above: Team | null) => {
    const { name, parentId } = team
    const words = above ? t('team.moved', { name, above: above.name }) : t('team.movedTop', { name })
    const back = (saved: Team) => undoable({ message: words, undo: () => save.mutateAsync({ team: saved, parentId }) })
    ask({ team, parentId: above?.id ?? null }, words, back).catch(complain)
  }
  return { move, asked, answer }
}
