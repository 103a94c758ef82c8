/**
 * Gives the focus to the first of the call's controls, where nothing else has it: what had it is gone. Not under a finger,
 * where some browsers would draw a ring and a tip that nobody asked for.
 */
export function focusControls(): void {
  if (window.matchMedia?.("(pointer: coarse)").matches) return;
  const { activeElement, body } = document;
  if (activeElement !== null && activeElement !== body) return;
  document.querySelector<HTMLElement>("[data-call-stage] [role=toolbar] button")?.focus({ preventScroll: true });
}
