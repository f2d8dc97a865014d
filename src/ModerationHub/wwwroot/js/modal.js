// Native dialogs trap the focus themselves; what is left is to return it and to tell the page about Escape.
const openers = new WeakMap();

export function open(dialog, reference) {
  if (!dialog || dialog.open) return;
  openers.set(dialog, document.activeElement);
  // Set, not added: the same dialog opens again and again.
  dialog.oncancel = event => { event.preventDefault(); reference.invokeMethodAsync('OnDismissed'); };
  dialog.onclick = event => { if (event.target === dialog) reference.invokeMethodAsync('OnDismissed'); };
  dialog.showModal();
  dialog.querySelector('[autofocus]')?.focus();
}

export function close(dialog) {
  if (!dialog) return;
  const opener = openers.get(dialog);
  dialog.close();
  if (opener?.isConnected && opener !== document.body) opener.focus(); else document.querySelector('[data-home-focus]')?.focus();
}
