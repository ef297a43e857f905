import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";

const SHAPE =
  "inline-flex items-center justify-center gap-2 rounded-8 font-bold text-center no-underline motion-safe:transition-colors select-none";
const KINDS = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover pressed:bg-accent-hover",
  outline: "border border-accent bg-surface text-accent hover:bg-accent-soft",
  quiet: "text-accent underline underline-offset-4 hover:bg-accent-soft",
  danger: "border border-danger bg-surface text-danger hover:bg-danger-soft",
} as const;
const SIZES = {
  large: "min-h-14 px-6 text-[1.0625rem]",
  medium: "min-h-11 px-4",
  small: "min-h-8 px-2.5 text-sm",
} as const;

export interface ButtonLook {
  kind?: keyof typeof KINDS;
  size?: keyof typeof SIZES;
  wide?: boolean;
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ kind = "primary", size = "medium", wide = false }: ButtonLook = {}): string {
  return `${SHAPE} ${KINDS[kind]} ${SIZES[size]} ${wide ? "w-full" : ""} disabled:opacity-50 aria-disabled:opacity-50`;
}

interface ButtonProps extends AriaButtonProps, ButtonLook {
  children: ReactNode;
}

/**
 * While pending the button keeps its place and its focus and does nothing; its own words tell what goes on.
 * (The library's `isPending` would announce a progress bar that must then be drawn inside.)
 */
export function Button({
  kind,
  size,
  wide,
  className,
  children,
  isPending = false,
  onPress,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      aria-busy={isPending}
      data-pending={isPending || undefined}
      onPress={isPending ? undefined : onPress}
      className={`${buttonClass({ kind, size, wide })} data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 data-[pending]:cursor-wait ${typeof className === "string" ? className : ""}`}
    >
      {children}
    </AriaButton>
  );
}

/** A key shown on the action that it triggers. */
export function Key({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-4 border border-current/40 px-1 font-sans text-[0.6875rem] leading-4 font-normal opacity-85">
      {children}
    </kbd>
  );
}
