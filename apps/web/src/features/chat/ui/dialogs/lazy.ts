import { lazy } from "react";

// Fetched when first opened: the list must paint without them.

export const CreateServerDialog = lazy(async () => ({
  default: (await import("./CreateServerDialog.tsx")).CreateServerDialog,
}));
export const CreateChannelDialog = lazy(async () => ({
  default: (await import("./CreateChannelDialog.tsx")).CreateChannelDialog,
}));
export const CreateCategoryDialog = lazy(async () => ({
  default: (await import("./CreateCategoryDialog.tsx")).CreateCategoryDialog,
}));
export const NewDirectDialog = lazy(async () => ({
  default: (await import("./NewDirectDialog.tsx")).NewDirectDialog,
}));
