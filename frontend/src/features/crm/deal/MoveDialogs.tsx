import type { Deal } from '@/shared/api/types'
import { GateDialog, type Gate } from './GateDialog'
import { LostDialog } from './LostDialog'

export interface MoveDialogsProps { lost: Deal | null; onReason: (reason: string | null) => void; gate: Gate | null }

/** What a move asks: why a deal was lost, and what its new stage wants to know. */
export function MoveDialogs({ lost, onReason, gate }: MoveDialogsProps) {
  return <><LostDialog deal={lost} onAnswer={onReason} /><GateDialog gate={gate} /></>
}
