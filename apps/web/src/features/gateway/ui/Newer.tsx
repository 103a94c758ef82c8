import { useStrings } from "../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../ui/Banner.tsx";
import { strings } from "../strings/index.ts";

/** Somebody else wrote the file since what one types over was read. */
export function Newer({ onTake, onKeep }: { readonly onTake: () => void; readonly onKeep: () => void }) {
  const t = useStrings(strings);
  return (
    <div className="w-full">
      <Banner
        shape="card"
        live="assertive"
        actions={
          <>
            <BannerAction onClick={onTake}>{t("takeNewer")}</BannerAction>
            <BannerAction onClick={onKeep}>{t("keepMine")}</BannerAction>
          </>
        }
      >
        {t("newer")}
      </Banner>
    </div>
  );
}
