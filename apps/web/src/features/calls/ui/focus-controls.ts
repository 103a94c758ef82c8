/** Gives the focus to the first of the call's controls, where nothing else has it: what had it is gone. */
export function focusControls(): void {
  const { activeElement, body } = document;
  if (activeElement !== null && activeElement !== body) return;
  document.querySelector<HTMLElement>("[data-call-stage] [role=toolbar] button")?.focus({ preventScroll: true });
}
