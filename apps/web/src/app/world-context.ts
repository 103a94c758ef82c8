import { createContext, useContext } from "react";
import type { World } from "./boot/world.ts";

export const WorldContext = createContext<World | null>(null);

export function useWorld(): World {
  const world = useContext(WorldContext);
  if (world === null) throw new Error("useWorld is used outside its provider");
  return world;
}
