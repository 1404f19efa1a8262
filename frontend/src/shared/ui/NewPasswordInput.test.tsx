import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { renderUi } from '@/test/render'
import { answers } from '@/test/server'
import { NewPasswordInput } from './NewPasswordInput'

test('what is typed is hidden until one asks to see it', async () => {
  answers('post', '/passwords/check', { score: 4, ok: true, reasons: [] })
  await renderUi(<NewPasswordInput label="Password" />)
  const input = screen.getByLabelText('Password')
  await userEvent.type(input, 'green lantern 27')
  expect(input).toHaveAttribute('type', 'password')
  await userEvent.click(screen.getByRole('button', { name: 'Show or hide the password' }))
  expect(input).toHaveAttribute('type', 'text')
  await userEvent.click(screen.getByRole('button', { name: 'Show or hide the password' }))
  expect(input).toHaveAttribute('type', 'password')
})

test('a password can be pasted, and managers know that it is a new one', async () => {
  answers('post', '/passwords/check', { score: 4, ok: true, reasons: [] })
  await renderUi(<NewPasswordInput label="Password" />)
  const input = screen.getByLabelText('Password')
  await userEvent.click(input)
  await userEvent.paste('a very long one from a manager ž∂ 0123456789 0123456789 0123456789')
  expect(input).toHaveValue('a very long one from a manager ž∂ 0123456789 0123456789 0123456789')
  expect(input).toHaveAttribute('autocomplete', 'new-password')
})
