import { AppError } from "@parley/kernel";
import { Compass, Search } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../shared/navigation.ts";
import { PageFrame } from "../../../shared/PageFrame.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Skeleton, useCalmWait } from "../../../ui/Skeleton.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { joinTarget } from "../model/links.ts";
import { strings } from "../strings/index.ts";
import { FoundCard } from "./FoundCard.tsx";
import { useDirectory } from "./use-directory.ts";

/** Public servers and rooms of the homeserver, and the way in by a link. */
export function DiscoverPage({ onBack }: { readonly onBack: (() => void) | undefined }) {
  const t = useStrings(strings);
  const [kind, setKind] = useState<"space" | "room">("space");
  const [term, setTerm] = useState("");
  return (
    <PageFrame title={t("discover")} onBack={onBack}>
      <p className="text-14 text-ink-2">{t("discoverAbout")}</p>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <div className="relative min-w-44 flex-1">
          <Search
            aria-hidden="true"
            className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-4 text-ink-2"
            strokeWidth={1.75}
          />
          <input
            type="search"
            aria-label={t("discoverSearch")}
            placeholder={t("discoverSearch")}
            value={term}
            maxLength={100}
            onChange={(event) => setTerm(event.currentTarget.value)}
            className="h-8 w-full rounded-control bg-hover pr-2 pl-8 text-14 text-ink placeholder:text-ink-2 touch:h-11 [&::-webkit-search-cancel-button]:appearance-none"
          />
        </div>
        <RadioGroup
          shape="segments"
          label={t("discover")}
          hideLabel
          value={kind}
          onChange={setKind}
          options={[
            { value: "space", label: t("discoverServers") },
            { value: "room", label: t("discoverRooms") },
          ]}
        />
      </div>
      <div className="mt-4">
        <Results key={kind} term={term.trim()} kind={kind} />
      </div>
      <ByLink />
    </PageFrame>
  );
}

function Results({ term, kind }: { readonly term: string; readonly kind: "space" | "room" }) {
  const t = useStrings(strings);
  const { found, next, loading, error, broken, more, retry } = useDirectory(term, kind);
  const calm = useCalmWait(found === null && error === null);
  if (error instanceof AppError && error.code === "MATRIX_FORBIDDEN") {
    return (
      <div className="py-10">
        <EmptyState icon={<Compass className="size-5" strokeWidth={1.75} />} title={t("discoverForbidden")}>
          {t("discoverForbiddenHint")}
        </EmptyState>
      </div>
    );
  }
  if (found === null && error === null) {
    return calm ? (
      <div className="grid gap-3">
        {[1, 2, 3].map((line) => (
          <Skeleton key={line} className="h-24 w-full" />
        ))}
      </div>
    ) : null;
  }
  return (
    <div aria-live="polite">
      {found !== null && found.length === 0 && (
        <div className="py-10">
          <EmptyState
            icon={<Compass className="size-5" strokeWidth={1.75} />}
            title={term === "" ? t("discoverNone") : t("discoverNoMatch", { term })}
          >
            {term === "" ? t("discoverNoneHint") : t("discoverNoMatchHint")}
          </EmptyState>
        </div>
      )}
      <ul className="grid gap-3">
        {found?.map((room) => (
          <FoundCard key={room.id} room={room} />
        ))}
      </ul>
      {error !== null && (
        <div className="mt-3">
          <ErrorNote error={error} {...(broken ? { words: t("discoverBroken") } : {})} onRetry={retry} />
        </div>
      )}
      {next !== null && error === null && (
        <div className="mt-4 flex justify-center">
          <Button busy={loading && t("loading")} onClick={more}>
            {t("discoverMore")}
          </Button>
        </div>
      )}
    </div>
  );
}

function ByLink() {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = joinTarget(text, location.origin);
    setWrong(place === null);
    if (place !== null) navigation.go(place);
  };
  return (
    <section className="mt-10 border-line border-t pt-6">
      <h2 className="font-semibold text-15 text-ink">{t("byLink")}</h2>
      <p className="mt-0.5 text-13 text-ink-2">{t("byLinkHint")}</p>
      <form onSubmit={submit} className="mt-3 flex flex-wrap items-start gap-2">
        <TextField
          className="min-w-56 flex-1"
          label={t("byLinkLabel")}
          value={text}
          onChange={(value) => {
            setText(value);
            setWrong(false);
          }}
          error={wrong ? t("byLinkWrong") : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        {/* Beside the field, whatever stands above and below it: under a line as high as its label. */}
        <div className="flex flex-col">
          <span aria-hidden="true" className="mb-1.5 font-medium text-13">
            {"\u00a0"}
          </span>
          <Button type="submit" size="lg" disabled={text.trim() === ""}>
            {t("open")}
          </Button>
        </div>
      </form>
    </section>
  );
}
