import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { renderUi } from '@/test/render'
import { MoneyInput } from './MoneyInput'

const draw = async (defaultValue?: { amount: number; currency: string }) => {
  const onChange = vi.fn()
  await renderUi(<MoneyInput label="Value" defaultValue={defaultValue} onChange={onChange} />)
  return { onChange, input: await screen.findByLabelText('Value'), currency: screen.getByLabelText('Currency') }
}

it('gives minor units of the company’s currency', async () => {
  const { onChange, input, currency } = await draw()
  expect(currency).toHaveValue('EUR')
  await userEvent.type(input, '1,250.5')
  expect(onChange).toHaveBeenLastCalledWith({ amount: 125_050, currency: 'EUR' })
})

it('keeps the number when the currency changes', async () => {
  const { onChange, currency } = await draw({ amount: 50_000, currency: 'EUR' })
  await userEvent.selectOptions(currency, 'INR')
  expect(onChange).toHaveBeenLastCalledWith({ amount: 50_000, currency: 'INR' })
})

it('keeps a currency it does not offer, by that currency’s digits', async () => {
  const { onChange, input, currency } = await draw({ amount: 1200, currency: 'JPY' })
  expect(currency).toHaveValue('JPY')
  expect(input).toHaveValue('1200')
  await userEvent.type(input, '0')
  expect(onChange).toHaveBeenLastCalledWith({ amount: 12_000, currency: 'JPY' })
})

it('says that there is no amount, and when it is nonsense', async () => {
  const { onChange, input } = await draw({ amount: 100, currency: 'EUR' })
  await userEvent.clear(input)
  expect(onChange).toHaveBeenLastCalledWith(null)
  await userEvent.type(input, 'a lot')
  expect(onChange).toHaveBeenLastCalledWith({ amount: Number.NaN, currency: 'EUR' })
})
