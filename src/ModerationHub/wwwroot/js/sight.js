// Brings an element into view where it is out of it; the focus stays where it is.
export function show(element) { element?.scrollIntoView({ block: 'nearest' }); }
