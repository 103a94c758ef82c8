import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { mediaSlots } from "../../features/media/index.ts";
import { RoomMenu } from "../../features/notifications/index.ts";
import { RoomCommands, roomSlots } from "../../features/rooms/index.ts";
import { ChatSlotsContext } from "../../shared/chat-slots.ts";
import { EntryContext } from "../../shared/page-memory.ts";
import { RoomMenuContext } from "../../shared/room-menu.ts";
import { RoomSlotsContext } from "../../shared/room-slots.ts";
import { BackLayersContext } from "../../ui/back.ts";
import { ToastProvider } from "../../ui/Toast.tsx";
import { CountedTitle } from "./CountedTitle.tsx";
import { useBackLayers } from "./use-back-layers.ts";

/** What the primitives of the frame need around them. `<style>` elements would be refused by the CSP. */
export function FrameProviders({ children }: { readonly children: ReactNode }) {
  const entry = useLocation({ select: ({ state: { __TSR_key: key } }) => key });
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={400}>
        <BackLayersContext value={useBackLayers()}>
          <ToastProvider>
            <ChatSlotsContext value={mediaSlots}>
              <RoomSlotsContext value={roomSlots}>
                <CountedTitle>
                  <RoomMenuContext value={RoomMenu}>
                    <EntryContext value={entry}>
                      <RoomCommands>{children}</RoomCommands>
                    </EntryContext>
                  </RoomMenuContext>
                </CountedTitle>
              </RoomSlotsContext>
            </ChatSlotsContext>
          </ToastProvider>
        </BackLayersContext>
      </Tooltip.Provider>
    </CSPProvider>
  );
}
