// Runs before the first paint: the chosen colour scheme and language, so nothing flashes.
(function () {
  var root = document.documentElement, scheme = 'auto', lang = null
  try {
    scheme = localStorage.getItem('kith.scheme') || 'auto'
    lang = localStorage.getItem('kith.language')
  } catch { /* storage may be forbidden; the defaults do */ }
  if (scheme !== 'light' && scheme !== 'dark') scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  root.setAttribute('data-mantine-color-scheme', scheme)
  if (lang) root.lang = lang
})()
