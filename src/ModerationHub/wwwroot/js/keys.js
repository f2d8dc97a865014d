// Turns key presses into the console's own key names and hands over those that are bound.
// Letters follow the layout when it is Latin and the key's place when it is not, so that an Arabic layout works unchanged.
let target = null;
let bound = new Set();
let typing = new Set();
let prefix = null;
let prefixTimer = 0;

const aliases = { '؟': '?', 'Enter': 'Enter', 'Escape': 'Escape', ' ': 'Space' };

export function nameOf(event) {
  const { key, code } = event;
  let name;
  if (key in aliases) name = aliases[key];
  else if (/^[a-z]$/i.test(key)) name = key.toLowerCase();
  else if (key === '/' || key === '?' || key === '!') name = key;
  else if (/^Key[A-Z]$/.test(code)) name = code.slice(3).toLowerCase();
  else if (/^(Digit|Numpad)[0-9]$/.test(code)) name = event.shiftKey && code === 'Digit1' ? '!' : code.at(-1);
  else if (code === 'Slash') name = event.shiftKey ? '?' : '/';
  else name = key;
  const symbol = name === '?' || name === '!' || name === '/';
  const modifiers = (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '') + (event.shiftKey && !symbol ? 'Shift+' : '');
  return modifiers + (name.length === 1 && (event.shiftKey || event.ctrlKey || event.metaKey) && !symbol ? name.toUpperCase() : name);
}

const writes = element => element instanceof HTMLElement
  && (element.isContentEditable || element.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])'));
const presses = element => element instanceof HTMLElement && element.matches('button, a[href], summary, input, select, [role=option]');

function forget() { prefix = null; clearTimeout(prefixTimer); }

function onKeyDown(event) {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  const name = nameOf(event);
  const dialog = document.querySelector('dialog:modal');
  if (dialog) {
    const form = name === 'Ctrl+Enter' ? dialog.querySelector('form') : null;
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (document.querySelector('[popover]:popover-open') && name !== 'Escape') return;
  const inField = writes(event.target);
  if (inField && name === 'Escape') { event.target.blur(); document.querySelector('[data-home-focus]')?.focus(); }
  if (inField && !typing.has(name)) return;
  // What was typed so far counts: the field's change goes out before the key.
  if (inField) event.target.dispatchEvent(new Event('change', { bubbles: true }));
  if ((name === 'Space' || name === 'Enter') && presses(event.target)) return;

  const chord = prefix ? `${prefix} ${name}` : name;
  forget();
  if ([...bound].some(key => key.startsWith(chord + ' '))) {
    prefix = chord;
    prefixTimer = setTimeout(forget, 1500);
    event.preventDefault();
    return;
  }
  if (!bound.has(chord)) return;
  event.preventDefault();
  if (event.repeat && !['j', 'k', 'ArrowDown', 'ArrowUp'].includes(name)) return;
  target?.invokeMethodAsync('OnKey', chord);
}

// Media stays blurred but while the reveal key is held: releasing it, or leaving the window, covers it again.
function reveal(event) {
  if (event.repeat || writes(event.target) || event.ctrlKey || event.metaKey || nameOf(event) !== 'v') return;
  document.activeElement?.closest('[data-post]')?.setAttribute('data-revealed', '');
}
function cover() { document.querySelectorAll('[data-revealed]').forEach(post => post.removeAttribute('data-revealed')); }

export function start(reference) {
  target = reference;
  document.addEventListener('keydown', onKeyDown);
  document.addEventListener('keydown', reveal);
  document.addEventListener('keyup', cover);
  window.addEventListener('blur', cover);
}
export function setKeys(keys, whileTyping) { bound = new Set(keys); typing = new Set(whileTyping); }
export function focusOn(selector) { const element = document.querySelector(selector); element?.focus(); element?.select?.(); }
export function stop() {
  document.removeEventListener('keydown', onKeyDown);
  document.removeEventListener('keydown', reveal);
  document.removeEventListener('keyup', cover);
  window.removeEventListener('blur', cover);
  target = null;
}
