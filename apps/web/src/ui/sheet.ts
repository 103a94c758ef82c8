/** Against the place that is reckoned for it: on a phone it rises from the lower edge, over a scrim. */
export const sheetPlace = "phone:fixed! phone:inset-x-0! phone:top-auto! phone:bottom-0! phone:transform-none!";
export const sheetLook =
  "phone:max-h-5/6 phone:max-w-none phone:rounded-b-none phone:rounded-t-dialog phone:pt-2 phone:pb-6 phone:transition-all phone:data-starting-style:translate-y-4";
export const sheetScrim =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-enter data-ending-style:opacity-0 data-starting-style:opacity-0 desk:hidden";
export const sheetGrip = "mx-auto mb-4 block h-1 w-9 rounded-full bg-line desk:hidden";
