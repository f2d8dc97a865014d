// Brings an element into view where it is out of it; the focus stays where it is.
export function show(element) { element?.scrollIntoView({ block: 'nearest' }); }
// Gives the focus back where it was lost with what was closed; whoever has found another place keeps it.
export function back(element) { if (document.activeElement === document.body) element?.focus(); }
