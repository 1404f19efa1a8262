import type { Deal } from '@/shared/api/types'
import type { Tone } from '@/shared/ui/StatusDot'

/** The colour that goes with the word for a deal's status. */
export const statusTone: Record<Deal['status'], Tone> = { open: 'info', won: 'ok', lost: 'bad' }
