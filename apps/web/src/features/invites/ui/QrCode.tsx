import { create } from "qrcode";
import { useMemo } from "react";

/** Modules of silence around the code, without which cameras do not find it. */
const quiet = 4;

/** A QR code as one path, dark on light in both themes: that is what cameras expect. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { path, size } = useMemo(() => {
    const { modules } = create(text, { errorCorrectionLevel: "M" });
    let drawn = "";
    for (let row = 0; row < modules.size; row++) {
      for (let column = 0; column < modules.size; column++) {
        if (modules.get(row, column)) drawn += `M${column + quiet} ${row + quiet}h1v1h-1z`;
      }
    }
    return { path: drawn, size: modules.size + 2 * quiet };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 justify-self-center rounded-card bg-qr-ground"
    >
      <path d={path} className="fill-qr" />
    </svg>
  );
}
