// The ticking of deadlines and the line that shows a lost connection: both live in the browser,
// the first so that no circuit re-renders each second, the second because the circuit is what is gone.
function spell(milliseconds, units) {
  const [d, h, m, s] = units.split(' ');
  const total = Math.floor(Math.abs(milliseconds) / 1000);
  const days = Math.floor(total / 86400), hours = Math.floor(total % 86400 / 3600), minutes = Math.floor(total % 3600 / 60), seconds = total % 60;
  if (days >= 2) return `${days} ${d} ${hours} ${h}`;
  if (total >= 3600) return `${days * 24 + hours} ${h} ${minutes} ${m}`;
  if (total >= 60) return `${minutes} ${m} ${String(seconds).padStart(2, '0')} ${s}`;
  return `${seconds} ${s}`;
}

function tick() {
  const now = Date.now();
  for (const clock of document.querySelectorAll('time[data-until]')) {
    const rest = Date.parse(clock.dateTime) - now;
    const text = spell(rest, clock.dataset.units);
    const node = clock.firstElementChild?.firstChild;
    if (node && node.data !== text) node.data = text;
    clock.dataset.due = rest < 0 ? 'late' : rest < Number(clock.dataset.soon) * 1000 ? 'soon' : 'ok';
  }
}
setInterval(tick, 1000);

const banner = document.getElementById('components-reconnect-modal');
function closeDialogs() { document.querySelectorAll('dialog:modal').forEach(dialog => dialog.close()); }
// Whoever is signed in no more would wait for ever: every attempt is refused. The page itself then leads to the sign-in.
async function leaveIfSignedOut() {
  try {
    const answer = await fetch(location.href, { redirect: 'manual', cache: 'no-store' });
    if (answer.type === 'opaqueredirect') location.reload();
  } catch { /* The host is away: the next attempt asks again. */ }
}
banner?.addEventListener('components-reconnect-state-changed', event => {
  const state = event.detail.state;
  // Above an open dialog too. Once nothing is tried any more the dialog goes: its answer would never come, and it keeps the button out of reach.
  if (banner.matches(':popover-open') === (state === 'hide')) banner.togglePopover();
  if (state === 'failed') closeDialogs();
  document.querySelector('.shell')?.toggleAttribute('inert', state !== 'hide');
  if (state === 'rejected') location.reload();
  else if (state !== 'hide') leaveIfSignedOut();
});
// The page has ended with an error and Blazor says so: no dialog may lie over that.
const stumbled = document.getElementById('blazor-error-ui');
if (stumbled) new MutationObserver(closeDialogs).observe(stumbled, { attributes: true, attributeFilter: ['style'] });
banner?.querySelector('button')?.addEventListener('click', async () => {
  await leaveIfSignedOut();
  if (!await Blazor.reconnect()) location.reload();
});
document.addEventListener('visibilitychange', () => { if (!document.hidden) tick(); });
