import { CountsSection } from "./CountsSection.tsx";
import { DeviceSection } from "./DeviceSection.tsx";
import { ExceptionsSection } from "./ExceptionsSection.tsx";
import { QuietSection } from "./QuietSection.tsx";

/** How one is told: on this device, and on all of them. */
export function NotificationsPage() {
  return (
    <>
      <DeviceSection />
      <CountsSection />
      <QuietSection />
      <ExceptionsSection />
    </>
  );
}
