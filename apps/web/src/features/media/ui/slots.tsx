import { lazy, Suspense } from "react";
import type { Attachments, ChatSlots } from "../../../shared/chat-slots.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { createAttachments } from "../model/attachments.ts";
import { AttachButton } from "./AttachButton.tsx";
import { MediaBody } from "./MediaBody.tsx";

const Tray = lazy(async () => ({ default: (await import("./AttachmentTray.tsx")).AttachmentTray }));

/** Loaded with the first file. */
function AttachmentTray({ attachments }: { readonly attachments: Attachments }) {
  if (useSignal(attachments.items).length === 0) return null;
  return (
    <Suspense fallback={null}>
      <Tray attachments={attachments} />
    </Suspense>
  );
}

/** What this feature brings to the chat. */
export const mediaSlots: ChatSlots = { MediaBody, AttachmentTray, AttachButton, createAttachments };
