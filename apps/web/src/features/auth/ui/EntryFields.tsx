import type { ComponentProps } from "react";
import { CredentialFields } from "./CredentialFields.tsx";
import { NewAccountFields } from "./NewAccountFields.tsx";

/** Name and password, of an account that is there or of one that is made. */
export function EntryFields({
  isNew,
  ...fields
}: { readonly isNew: boolean } & ComponentProps<typeof NewAccountFields>) {
  if (isNew) return <NewAccountFields {...fields} />;
  const { name, password, onName, onPassword, tried, autoFocus = false } = fields;
  return <CredentialFields {...{ name, password, onName, onPassword, tried, autoFocus }} />;
}
