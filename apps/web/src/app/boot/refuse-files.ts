/**
 * Refuses files that are dropped where nothing takes them. The browser would open them in the place of the page: a call
 * would end, and the field would be gone.
 */
export function refuseFiles(page: Pick<Window, "addEventListener">): void {
  const refuse = (event: DragEvent): void => {
    const { target, dataTransfer } = event;
    if (event.defaultPrevented || !dataTransfer?.types.includes("Files")) return;
    if (target instanceof HTMLInputElement && target.type === "file") return;
    event.preventDefault();
    dataTransfer.dropEffect = "none";
  };
  // At the window they come last: whoever wants them has had them.
  page.addEventListener("dragover", refuse);
  page.addEventListener("drop", refuse);
}
