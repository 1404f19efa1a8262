// Reloads the list, but never under the hands of somebody who types or walks through it by keyboard.
setInterval(() => {
  if (document.activeElement === document.body && getSelection().isCollapsed) location.reload();
}, 3000);
