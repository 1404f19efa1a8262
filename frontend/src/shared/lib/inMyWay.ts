import { signal } from './signal'

const about = signal<string | null>(null)
/** Opens where one says what is in one's way: with what it is about in words, such as a rule, or empty for the screen; null closes it. */
export const sayInMyWay = about.set
export const useInMyWay = about.use
