// Turns key presses into the console's own key names and hands over those that are bound.
// What a layout gives as an ASCII character counts as it is, wherever it lies; only where it gives another script does the key's place count,
// so that an Arabic layout works unchanged and none turns a digit into an alarm.
let target = null;
let bound = new Set();
let typing = new Set();
let prefix = null;
let prefixTimer = 0;

const aliases = { '؟': '?', ' ': 'Space' };

// By its place, for layouts of another script. The place of a digit is that digit, never the sign above it, which may be an alarm.
function placed(code, shift) {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  if (/^(Digit|Numpad)[0-9]$/.test(code)) return code.at(-1);
  if (code === 'Slash') return shift ? '?' : '/';
  return code === 'Period' ? '.' : null;
}

export function nameOf(event) {
  const { key, code } = event;
  const name = aliases[key] ?? (/^[!-~]$/.test(key) ? key.toLowerCase() : key.length === 1 ? placed(code, event.shiftKey) ?? key : key);
  const symbol = name.length === 1 && !/[a-z]/.test(name);
  const modifiers = (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '') + (event.shiftKey && !symbol ? 'Shift+' : '');
  return modifiers + (name.length === 1 && (event.shiftKey || event.ctrlKey || event.metaKey) ? name.toUpperCase() : name);
}

const writes = element => element instanceof HTMLElement
  && (element.isContentEditable || element.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])'));
const presses = element => element instanceof HTMLElement && element.matches('button, a[href], summary, input, select, [role=option]');

function forget() { prefix = null; clearTimeout(prefixTimer); }

// Somebody may have switched single keys off: then a character counts only with Alt, for instance where speech is typed.
const singleKeys = () => document.documentElement.dataset.singleKeys !== 'off';

// The name of what is pressed, or none where it is not for us.
function meant(event) {
  const character = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  if (singleKeys() || !character) return event.altKey ? null : nameOf(event);
  return event.altKey && !event.getModifierState('AltGraph')
    ? nameOf({ key: event.key, code: event.code, shiftKey: event.shiftKey }) : null;
}

function onKeyDown(event) {
  // What fills in forms presses keys without a name.
  if (!event.key || event.isComposing || event.defaultPrevented) return;
  const name = meant(event);
  if (name === null) return;
  const dialog = document.querySelector('dialog:modal');
  if (dialog) {
    // A key that is held acts once: what it opened must not be closed by it.
    if (event.repeat) return;
    const form = name === 'Ctrl+Enter' ? dialog.querySelector('form') : null;
    if (form) { event.preventDefault(); form.requestSubmit(); }
    else dialog.querySelector(`[data-key="${CSS.escape(name)}"]`)?.click();
    return;
  }
  // The browser closes it at Escape.
  if (document.querySelector('[popover]:popover-open')) return;
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
  if (!event.key || event.repeat || writes(event.target) || meant(event) !== 'v') return;
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
// Written down as well, so that it can be seen from outside which keys work.
export function setKeys(keys, whileTyping) {
  bound = new Set(keys);
  typing = new Set(whileTyping);
  document.documentElement.dataset.keys = keys.join('|');
}
export function focusOn(selector) { const element = document.querySelector(selector); element?.focus(); element?.select?.(); }
// Whoever writes already has found a place.
export function focusHome() { if (!writes(document.activeElement)) document.querySelector('[data-home-focus]')?.focus(); }

// How many milliseconds nobody has done anything, by whatever means: who dictates presses no key.
let touched = performance.now();
for (const kind of ['keydown', 'input', 'click', 'focusin', 'scroll', 'pointermove', 'pointerdown', 'wheel'])
  document.addEventListener(kind, () => { touched = performance.now(); }, { capture: true, passive: true });
export function idle() { return performance.now() - touched; }
export function stop() {
  document.removeEventListener('keydown', onKeyDown);
  document.removeEventListener('keydown', reveal);
  document.removeEventListener('keyup', cover);
  window.removeEventListener('blur', cover);
  target = null;
}
