import { ActionIcon, Title } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useId, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import { useLayout } from '@/shared/api/layouts'
import type { Layout } from '@/shared/api/typesLayout'
import { OwnPart } from '../own/OwnPart'
import type { OwnFactsProps } from '../own/OwnFacts'
import { Section } from '../Section'
import sections from '../Section.module.css'
import { ListSkeleton } from '../Skeletons'
import { Facts } from './Fact'
import classes from './Record.module.css'
import { LayoutNote } from './LayoutNote'

export interface LaidOutProps extends OwnFactsProps {
  /** Of the first section. */
  title: string
  /** The fields of the program by their names, in their usual order. */
  facts: Record<string, ReactNode>
  pipelineId?: string
  /** A layout that is looked at before it is kept. */
  given?: Layout
}

/** What is known about a record, in the order that the company has chosen for its reader. */
export function LaidOut(props: LaidOutProps) {
  const applied = useLayout(props.object, props.pipelineId)
  const layout = props.given ?? applied
  if (layout === undefined) return <Section title={props.title}><ListSkeleton rows={6} height={24} /></Section>
  if (layout === null) return <Section title={props.title}><Facts>{values(props)}<OwnPart {...own(props)} /></Facts></Section>
  return <Sections {...props} layout={layout} />
}

const values = ({ facts }: LaidOutProps) => Object.entries(facts).map(([key, fact]) => <Keyed key={key}>{fact}</Keyed>)
const Keyed = ({ children }: { children: ReactNode }) => children
const own = ({ object, record, save }: LaidOutProps): OwnFactsProps => ({ object, record, save })

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
