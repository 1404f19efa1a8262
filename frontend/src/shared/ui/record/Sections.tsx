import { ActionIcon, Title } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import i18next from 'i18next'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Layout } from '@/shared/api/typesLayout'
import { OwnPart } from '../own/OwnPart'
import sections from '../Section.module.css'
import { Facts } from './Fact'
import type { OwnFactsProps } from '../own/OwnFacts'
import type { LaidOutProps } from './LaidOut'
import { LayoutNote } from './LayoutNote'
import classes from './Sections.module.css'

/** Comes with its texts: most companies have no layouts, and fetch nothing. */
export const load = async () => {
  await i18next.loadNamespaces('layout')
  return { default: Sections }
}

const Keyed = ({ children }: { children: ReactNode }) => children

/** The sections of a layout, and what stands in none. */
function Sections({ layout, ...props }: LaidOutProps & { layout: Layout }) {
  const { t } = useTranslation('layout')
  const may = useCan()('tenant', 'update')
  return (
    <>
      {layout.sections.map((s) => (
        <Fold key={s.id} title={s.title || props.title} closed={s.closed}><Placed {...props} keys={s.fields.map((f) => f.key)} two={s.columns === 2} /></Fold>
      ))}
      {layout.more.length > 0 ? <Fold title={t('more')} closed={layout.sections.length > 0}><Placed {...props} keys={layout.more} /></Fold> : null}
      {layout.for.made && !props.given ? <LayoutNote of={layout.for} object={props.object} may={may} /> : null}
    </>
  )
}

/** Fields in an order; own ones that stand together are drawn together. */
function Placed({ keys, two, ...props }: LaidOutProps & { keys: string[]; two?: boolean }) {
  const runs = keys.reduce<string[][]>((all, key) => {
    const last = all.at(-1)
    if (last && isOwn(key) && isOwn(last[0]!)) last.push(key)
    else all.push([key])
    return all
  }, [])
  const drawn = runs.map((run) => (isOwn(run[0]!) ? <OwnPart key={run[0]} {...own(props)} only={run} /> : <Keyed key={run[0]}>{props.facts[run[0]!]}</Keyed>))
  return <div className={two ? classes.two : undefined}><Facts>{drawn}</Facts></div>
}

const own = ({ object, record, save }: LaidOutProps): OwnFactsProps => ({ object, record, save })
const isOwn = (key: string) => key.startsWith('custom.')

/** A section that its reader opens and closes. */
function Fold({ title, closed, children }: { title: string; closed: boolean; children: ReactNode }) {
  const { t } = useTranslation('layout')
  const [open, setOpen] = useState(!closed)
  const id = useId()
  const Icon = open ? IconChevronUp : IconChevronDown
  return (
    <section className={sections.section} aria-labelledby={id}>
      <div className={classes.fold}>
        <Title order={2} id={id}>{title}</Title>
        <ActionIcon aria-expanded={open} aria-label={t(open ? 'fold.close' : 'fold.open', { what: title })} onClick={() => setOpen(!open)}><Icon size={18} aria-hidden /></ActionIcon>
      </div>
      {open ? children : null}
    </section>
  )
}
