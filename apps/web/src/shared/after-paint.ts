/** A page that is not shown has no frames: then this long. */
const hiddenMs = 250;

/**
 * Runs it once what is drawn by now has been painted, or soon where nothing is painted, as in a hidden page. Answers how
 * to call it off.
 */
export function afterPaint(run: () => void): () => void {
  const finish = () => {
    cancelAnimationFrame(frame);
    run();
  };
  let timer = setTimeout(finish, hiddenMs);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    // The frame that this belongs to has been painted when what it leaves behind runs.
    timer = setTimeout(run, 0);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
