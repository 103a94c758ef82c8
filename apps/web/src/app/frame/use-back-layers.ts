import { systemClock } from "@parley/kernel";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useMemo, useRef } from "react";
import { useViewport } from "../../shared/viewport.ts";
import { createBackLayers } from "./back-layers.ts";

/** On a phone, Back closes what lies over the page before it leaves the page; elsewhere it does both. */
export function useBackLayers() {
  const { history } = useRouter();
  const phone = useRef(false);
  phone.current = useViewport() === "phone";
  const layers = useMemo(() => createBackLayers(history, systemClock, () => phone.current), [history]);
  useEffect(() => layers.listen(), [layers]);
  return layers;
}
