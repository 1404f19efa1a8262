import { exponentOf } from './format'

/**
 * Reads an amount as people write it ('1 200,50', '1,200.50', '12k') into minor units; null when it is no amount.
 * A last comma or point followed by at most the currency's decimals is the decimal mark, all others group digits.
 */
export function parseAmount(text: string, currency: string): number | null {
  const exponent = exponentOf(currency)
  const match = /^([\d\s.,'’ ]+)\s*([kKмтm]?)$/.exec(text.trim())
  if (!match?.[1] || !/\d/.test(match[1])) return null
  const digits = match[1].replace(/[\s'’ ]/g, '')
  const mark = Math.max(digits.lastIndexOf(','), digits.lastIndexOf('.'))
  const tail = mark < 0 ? 0 : digits.length - mark - 1
  const isDecimal = mark >= 0 && tail <= Math.max(exponent, 1) && tail > 0 && exponent > 0
  const whole = (isDecimal ? digits.slice(0, mark) : digits).replace(/[.,]/g, '')
  const part = isDecimal ? digits.slice(mark + 1).padEnd(exponent, '0') : '0'.repeat(exponent)
  const scale = match[2] === '' ? 1 : match[2] === 'm' ? 1_000_000 : 1000
  const amount = Number(`${whole || '0'}${part}`) * scale
  return Number.isSafeInteger(amount) ? amount : null
}

/** Minor units as a plain editable number in the person's own notation: '1200,50' where a comma is used. */
export function editableAmount(amount: number, currency: string, decimal: string): string {
  const exponent = exponentOf(currency)
  const text = (amount / 10 ** exponent).toFixed(amount % 10 ** exponent === 0 ? 0 : exponent)
  return text.replace('.', decimal)
}
