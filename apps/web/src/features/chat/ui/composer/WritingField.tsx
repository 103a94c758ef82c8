import { type RefObject, useEffect, useRef, useState } from "react";
import { afterPaint } from "../../../../shared/after-paint.ts";
import type { Composer } from "../../model/composer.ts";
import type { RichFieldProps } from "./editor/RichField.tsx";
import { PlainField } from "./PlainField.tsx";
import type { PlainSurface, Surface, SurfaceProps } from "./surface.ts";
import type { Rich } from "./use-rich.ts";

/** The plain field at once, and the rich one in its place as soon as it is there and nothing is being composed. */
export function WritingField({
  composer,
  surface,
  rich,
  bar,
  className,
  onUnfit,
  ...props
}: SurfaceProps & {
  readonly composer: Composer;
  readonly surface: RefObject<Surface | null>;
  readonly rich: Rich | null;
  readonly bar: RichFieldProps["bar"];
  readonly className: string;
  readonly onUnfit: () => void;
}) {
  /** Both stand for one breath: the rich field takes over text, caret and focus before the plain one goes. */
  const [stage, setStage] = useState<"plain" | "both" | "rich">(() =>
    rich === null || composer.text.peek() === "" ? "plain" : "rich",
  );
  const place = useRef<HTMLDivElement>(null);
  const plain = stage !== "rich" || rich === null;

  useEffect(() => {
    const element = place.current;
    if (element === null || rich === null || stage !== "plain") return;
    let composing = composingIn.has(element);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      composing = false;
      clearTimeout(timer);
      // The last of what was composed arrives after its end.
      timer = setTimeout(() => composing || setStage("both"), 0);
    };
    const begin = () => {
      composing = true;
    };
    element.addEventListener("compositionstart", begin);
    element.addEventListener("compositionend", soon);
    const cancel = composing ? null : afterPaint(() => composing || soon());
    return () => {
      cancel?.();
      clearTimeout(timer);
      element.removeEventListener("compositionstart", begin);
      element.removeEventListener("compositionend", soon);
    };
  }, [rich, stage]);

  const note = (composing: boolean) => {
    if (place.current === null) return;
    if (composing) composingIn.add(place.current);
    else composingIn.delete(place.current);
  };
  return (
    <div ref={place} onCompositionStart={() => note(true)} onCompositionEnd={() => note(false)} className={className}>
      {plain && <PlainField composer={composer} surface={surface} {...props} />}
      {rich !== null && stage !== "plain" && (
        <rich.Field
          composer={composer}
          surface={surface}
          parse={rich.parse}
          bar={bar}
          from={plain && isPlain(surface.current) ? surface.current : null}
          onReady={() => setStage("rich")}
          onUnfit={onUnfit}
          {...props}
        />
      )}
    </div>
  );
}

const isPlain = (surface: Surface | null): surface is PlainSurface => surface?.element instanceof HTMLTextAreaElement;

/** Fields in which an input method is at work. */
const composingIn = new WeakSet<Element>();
