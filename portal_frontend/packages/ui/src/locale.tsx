import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";

/** The languages that every catalogue must speak. Japanese is the original, the rest follow it. */
export const LOCALES = ["ja", "en"] as const;
export type Locale = (typeof LOCALES)[number];

const STORED_AS = "minamoto.locale";

interface LocaleState {
  locale: Locale;
  setLocale: (locale: Locale) => void;
}

const LocaleContext = createContext<LocaleState | null>(null);

function isLocale(value: string | null): value is Locale {
  return LOCALES.some((each) => each === value);
}

/** Return the language chosen before, else the browser's where we speak it, else Japanese. */
export function currentLocale(): Locale {
  const chosen = readStored(STORED_AS);
  if (isLocale(chosen)) return chosen;
  for (const tag of navigator.languages) {
    const language = tag.split("-")[0] ?? "";
    if (isLocale(language)) return language;
  }
  return "ja";
}

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [locale, setChosen] = useState<Locale>(currentLocale);

  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);

  const state = useMemo<LocaleState>(
    () => ({
      locale,
      setLocale: (next) => {
        writeStored(STORED_AS, next);
        setChosen(next);
      },
    }),
    [locale],
  );
  return <LocaleContext value={state}>{children}</LocaleContext>;
}

export function useLocale(): LocaleState {
  const state = useContext(LocaleContext);
  if (state === null) throw new Error("useLocale needs a LocaleProvider above it");
  return state;
}

type Message = string | ((...args: never[]) => string);
export interface Catalogue {
  readonly [key: string]: Message | Catalogue;
}
/** The shape of a catalogue: the same keys and the same arguments, other words. */
export type Translated<C> = {
  readonly [K in keyof C]: C[K] extends string
    ? string
    : C[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Translated<C[K]>;
};

/** Bind a Japanese catalogue to its translation and return the hook that reads it. */
export function messages<const C extends Catalogue>(ja: C, en: Translated<C>): () => Translated<C> {
  // A catalogue is a translation of itself; the checker cannot follow that through a mapped type.
  const all: Record<Locale, Translated<C>> = { ja: ja as unknown as Translated<C>, en };
  return function useMessages() {
    return all[useLocale().locale];
  };
}

/** Read a preference; private browsing may forbid storage, which costs only the preference. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The choice then lasts until the page is left.
  }
}
