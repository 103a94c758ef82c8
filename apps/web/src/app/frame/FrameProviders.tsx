import { CSPProvider } from "@base-ui/react/csp-provider";
import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useContext, useRef } from "react";
import {
  CurrentCallContext,
  callSlots,
  FloatingCall,
  useKeptMicrophone,
  useLeaveWithPage,
} from "../../features/calls/index.ts";
import { MarkdownBody } from "../../features/chat/index.ts";
import { mediaSlots } from "../../features/media/index.ts";
import { RingAlarm, RoomMenu } from "../../features/notifications/index.ts";
import { RoomCommands, roomSlots } from "../../features/rooms/index.ts";
import { AgentRowsContext } from "../../shared/agent-slots.ts";
import { AnswerBodyContext } from "../../shared/answer-slots.ts";
import { CallSlotsContext } from "../../shared/call-slots.ts";
import { ChatSlotsContext } from "../../shared/chat-slots.ts";
import { SessionContext } from "../../shared/contexts.ts";
import { EntryContext } from "../../shared/page-memory.ts";
import { RingAlarmContext } from "../../shared/ring-alarm.ts";
import { RoomMenuContext } from "../../shared/room-menu.ts";
import { RoomSlotsContext } from "../../shared/room-slots.ts";
import { BackLayersContext } from "../../ui/back.ts";
import { ToastProvider } from "../../ui/Toast.tsx";
import { AgentRows } from "../agents.ts";
import { useTabCall } from "../calls.ts";
import { CountedTitle } from "./CountedTitle.tsx";
import { useBackLayers } from "./use-back-layers.ts";

/** What the primitives of the frame need around them. `<style>` elements would be refused by the CSP. */
export function FrameProviders({ children }: { readonly children: ReactNode }) {
  const call = useTabCall();
  useLeaveWithPage(call, useContext(SessionContext)?.account.userId);
  useKeptMicrophone(call);
  const page = useRef<string | undefined>(undefined);
  const entry = useLocation({
    select({ state }) {
      // What lies over a page has an entry of its own, and is on the same page.
      if (page.current === undefined || !("layer" in state)) page.current = state.__TSR_key;
      return page.current;
    },
  });
  return (
    <CSPProvider disableStyleElements>
      <BackLayersContext value={useBackLayers()}>
        <ToastProvider>
          <ChatSlotsContext value={mediaSlots}>
            <RoomSlotsContext value={roomSlots}>
              <CurrentCallContext value={call}>
                <CallSlotsContext value={call === null ? null : callSlots}>
                  <CountedTitle>
                    <RoomMenuContext value={RoomMenu}>
                      <EntryContext value={entry}>
                        <RingAlarmContext value={RingAlarm}>
                          <AgentRowsContext value={AgentRows}>
                            <AnswerBodyContext value={MarkdownBody}>
                              <RoomCommands>{children}</RoomCommands>
                            </AnswerBodyContext>
                          </AgentRowsContext>
                          <FloatingCall />
                        </RingAlarmContext>
                      </EntryContext>
                    </RoomMenuContext>
                  </CountedTitle>
                </CallSlotsContext>
              </CurrentCallContext>
            </RoomSlotsContext>
          </ChatSlotsContext>
        </ToastProvider>
      </BackLayersContext>
    </CSPProvider>
  );
}
