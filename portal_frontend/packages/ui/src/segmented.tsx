import { ToggleButton, ToggleButtonGroup } from "react-aria-components";

interface SegmentedProps<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
  dense?: boolean;
}

/** One choice out of a few, all in sight. */
export function Segmented<V extends string>({ label, value, onChange, options, dense }: SegmentedProps<V>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen) onChange(chosen.value);
      }}
      className={`flex rounded-8 bg-sunken p-1 ${dense ? "" : "w-full"}`}
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          className={`flex-1 rounded-6 whitespace-nowrap text-ink-soft data-[selected]:bg-chosen data-[selected]:font-bold data-[selected]:text-ink data-[selected]:shadow-[0_1px_3px_rgb(0_0_0/.2)] ${dense ? "min-h-7 px-3 text-sm" : "min-h-11 px-2"}`}
        >
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
