import { useState } from "react";
import { readStored, writeStored } from "./locale";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORED_AS = "minamoto.theme";

function storedTheme(): Theme {
  const value = readStored(STORED_AS);
  return THEMES.find((each) => each === value) ?? "system";
}

/** Put the theme chosen before onto the page; called before the first paint. */
export function applyTheme(theme: Theme = storedTheme()): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return [
    theme,
    (next) => {
      writeStored(STORED_AS, next === "system" ? null : next);
      applyTheme(next);
      setTheme(next);
    },
  ];
}
