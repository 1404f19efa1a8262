import { Button } from '@mantine/core'
import { IconChevronDown, IconCopy, IconDeviceFloppy, IconHome, IconLock, IconPencil, IconPin, IconPinnedOff, IconTrash, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asked, standardsOf, type Standard } from './standard'
import type { ListView, ViewContent } from '@/shared/api/typesView'
import { useViewActions } from '@/shared/api/views'
import { onDemand } from '@/shared/lib/onDemand'
import type { MenuEntry } from '../menu/types'
import { RowMenu } from '../RowMenu'
import { complain, undoable } from '../undoable'
import type { ViewState } from './useViewState'
import classes from './Views.module.css'

const ViewDialog = onDemand(() => import('./ViewDialog').then((m) => m.ViewDialog), (p) => p.subject !== null)

/** What is asked for in the dialog: a name for what is shown, or for a view. */
export type Subject = { make: ViewContent; from?: ListView } | { change: ListView } | null
type Any = ListView | Standard

/** The views of a list as tabs over it: those one wants at hand, the others in a menu, and what to do with a changed one. */
export function ViewTabs({ state }: { state: ViewState }) {
  const { t } = useTranslation('list')
  const [subject, setSubject] = useState<Subject>(null)
  const name = useNames()
  const views: Any[] = [...standardsOf(state.object), ...(state.all?.items ?? [])]
  const tabs = tabsOf(state, views)
  const rest = views.filter((v) => !tabs.includes(v))
  const choose = useChoose(state, tabs)
  return (
    <div className={classes.bar}>
      <nav className={classes.tabs} aria-label={t('list:view.label')}>
        {tabs.map((v) => (
          <span key={v.id} className={classes.tab} data-on={v.id === state.view?.id || undefined}>
            <button type="button" aria-current={v.id === state.view?.id ? 'true' : undefined} onClick={() => state.open(v)}>
              {name(v)}{'kind' in v && v.sharing !== 'own' ? <IconUsers size={14} aria-label={t('list:view.shared')} /> : null}{v.id === state.view?.id && state.dirty ? <span className={classes.dot} title={t('list:view.changed')} aria-label={t('list:view.changed')} role="img" /> : null}
            </button>
            {v.id === state.view?.id ? <TabMenu view={v} state={state} choose={choose} onSubject={setSubject} /> : null}
          </span>
        ))}
        {rest.length > 0 ? <RowMenu label={t('list:view.more')} icon={<IconChevronDown size={16} aria-hidden />} entries={rest.map((v): MenuEntry => ({ label: name(v), icon: 'kind' in v && v.closed ? IconLock : undefined, onClick: () => state.open(v) }))} /> : null}
      </nav>
      <Changes state={state} onSubject={setSubject} />
      {state.view && 'kind' in state.view && state.view.closed ? <p className={classes.closed} role="status">{t('list:view.closed')}</p> : null}
      <ViewDialog subject={subject} state={state} onClose={() => setSubject(null)} onMade={(v) => { choose.add(v.id); state.opened(v) }} />
    </div>
  )
}

/** Those somebody wants at hand, in their order; without a choice the standard ones and the own. The one looked at is there. */
function tabsOf(state: ViewState, views: Any[]): Any[] {
  const chosen = state.all?.choice.tabs ?? []
  const tabs = chosen.length > 0 ? chosen.map((id) => views.find((v) => v.id === id)).filter((v) => v !== undefined) : views.filter((v) => !('kind' in v) || v.mine)
  return state.view && !tabs.some((v) => v.id === state.view?.id) ? [...tabs, state.view] : tabs
}

export function useNames() {
  const { t } = useTranslation('list')
  return (v: Any) => ('kind' in v ? v.name : t(`list:standard.${v.id}`))
}

type Choose = ReturnType<typeof useChoose>

