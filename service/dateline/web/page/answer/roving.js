// One stop of the Tab key for many things, among which the arrow keys go.

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const RIGHT_TO_LEFT_STEPS = { ...STEPS, ArrowRight: -1, ArrowLeft: 1 };

/** Makes what in `host` has a `tabindex` one stop; call the function that it returns when `host` has other content. */
export function rove(host) {
  const stops = () => [...host.querySelectorAll('[tabindex]:not([visibility="hidden"])')];
  const settle = (chosen) => {
    for (const stop of stops()) stop.setAttribute("tabindex", stop === chosen ? "0" : "-1");
  };
  host.addEventListener("focusin", (event) => {
    const stop = event.target.closest("[tabindex]");
    if (stop !== null && stop !== host) settle(stop);
  });
  host.addEventListener("keydown", (event) => {
    const all = stops();
    const at = all.indexOf(event.target);
    const steps = getComputedStyle(event.target).direction === "rtl" ? RIGHT_TO_LEFT_STEPS : STEPS;
    const to = { Home: 0, End: all.length - 1 }[event.key] ?? at + (steps[event.key] ?? 0);
    if (at === -1 || to === at || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    all[Math.min(Math.max(to, 0), all.length - 1)].focus();
  });
  return () => settle(stops()[0] ?? null);
}
