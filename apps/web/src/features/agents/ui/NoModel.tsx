import { Cpu } from "lucide-react";
import { useParley } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../ui/Banner.tsx";
import { modelsOf } from "../model/lists.ts";
import { strings } from "../strings/index.ts";
import { useReader } from "./use-reader.ts";

/** Says that nothing can answer yet, and leads to where that is mended. Nothing while it is not known. */
export function NoModel() {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const parley = useParley();
  const { value } = useReader(modelsOf(parley));
  const isAdmin = useSignal(parley.account)?.scopes.includes("operator.admin") ?? false;
  if (value === null || value.length > 0) return null;
  return (
    <div className="mb-4">
      <Banner
        shape="card"
        icon={<Cpu className="size-4" strokeWidth={1.75} />}
        actions={
          isAdmin && (
            <BannerAction onClick={() => navigation.go({ at: "settings", page: "models" })}>
              {t("openModels")}
            </BannerAction>
          )
        }
      >
        <span className="font-medium">{t("noModelTitle")}. </span>
        {t(isAdmin ? "noModel" : "noModelMember")}
      </Banner>
    </div>
  );
}
