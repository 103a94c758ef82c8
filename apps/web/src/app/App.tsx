import type { ParleyClient } from "@parley/client";
import { effect } from "@parley/kernel";
import type { Matrix } from "@parley/matrix";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { MatrixContext, ParleyContext } from "../shared/contexts.ts";
import { PreferencesProvider } from "../shared/PreferencesProvider.tsx";
import type { Preferences } from "../shared/preferences.ts";
import { watchRegions } from "../shared/regions.ts";
import { type Shortcuts, ShortcutsContext } from "../shared/shortcuts.ts";
import { useLanguage } from "../shared/use-strings.ts";
import { TitleContext } from "../shared/use-title.ts";
import { en } from "../ui/strings/en.ts";
import { es } from "../ui/strings/es.ts";
import { UiWords } from "../ui/words.ts";
import type { Updates } from "./boot/updates.ts";
import type { World } from "./boot/world.ts";
import type { AppRouter } from "./router.tsx";
import { UpdatesContext } from "./updates-context.ts";
import { WorldContext } from "./world-context.ts";

/** What the entry makes and the app runs on. */
export interface AppParts {
  readonly world: World;
  readonly matrix: Matrix;
  readonly parley: ParleyClient;
  readonly preferences: Preferences;
  readonly shortcuts: Shortcuts;
  readonly router: AppRouter;
  readonly setTitle: (title: string) => void;
  readonly updates?: Updates;
}

/** The app with its world around it. */
export function App({ world, matrix, parley, preferences, shortcuts, router, setTitle, updates }: AppParts) {
  useEffect(() => watchRegions(document), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      shortcuts.handle(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [shortcuts]);
  useEffect(() => {
    if (updates === undefined) return;
    // For those who live here: a visitor's page does not fetch the whole app.
    return effect(() => {
      const now = world.state.value;
      if (now.at === "member" && now.live) updates.start();
    });
  }, [world, updates]);
  return (
    <WorldContext value={world}>
      <MatrixContext value={matrix}>
        <ParleyContext value={parley}>
          <PreferencesProvider value={preferences}>
            <ShortcutsContext value={shortcuts}>
              <TitleContext value={setTitle}>
                <Words>
                  <Newer updates={updates}>
                    <RouterProvider router={router} />
                  </Newer>
                </Words>
              </TitleContext>
            </ShortcutsContext>
          </PreferencesProvider>
        </ParleyContext>
      </MatrixContext>
    </WorldContext>
  );
}

function Newer({ updates, children }: { readonly updates: Updates | undefined; readonly children: ReactNode }) {
  return updates === undefined ? children : <UpdatesContext value={updates}>{children}</UpdatesContext>;
}

function Words({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  return <UiWords value={language === "es" ? es : en}>{children}</UiWords>;
}