/** Changes which tabs there are. */
function useChoose(state: ViewState, tabs: Any[]) {
  const actions = useViewActions(state.object)
  const ids = tabs.map((v) => v.id)
  const put = (next: string[]) => void actions.choose({ tabs: next }).catch(complain)
  return {
    isTab: (id: string) => (state.all?.choice.tabs ?? []).length === 0 || (state.all?.choice.tabs ?? []).includes(id),
    add: (id: string) => { if ((state.all?.choice.tabs ?? []).length > 0) put([...ids.filter((one) => one !== id), id]) },
    pin: (id: string) => put([...ids.filter((one) => one !== id), id]),
    unpin: (id: string) => put(ids.filter((one) => one !== id)),
    at: (id: string) => ids.indexOf(id),
    last: ids.length - 1,
    move: (id: string, by: number) => { const to = ids.indexOf(id) + by; const order = ids.filter((one) => one !== id); order.splice(to, 0, id); put(order) },
    opens: (id: string) => void actions.choose({ opens: id }).catch(complain),
  }
}

interface TabMenuProps { view: Any; state: ViewState; choose: Choose; onSubject: (s: Subject) => void }

function TabMenu({ view, state, choose, onSubject }: TabMenuProps) {
  const { t } = useTranslation('list')
  const actions = useViewActions(state.object)
  const name = useNames()(view)
  const stored = 'kind' in view ? view : undefined
  const at = choose.at(view.id)
  const remove = (v: ListView) => actions.remove(v).then(() => {
    state.open(standardsOf(state.object)[0]!)
    undoable({ message: t('list:view.deleted', { name: v.name }), undo: async () => state.open(await actions.restore(v)) })
  }).catch(complain)
  const entries: (MenuEntry | false)[] = [
    stored?.mayEdit ? { label: t('list:view.rename'), icon: IconPencil, onClick: () => onSubject({ change: stored }) } : false,
    stored && !stored.closed ? { label: t('list:view.duplicate'), icon: IconCopy, onClick: () => onSubject({ make: contentOf(state), from: stored }) } : false,
    state.all?.choice.opens !== view.id ? { label: t('list:view.opens'), icon: IconHome, onClick: () => choose.opens(view.id) } : false,
    choose.isTab(view.id) ? { label: t('list:view.unpin'), icon: IconPinnedOff, onClick: () => choose.unpin(view.id) } : { label: t('list:view.pin'), icon: IconPin, onClick: () => choose.pin(view.id) },
    at > 0 ? { label: t('list:view.before'), onClick: () => choose.move(view.id, -1) } : false,
    at >= 0 && at < choose.last ? { label: t('list:view.after'), onClick: () => choose.move(view.id, 1) } : false,
    stored?.mayEdit ? { label: t('list:view.delete'), icon: IconTrash, danger: true, onClick: () => void remove(stored) } : false,
  ]
  return <RowMenu label={t('list:view.menu', { name })} entries={entries} />
}

/** What is shown, as a view keeps it. */
const contentOf = (state: ViewState): ViewContent => ({ ...asked(state.search), kind: state.kind, columns: [...(state.layout ?? []), ...(state.by ? [{ id: state.by, by: true }] : [])] })

/** When the list shows something else than its view: keep it, keep it apart, or go back. */
function Changes({ state, onSubject }: { state: ViewState; onSubject: (s: Subject) => void }) {
  const { t } = useTranslation('list')
  const actions = useViewActions(state.object)
  if (!state.dirty) return null
  const { view } = state
  const stored = view && 'kind' in view && view.mayEdit && !view.closed ? view : undefined
  const save = (v: ListView) => actions.update(v, contentOf(state)).then(state.opened).catch(complain)
  return (
    <span className={classes.changes}>
      {stored ? <Button size="compact-sm" onClick={() => void save(stored)}>{t('list:view.save')}</Button> : null}
      <Button size="compact-sm" variant="light" leftSection={<IconDeviceFloppy size={14} aria-hidden />} onClick={() => onSubject({ make: contentOf(state) })}>{t('list:view.saveAs')}</Button>
      <Button size="compact-sm" variant="subtle" onClick={state.discard}>{t('list:view.discard')}</Button>
    </span>
  )
}
