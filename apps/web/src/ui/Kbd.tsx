/** Keys of a shortcut, each as it is printed on the keyboard: `Ctrl K`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex shrink-0 gap-1">
      {keys.split(" ").map((key) => (
        <kbd key={key} className="min-w-5 rounded-4 bg-code px-1 text-center font-sans text-11 text-ink-2">
          {key}
        </kbd>
      ))}
    </span>
  );
}
