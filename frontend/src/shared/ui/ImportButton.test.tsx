import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import type { Me } from '@/shared/api/types'
import { me, renderUi } from '@/test/render'
import { ImportButton } from './ImportButton'

const as = (permissions: Me['permissions']): Me => ({ ...me, permissions })

it('leads to the import, and is there for those who may import only', async () => {
  const { unmount } = await renderUi(<ImportButton />, { me: as({ import: { create: 'all' } }) })
  expect(screen.getByRole('link', { name: 'Import' })).toHaveAttribute('href', `/${me.tenant.slug}/import`)
  unmount()
  await renderUi(<ImportButton />, { me: as({ deal: { read: 'all' } }) })
  expect(screen.queryByRole('link', { name: 'Import' })).not.toBeInTheDocument()
})
