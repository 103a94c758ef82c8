import { lazy } from "react";

// Menus are fetched when first opened: the list must paint without them.

export const RowMenu = lazy(async () => ({ default: (await import("./RowMenu.tsx")).RowMenu }));
export const SpaceDeeds = lazy(async () => ({ default: (await import("./SpaceDeeds.tsx")).SpaceDeeds }));
export const CategoryDeeds = lazy(() => import("./SpaceDeeds.tsx").then((m) => ({ default: m.CategoryDeeds })));
