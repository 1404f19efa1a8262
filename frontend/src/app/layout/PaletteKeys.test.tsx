import { fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { beforeAll, expect, it } from 'vitest'
import { answers } from '@/test/server'
import { renderUi } from '@/test/render'
import { PaletteKeys } from './PaletteKeys'

beforeAll(() => i18next.loadNamespaces(['nav']))

it('opens with what was typed before its code was there', async () => {
  answers('get', '/search', { groups: [] })
  await renderUi(<PaletteKeys slug="acme" />)
  const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, code: `Key${key.toUpperCase()}`, ...more })
  press('k', { ctrlKey: true })
  for (const key of 'dxe') press(key)
  press('Backspace')
  press('Backspace')
  press('e')
  const search = await screen.findByLabelText('Search, or type a command')
  await waitFor(() => expect(search).toHaveValue('de'))
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  press('k', { ctrlKey: true })
  expect(await screen.findByRole('dialog')).toBeVisible()
})
