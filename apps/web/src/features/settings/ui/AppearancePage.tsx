import { usePreferences } from "../../../shared/preferences.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { Select } from "../../../ui/Select.tsx";
import { strings } from "../strings/index.ts";

/** Theme, density, how one writes, and language; each takes effect at once. */
export function AppearancePage() {
  const t = useStrings(strings);
  const { theme, density, language, composer, set } = usePreferences();
  return (
    <Section hint={t("onDeviceOnly")}>
      <Row title={t("theme")} hint={t("themeHint")}>
        <RadioGroup
          shape="segments"
          label={t("theme")}
          hideLabel
          value={theme}
          onChange={(next) => set({ theme: next })}
          options={[
            { value: "system", label: t("system") },
            { value: "light", label: t("light") },
            { value: "dark", label: t("dark") },
          ]}
        />
      </Row>
      <Row title={t("density")} hint={t("densityHint")}>
        <RadioGroup
          shape="segments"
          label={t("density")}
          hideLabel
          value={density}
          onChange={(next) => set({ density: next })}
          options={[
            { value: "cosy", label: t("cosy") },
            { value: "compact", label: t("compact") },
          ]}
        />
      </Row>
      <Row title={t("composer")} hint={t("composerHint")}>
        <RadioGroup
          shape="segments"
          label={t("composer")}
          hideLabel
          value={composer}
          onChange={(next) => set({ composer: next })}
          options={[
            { value: "rich", label: t("composerRich") },
            { value: "plain", label: t("composerPlain") },
          ]}
        />
      </Row>
      <Row title={t("language")} hint={t("languageHint")}>
        <Select
          label={t("language")}
          value={language}
          onChange={(next) => set({ language: next })}
          options={[
            { value: "en", label: t("english") },
            { value: "es", label: t("spanish") },
          ]}
        />
      </Row>
    </Section>
  );
}
