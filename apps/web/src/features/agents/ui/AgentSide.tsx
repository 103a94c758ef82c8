import { systemRandom } from "@parley/kernel";
import { ArrowLeft, MessageCircle, MoreHorizontal, Pencil, SquarePen, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { type Place, useLink, useNavigation } from "../../../shared/navigation.ts";
import { fullTime, shortTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { cx } from "../../../ui/cx.ts";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { IconButton } from "../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../ui/Menu.tsx";
import { ScrollArea } from "../../../ui/ScrollArea.tsx";
import { freshName, mainName, nameOf } from "../model/keys.ts";
import { agentsOf, type Conversation, conversationsOf } from "../model/lists.ts";
import { strings } from "../strings/index.ts";
import { DeleteDialog, RenameDialog } from "./ConversationDialogs.tsx";
import { useReader } from "./use-reader.ts";

type Here = Extract<Place, { at: "agents" }>;

/** The conversations with one agent, in the place of the list. */
export function AgentSide({ agentId, place }: { readonly agentId: string; readonly place: Here }) {
  const t = useStrings(strings);
  const parley = useParley();
  const navigation = useNavigation();
  const isPhone = useViewport() === "phone";
  const agent = useReader(agentsOf(parley)).value?.find(({ id }) => id === agentId);
  const reader = conversationsOf(parley, agentId);
  const { value: conversations, error } = useReader(reader);
  const [asked, setAsked] = useState<{ what: "rename" | "delete"; of: Conversation } | null>(null);
  // What is said in one changes its line, its title and its place.
  useEffect(
    () =>
      parley.on("chat", ({ sessionKey, state }) => {
        if (state !== "delta" && nameOf(agentId, sessionKey) !== null) void reader.load();
      }),
    [parley, agentId, reader],
  );
  const begin = () => navigation.go({ at: "agents", agentId, conversation: freshName(systemRandom) });
  const shown = place.conversation ?? (isPhone ? null : mainName);
  const known = conversations?.some(({ key }) => nameOf(agentId, key) === shown) ?? true;
  const close = () => {
    setAsked(null);
    void reader.load();
  };
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-1 pr-3 pl-2 phone:border-line phone:border-b phone:pr-2">
        <IconButton
          label={t("backToChats")}
          onClick={() => (isPhone ? navigation.back({ at: "agents" }) : navigation.go({ at: "agents" }))}
          icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
        <h2 className="min-w-0 flex-1 truncate font-semibold text-15 text-ink">
          <bdi>{agent?.name ?? t("conversations")}</bdi>
        </h2>
        <IconButton
          label={t("newConversation")}
          onClick={begin}
          icon={<SquarePen aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      </header>
      <ScrollArea memory={`agent ${agentId}`} className="px-2 pt-1 pb-4">
        {error !== null && conversations === null && (
          <ErrorNote error={error} onRetry={() => void reader.load()} shape="card" />
        )}
        {conversations?.length === 0 && isPhone && (
          <EmptyState icon={<MessageCircle className="size-5" strokeWidth={1.75} />} title={t("noConversations")}>
            {t("noConversationsHint")}
          </EmptyState>
        )}
        <ul aria-label={t("conversations")} className="flex flex-col gap-hair">
          {!known && shown !== null && (
            <Row
              place={{ at: "agents", agentId, conversation: shown }}
              title={shown === mainName ? t("mainConversation") : t("untitled")}
              current
            />
          )}
          {(conversations ?? []).map((conversation) => {
            const name = nameOf(agentId, conversation.key);
            // What begins anew by itself and has no name of one's own is gone from sight until somebody speaks in it.
            const isEmpty = conversation.label === undefined && conversation.lastMessagePreview === undefined;
            const hidden = name === null || (isEmpty && name !== mainName && name !== shown);
            return (
              !hidden && (
                <Row
                  key={conversation.key}
                  place={{ at: "agents", agentId, conversation: name }}
                  title={
                    conversation.label ??
                    conversation.derivedTitle ??
                    (name === mainName ? t("mainConversation") : t("untitled"))
                  }
                  conversation={conversation}
                  current={name === shown}
                  onAsk={(what) => setAsked({ what, of: conversation })}
                />
              )
            );
          })}
        </ul>
      </ScrollArea>
      {asked?.what === "rename" && <RenameDialog conversation={asked.of} onClose={close} />}
      {asked?.what === "delete" && (
        <DeleteDialog
          conversation={asked.of}
          isMain={nameOf(agentId, asked.of.key) === mainName}
          onClose={close}
          onDeleted={() => {
            if (nameOf(agentId, asked.of.key) === shown) navigation.go({ at: "agents", agentId }, { replace: true });
            close();
          }}
        />
      )}
    </>
  );
}

function Row({
  place,
  title,
  conversation,
  current,
  onAsk,
}: {
  readonly place: Here;
  readonly title: string;
  readonly conversation?: Conversation;
  readonly current: boolean;
  readonly onAsk?: (what: "rename" | "delete") => void;
}) {
  const t = useStrings(strings);
  const link = useLink();
  const now = useNow();
  return (
    <li
      className={cx(
        "group relative flex items-stretch rounded-control transition-colors hover:bg-hover",
        current && "bg-selected",
      )}
    >
      <a
        {...link(place)}
        aria-current={current ? "page" : undefined}
        className="min-w-0 flex-1 rounded-control px-2 py-1.5 touch:pr-12"
      >
        <span className="flex items-baseline gap-2">
          <span className={cx("min-w-0 flex-1 truncate text-14", current ? "text-ink" : "text-ink-2")}>
            <bdi>{title}</bdi>
          </span>
          {conversation !== undefined && (
            <time
              title={fullTime(conversation.updatedAt, t.language)}
              className="shrink-0 text-12 text-ink-2 tabular-nums group-hover:invisible group-focus-within:invisible"
            >
              {shortTime(conversation.updatedAt, now, t.language)}
            </time>
          )}
        </span>
        {conversation?.lastMessagePreview !== undefined && (
          <span dir="auto" className="block truncate text-left text-12 text-ink-2">
            {conversation.lastMessagePreview}
          </span>
        )}
      </a>
      {onAsk !== undefined && (
        <span className="absolute top-1 right-1 opacity-0 focus-within:opacity-100 group-hover:opacity-100 has-data-popup-open:opacity-100 touch:opacity-100">
          <Menu
            align="end"
            trigger={
              <IconButton
                size="sm"
                tip={false}
                label={`${t("more")}: ${title}`}
                icon={<MoreHorizontal aria-hidden="true" className="size-4" strokeWidth={1.75} />}
              />
            }
          >
            <MenuItem icon={<Pencil className="size-4" />} onSelect={() => onAsk("rename")}>
              {t("rename")}
            </MenuItem>
            <MenuItem danger icon={<Trash2 className="size-4" />} onSelect={() => onAsk("delete")}>
              {t("remove")}
            </MenuItem>
          </Menu>
        </span>
      )}
    </li>
  );
}
