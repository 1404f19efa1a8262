import { describe, expect, it } from 'vitest'
import type { Me } from '@/shared/api/types'
import { me } from '@/test/render'
import { NAV, navFor } from './nav'

describe('the main menu', () => {
  it('never has more than eight entries', () => { expect(NAV.length).toBeLessThanOrEqual(8) })

  it('loses what the role may not read, and nothing else', () => {
    const technician: Me = { ...me, permissions: { health: { read: 'all' } } }
    expect(navFor(technician).map((e) => e.code)).toEqual(['today', 'settings'])
    expect(navFor(me)).toEqual(NAV)
  })
})
