import i18next from 'i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'
import { fromLocal, toLocal } from '@/shared/lib/zone'
import { editableAmount, parseAmount } from './amount'
import { dueText } from './due'
import { makeFormat } from './format'
import { fieldProblemText, problemText } from './problemText'
import { chooseRegion, regionFor } from './region'

const plain = (s: string) => s.replace(/[\u00a0\u202f]/g, ' ')

afterEach(() => i18next.changeLanguage('en'))

describe('numbers and money', () => {
  it('follow the region, not the language', () => {
    chooseRegion('IN')
    expect(makeFormat('en', 'INR', 'Asia/Kolkata').number(1234567)).toBe('12,34,567')
    chooseRegion('PH')
    expect(makeFormat('en', 'PHP', 'Asia/Manila').number(1234567)).toBe('1,234,567')
    chooseRegion('PL')
    expect(plain(makeFormat('en', 'PLN', 'Europe/Warsaw').money({ amount: 123456, currency: 'PLN' }))).toBe('1234,56 zł')
  })

  it('money is in minor units by the currency', () => {
    chooseRegion('US')
    const f = makeFormat('en', 'USD', 'UTC')
    expect(f.money({ amount: 120050, currency: 'USD' })).toBe('$1,200.50')
    expect(f.money({ amount: 1200, currency: 'JPY' })).toBe('¥1,200')
    expect(f.moneyShort({ amount: 120050, currency: 'EUR' })).toBe('€1,201')
  })

  it('without a choice the browser decides, then the currency', () => {
    expect(regionFor('hi', 'INR')).toBe('US') // jsdom speaks en-US
  })
})

describe('an amount as typed', () => {
  it.each([
    ['1200', 'EUR', 120000], ['1 200,50', 'PLN', 120050], ['1,200.50', 'USD', 120050], ['1.200,5', 'EUR', 120050], ['1,20,000', 'INR', 12000000],
    ['12k', 'EUR', 1200000], ['1200', 'JPY', 1200], ['1,200', 'USD', 120000], ['', 'EUR', null], ['abc', 'EUR', null], ['-5', 'EUR', null],
  ])('%s %s', (text, currency, amount) => { expect(parseAmount(text, currency)).toBe(amount) })

  it('goes back into the field as it came', () => {
    expect(parseAmount(editableAmount(120050, 'PLN', ','), 'PLN')).toBe(120050)
    expect(editableAmount(120000, 'EUR', '.')).toBe('1200')
  })
})

describe('dates', () => {
  it('a day is the same day everywhere, a moment is on the company’s clock', () => {
    const f = makeFormat('en', 'PHP', 'Asia/Manila')
    expect(f.date('2026-11-05')).toBe('Nov 5, 2026')
    expect(f.date('2026-11-05T20:00:00Z')).toBe('Nov 6, 2026')
    expect(f.day('2026-11-05T20:00:00Z')).toBe('2026-11-06')
  })

  it('a clock time goes to UTC and back, also over a change of the clocks', () => {
    for (const local of ['2026-07-01T09:30', '2026-12-01T09:30', '2026-03-29T04:00', '2026-10-25T01:30']) expect(toLocal(fromLocal(local, 'Europe/Warsaw'), 'Europe/Warsaw')).toBe(local)
    expect(fromLocal('2026-07-01T09:30', 'Europe/Warsaw')).toBe('2026-07-01T07:30:00.000Z')
  })
})

describe('a due time in words', () => {
  const now = Date.parse('2026-11-22T10:00:00Z')
  const due = (dueAt: string, allDay = true, zone = 'Europe/Warsaw') => dueText(i18next.t, { dueAt, allDay }, makeFormat('en', 'EUR', zone).day, now)

  it('says by how much it is late', () => {
    expect(due('2026-11-20T10:00:00Z')).toEqual({ state: 'overdue', text: 'overdue by 2 days' })
    expect(due('2026-11-22T07:30:00Z', false).text).toBe('overdue by 2 hours')
    expect(due('2026-11-22T09:45:00Z', false).text).toBe('overdue by 15 minutes')
    expect(due('2026-11-22T07:30:00Z', true)).toEqual({ state: 'today', text: 'today' })
    expect(due('2026-11-23T07:30:00Z').text).toBe('tomorrow')
  })

  it('uses the company’s days', () => {
    expect(due('2026-11-22T20:00:00Z', true, 'Asia/Manila').text).toBe('tomorrow')
  })

  it('has the right plural in every language', async () => {
    await i18next.changeLanguage('pl')
    expect(due('2026-11-20T10:00:00Z').text).toBe('2 dni po terminie')
    expect(due('2026-11-21T10:00:00Z').text).toBe('1 dzień po terminie')
    await i18next.changeLanguage('ru')
    expect(due('2026-11-17T10:00:00Z').text).toBe('просрочено на 5 дней')
    await i18next.changeLanguage('fil')
    expect(due('2026-11-20T10:00:00Z').text).toBe('huli nang 2 araw')
    await i18next.changeLanguage('hi')
    expect(due('2026-11-20T10:00:00Z').text).toBe('2 दिन देर')
  })
})

describe('problems in words', () => {
  it('a lost connection never reads as a wrong password', () => {
    expect(problemText(new NetworkFailure(null))).toContain('could not be reached')
    expect(problemText(new ApiProblem({ status: 401, code: 'login.wrong', detail: 'x' }))).toBe('E-mail or password is wrong.')
  })

  it('an unknown code falls back to what the server says, then to the status', () => {
    expect(problemText(new ApiProblem({ status: 409, code: 'new.code', detail: 'The server’s sentence.' }))).toBe('The server’s sentence.')
    expect(problemText(new ApiProblem({ status: 500 }))).toContain('server had a problem')
  })

  it('a field’s problem names the field', async () => {
    expect(fieldProblemText('email.bad', 'E-mail', 'x')).toMatch(/^E-mail: /)
    await i18next.changeLanguage('pl')
    expect(fieldProblemText('name.required', 'Imię', 'x')).toBe('Imię: uzupełnij to pole.')
  })
})
