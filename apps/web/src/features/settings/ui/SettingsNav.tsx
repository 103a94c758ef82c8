import { LogOut, Search, X } from "lucide-react";
import { Suspense, useMemo, useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { MediaAvatar } from "../../../shared/MediaAvatar.tsx";
import { type Place, useLink, useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { cx } from "../../../ui/cx.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { ScrollArea } from "../../../ui/ScrollArea.tsx";
import { type Findable, findSettings, type SettingsEntry } from "../model/entries.ts";
import { strings } from "../strings/index.ts";
import { SignOutDialog } from "./lazy.ts";
import { usePages } from "./use-pages.ts";

const row =
  "flex min-h-row w-full items-center gap-2.5 rounded-control px-2 py-1 text-left text-14 transition-colors hover:bg-hover hover:text-ink";

/** The list of settings with a search over all of them. On a phone it is the level *You*. */
export function SettingsNav({ place, more }: { readonly place: Place; readonly more: readonly SettingsEntry[] }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const isPhone = useViewport() === "phone";
  const pages = usePages();
  const [query, setQuery] = useState("");
  const [leaving, setLeaving] = useState(false);
  const current = place.at === "settings" ? (place.page ?? (isPhone ? "" : "profile")) : place.at;

  const findable = useMemo<readonly Findable[]>(
    () => [
      ...pages.flatMap(({ id, title, rows }) => [
        { page: id, label: t(title), words: "" },
        ...rows.map(([name, about, words]) => ({
          page: id,
          label: t(name),
          words: `${t(title)} ${t(about)} ${words === undefined ? "" : t(words)}`,
        })),
      ]),
      ...more.map(({ id, label, words }) => ({ page: id, label, words })),
      { page: "sign-out", label: t("signOut"), words: t("signOutHint") },
    ],
    [t, more, pages],
  );
  const found = findSettings(findable, query);
  const searching = query.trim() !== "";
  const groups = [
    { key: "account", title: t("account") },
    { key: "thisDevice", title: t("thisDevice") },
    { key: "server", title: t("server") },
  ] as const;
  const titleOf = (id: string) => {
    const page = pages.find((candidate) => candidate.id === id);
    return page === undefined ? more.find((entry) => entry.id === id)?.label : t(page.title);
  };
  const placeOf = (id: string): Place => more.find((entry) => entry.id === id)?.place ?? { at: "settings", page: id };

  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-2 pr-2 pl-4 phone:border-line phone:border-b">
        <h1 className="min-w-0 flex-1 truncate font-semibold text-15 text-ink phone:text-22">
          {isPhone ? t("you") : t("title")}
        </h1>
        {!isPhone && (
          <IconButton
            label={t("close")}
            onClick={() => navigation.go({ at: "chats" })}
            icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
      </header>
      <ScrollArea memory="settings" className="px-2 pb-4">
        {isPhone && <Me />}
        <div className="relative mx-2 mt-1 mb-2 phone:mt-3">
          <Search
            aria-hidden="true"
            className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-4 text-ink-2"
            strokeWidth={1.75}
          />
          <input
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") setQuery("");
            }}
            className="h-8 w-full rounded-control bg-hover pr-2 pl-8 text-14 text-ink placeholder:text-ink-2 touch:h-11 [&::-webkit-search-cancel-button]:appearance-none"
          />
        </div>
        {searching ? (
          <ul aria-live="polite">
            {found.length === 0 && <li className="px-2 py-2 text-13 text-ink-2">{t("nothingFound")}</li>}
            {found.map(({ page, label }) => (
              <li key={`${page} ${label}`}>
                <Result
                  label={label}
                  under={page === "sign-out" ? undefined : titleOf(page)}
                  place={placeOf(page)}
                  onSignOut={page === "sign-out" ? () => setLeaving(true) : undefined}
                />
              </li>
            ))}
          </ul>
        ) : (
          <>
            {groups.map(({ key, title }) => (
              <section key={key}>
                <h2 className="px-2 pt-4 pb-1 font-medium text-12 text-ink-2">{title}</h2>
                <ul>
                  {more
                    .filter(({ group = "server" }) => group === key && key === "server")
                    .map(({ id, label, icon, place: own }) => (
                      <Entry
                        key={id}
                        id={id}
                        label={label}
                        icon={icon}
                        current={current}
                        {...(own === undefined ? {} : { place: own })}
                      />
                    ))}
                  {pages
                    .filter(({ group }) => group === key)
                    .map(({ id, title: name, icon }) => (
                      <Entry key={id} id={id} label={t(name)} icon={icon} current={current} />
                    ))}
                  {more
                    .filter(({ group }) => group === key && key !== "server")
                    .map(({ id, label, icon }) => (
                      <Entry key={id} id={id} label={label} icon={icon} current={current} />
                    ))}
                </ul>
              </section>
            ))}
            <div className="mt-4">
              <button
                type="button"
                onClick={() => setLeaving(true)}
                className={cx(row, "text-danger hover:text-danger")}
              >
                <LogOut aria-hidden="true" className="size-5 shrink-0" strokeWidth={1.75} />
                {t("signOut")}
              </button>
            </div>
          </>
        )}
      </ScrollArea>
      <Suspense fallback={null}>{leaving && <SignOutDialog onClose={() => setLeaving(false)} />}</Suspense>
    </>
  );
}

function Entry({
  id,
  label,
  icon: Icon,
  current,
  place = { at: "settings", page: id },
}: {
  readonly id: string;
  readonly label: string;
  readonly icon: SettingsEntry["icon"];
  readonly current: string;
  readonly place?: Place;
}) {
  const link = useLink();
  const chosen = current === id;
  return (
    <li>
      <a
        {...link(place)}
        aria-current={chosen ? "page" : undefined}
        className={cx(row, chosen ? "bg-selected text-ink" : "text-ink-2 phone:text-ink")}
      >
        <Icon aria-hidden="true" className="size-5 shrink-0" strokeWidth={1.75} />
        <span className="truncate">{label}</span>
      </a>
    </li>
  );
}

function Result({
  label,
  under,
  place,
  onSignOut,
}: {
  readonly label: string;
  readonly under: string | undefined;
  readonly place: Place;
  readonly onSignOut: (() => void) | undefined;
}) {
  const link = useLink();
  const words = (
    <span className="min-w-0">
      <span className="block truncate text-ink">{label}</span>
      {under !== undefined && under !== label && <span className="block truncate text-12 text-ink-2">{under}</span>}
    </span>
  );
  return onSignOut === undefined ? (
    <a {...link(place)} className={row}>
      {words}
    </a>
  ) : (
    <button type="button" onClick={onSignOut} className={row}>
      {words}
    </button>
  );
}

function Me() {
  const session = useSession();
  const { displayName, avatarMxc } = useSignal(session.own.profile);
  const { userId } = session.account;
  const name = displayName ?? userId;
  return (
    <div className="flex items-center gap-4 px-2 py-4">
      <MediaAvatar id={userId} name={name} mxc={avatarMxc} size={64} />
      <div className="min-w-0">
        <div className="truncate font-semibold text-18 text-ink">{name}</div>
        <div className="wrap-anywhere font-mono text-13 text-ink-2">{userId}</div>
      </div>
    </div>
  );
}
