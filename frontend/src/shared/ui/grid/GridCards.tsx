import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { ChooseRow } from './choosing'
import classes from './DataGrid.module.css'
import { useLoadMore } from './GridTable'
import { GridTail } from './GridTail'
import type { Rows } from './rows'
import type { GridColumn, GridProps } from './types'
import type { Selection } from './useSelection'

interface GridCardsProps<T extends { id: string }> extends GridProps<T> { shown: GridColumn<T>[]; rows: Rows<T> }

/** The rows of a phone: cards with the name and what matters most. */
export function GridCards<T extends { id: string }>({ label, shown, columns, rows, query, href, rowActions, selection, nameOf }: GridCardsProps<T>) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.count, getScrollElement: () => scroll.current, estimateSize: () => 84, overscan: 4 })
  const items = virtual.getVirtualItems()
  useLoadMore(query, items.at(-1)?.index ?? 0, rows.count)
  const choosing = selection !== undefined && (selection.choosing || selection.all || selection.ids.size > 0)
  const marked = columns.filter((c) => c.card)
  const facts = marked.length > 0 ? marked : shown.slice(1, 4)
  return (
    <div ref={scroll} className={classes.cards} role="list" aria-label={label}>
      <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const row = rows.at(item.index)
          return row && (
            <div key={row.id} role="listitem" ref={virtual.measureElement} data-index={item.index} className={classes.card} {...(selection ? pressed(selection, row, item.index) : {})} style={{ transform: `translateY(${item.start}px)` }}>
              {choosing && selection ? <ChooseRow row={row} index={item.index} chosen={selection.has(row.id)} onChoose={selection.toggle} at={rows.at} name={nameOf?.(row)} /> : null}
              <Card row={row} name={columns[0]} facts={facts} href={href} />
              {rowActions && !choosing ? <div className={classes.cardActions}>{rowActions(row)}</div> : null}
            </div>
          )
        })}
      </div>
      <GridTail query={query} />
    </div>
  )
}

function Card<T>({ row, name, facts, href }: { row: T; name?: GridColumn<T>; facts: GridColumn<T>[]; href?: (row: T) => string }) {
  const title = <span className={classes.cardName}>{name?.cell(row)}</span>
  return (
    <div className={classes.cardBody}>
      {href ? <Link to={href(row) as '/'} className={classes.cardLink}>{title}</Link> : title}
      <div className={classes.facts}>
        {facts.map((c) => {
          const shown = c.cell(row)
          return shown === null || shown === undefined || shown === '' ? null : <span key={c.id} className={classes.fact}><span className="k-hidden">{c.label}: </span>{shown}</span>
        })}
      </div>
    </div>
  )
}

const longPress = 500

/** A long press on a card begins to choose; from then on a touch chooses the card. */
function pressed(selection: Selection, row: { id: string }, index: number) {
  let timer = 0
  const start = () => { timer = window.setTimeout(() => { selection.setChoosing(true); selection.toggle(row, index) }, longPress) }
  const end = () => window.clearTimeout(timer)
  const touched = (event: React.MouseEvent) => {
    if (!selection.choosing || (event.target instanceof HTMLInputElement)) return
    event.preventDefault()
    event.stopPropagation()
    selection.toggle(row, index)
  }
  return selection.choosing ? { onClickCapture: touched } : { onTouchStart: start, onTouchEnd: end, onTouchMove: end, onTouchCancel: end }
}
