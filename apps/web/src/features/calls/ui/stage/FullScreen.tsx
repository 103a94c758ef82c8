import { Maximize, Minimize } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { stageStrings } from "./strings/index.ts";

/** Not on iPhones. */
const canFill = (): boolean => document.fullscreenEnabled === true;

/** Lets a tile fill the whole screen, and gives it back; Esc does, too. */
export function FullScreen({ tile }: { readonly tile: RefObject<HTMLElement | null> }) {
  const t = useStrings(stageStrings);
  const [full, setFull] = useState(false);
  useEffect(() => {
    const look = () => setFull(tile.current !== null && document.fullscreenElement === tile.current);
    document.addEventListener("fullscreenchange", look);
    return () => document.removeEventListener("fullscreenchange", look);
  }, [tile]);
  if (!canFill()) return null;
  const turn = () => {
    const turned = full ? document.exitFullscreen() : tile.current?.requestFullscreen();
    // Where the browser says no it stays as it is.
    turned?.catch(() => {});
  };
  const Sign = full ? Minimize : Maximize;
  return (
    <IconButton
      label={t(full ? "fullScreenOff" : "fullScreen")}
      tip={false}
      size="sm"
      onClick={turn}
      icon={<Sign aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />}
      className="absolute top-1.5 left-1.5 bg-stage/80 text-ink touch:top-0 touch:left-0 touch:bg-transparent touch:[&>svg]:size-6 touch:[&>svg]:rounded-control touch:[&>svg]:bg-stage/80 touch:[&>svg]:p-1"
    />
  );
}
