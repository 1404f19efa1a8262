/** The key that starts shortcuts on this machine, as printed on it. */
export const modKey = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl '

const store = 'kith.letters'
/** Single-letter shortcuts can be switched off (WCAG 2.1.4); they are on by default. */
export const lettersOn = () => localStorage.getItem(store) !== 'off'
export const setLetters = (on: boolean) => { localStorage.setItem(store, on ? 'on' : 'off') }
