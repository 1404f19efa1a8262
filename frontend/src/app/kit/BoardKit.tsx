import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import type { Deal } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Avatar } from '@/shared/ui/Avatar'
import { Board, applyMove } from '@/shared/ui/Board'
import type { Lane } from '@/shared/ui/board/types'
import { deal, stages } from './sample'

const start: Lane<Deal>[] = stages.map(([id, title], s) => ({
  id, title, header: <span className="k-num">{4 - s} · €{(4 - s) * 14},300</span>, tone: title === 'Won' ? 'ok' : undefined, cards: Array.from({ length: 4 - s }, (_, i) => deal(s * 10 + i, id, title)),
}))
const cardId = (d: Deal) => d.id

export function BoardKit() {
  const [lanes, setLanes] = useState(start)
  const format = useFormat()
  return (
    <Board label="Deals" lanes={lanes} cardId={cardId} cardLabel={(d) => `${d.name}, ${d.companyName}`} onMove={(m) => setLanes(applyMove(lanes, cardId, m))}
      renderCard={(d) => (
        <div style={{ display: 'grid', gap: 6 }}>
          <Link to={`/acme/deals/${d.id}` as '/'} style={{ color: 'inherit', fontWeight: 550, textDecoration: 'none' }}>{d.name}</Link>
          <span style={{ color: 'var(--k-dim)', fontSize: 13 }}>{d.companyName}</span>
          <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}><span className="k-num" style={{ fontWeight: 550 }}>{format.moneyShort(d.value)}</span><Avatar name={d.ownerName ?? ''} size={22} /></span>
        </div>
      )} />
  )
}
